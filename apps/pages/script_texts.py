"""What our own scripts say, in the language of the page. ``{names}`` are filled in by the script."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from apps.pages.representations import RENDITION_TEXTS, STATUS_TEXTS

PLAYER: Mapping[str, StrOrPromise] = {
    **{str(status): text for status, text in STATUS_TEXTS.items()},
    "ready": _("Ready to play in all qualities."),
    "lost": _("The state of this video cannot be reached at the moment; trying again."),
    "unplayable": _("This video cannot be played in this browser."),
    "original": _(
        "The original file cannot be played in this browser. The video starts here once it is encoded."
    ),
    **{f"rendition_{status}": text for status, text in RENDITION_TEXTS.items()},
}
"""State of encoding → text, and what else the player says; ``rendition_<state>``: of one quality."""

UPLOAD: Mapping[str, StrOrPromise] = {
    "left_out": _("Too many at once. Files left out: {count}."),
    "chosen": _("Files chosen: {count}."),
    "choose": _("Choose a file first."),
    "finished": _("Files uploaded: {count}."),
    "finished_with_failures": _("Files uploaded: {count}; failed: {failed}."),
    "remove": pgettext_lazy("a file", "Remove"),
    "remove_file": _("Remove {name}"),
    "progress_of": _("Upload of {name}"),
    "too_large": _("This file is larger than {size}, the most that can be uploaded."),
    "cancel": _("Cancel"),
    "starting": _("Starting …"),
    "broken": _("The connection broke. Check your network and try again."),
    "progress": _("{percent} %, {sent} of {total}"),
    "sent": _("Sent; the server looks at it …"),
    "unusable": _("Uploaded, but it is neither video, audio, picture nor PDF, or it is damaged."),
    "encoding": _("Uploaded. It is being encoded now."),
    "uploaded": _("Uploaded."),
    "show": _("Show {title}"),
    "file_uploaded": _("{name} was uploaded."),
    "too_large_here": _("This file is too large for this portal."),
    "forbidden": _("You may not upload here. You may have to sign in again."),
    "refused": _("The server refused the upload (status {status}). Try again later."),
}

SCRIPTS = {"player": PLAYER, "upload": UPLOAD}

"""What becomes of a media behind the scenes, and another go at what failed: for those who may edit it.

The same for either frontend.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from apps.encoding.models import Job
from apps.encoding.selectors import former, jobs_unfinished
from apps.encoding.services import media_retry
from apps.media import access
from apps.media.models import EncodingStatus, Media
from apps.pages.legacy.requests import editable_media

STATUS_TEXTS = {
    EncodingStatus.FAIL: gettext_lazy("Failed"),
    EncodingStatus.RUNNING: gettext_lazy("Running"),
    EncodingStatus.PENDING: gettext_lazy("Waiting"),
}
"""In the order in which jobs are shown."""
SHOWN = 30
"""Jobs that a page lists; a long video has one for every piece of every rendition."""


def processing(request: HttpRequest, media: Media) -> dict[str, Any]:
    """What the page of a media says of its jobs, ``{}`` to those who may not edit it or if all are done.

    Returns:
        ``{"jobs": [{"title", "status", "progress", "reason", "attempts"}, …], "failed": number, "token",
        "is_former_shown": whether viewers still get the file that the media had before}``.
    """
    if not access.can_edit(request.user, media):
        return {}
    order = list(STATUS_TEXTS)
    unfinished = sorted(jobs_unfinished(media), key=lambda job: order.index(EncodingStatus(job.status)))
    if not unfinished:
        return {}
    failed = sum(job.status == EncodingStatus.FAIL for job in unfinished)
    return {
        "jobs": list(_described(unfinished[:SHOWN])),
        "failed": failed,
        "token": media.friendly_token,
        "is_former_shown": former(media).exists(),
    }


def _described(jobs: Iterable[Job]) -> Iterable[dict[str, Any]]:
    for job in jobs:
        yield {
            "title": _title(job),
            "status": job.status,
            "status_text": STATUS_TEXTS[EncodingStatus(job.status)],
            "progress": job.progress,
            "seconds_left": job.seconds_left,
            "reason": job.get_reason_display() if job.reason else "",
            "attempts": job.attempts,
        }


def _title(job: Job) -> str:
    if job.encoding is None:
        return str(job.get_kind_display())
    return f"{job.get_kind_display()}: {job.encoding.profile.name}"


@login_required
@require_POST
def retry_media(request: HttpRequest) -> HttpResponse:
    """Have everything done again that failed of the media that ``m`` names."""
    media = editable_media(request)
    if media is None:
        return redirect("/")
    count = media_retry(media=media)
    text = ngettext("%(count)d job is tried again.", "%(count)d jobs are tried again.", count)
    messages.info(request, text % {"count": count} if count else _("There is nothing to try again."))
    return redirect(media)

"""The forms of media (spec/forms.md §2, §3, §8)."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.categories.models import Category
from apps.media import access
from apps.media.models import Media, MediaState, MediaType
from apps.media.services import publishing
from apps.media.services.create import TITLE_LENGTH
from apps.media.services.metadata import tag_titles
from apps.users.models import User

POSTER_SIZE = 5 * 2**20
SLUG_LENGTH = 150
EDITORS_ONLY = _("This field can only be modified by MediaCMS admins or editors")
STATE_LABELS = {
    MediaState.PRIVATE: _("Private"),
    MediaState.UNLISTED: _("Unlisted"),
    MediaState.PUBLIC: _("Public"),
}
UNSHARE = _("I understand that unchecking Shared will remove all existing sharing for this media.")


class MetadataForm(forms.Form):
    """What a media is about."""

    friendly_token = forms.CharField(
        label=_("Slug"), help_text=_("Media URL slug"), max_length=SLUG_LENGTH, required=False
    )
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, required=False)
    new_tags = forms.CharField(
        label=_("Tags"), help_text=_("a comma separated list of tags."), required=False
    )
    add_date = forms.DateTimeField(
        label=_("Date produced"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S"),
    )
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea({"rows": 4}))
    enable_comments = forms.BooleanField(
        label=_("Enable comments"),
        help_text=_("Whether comments will be allowed for this media"),
        required=False,
    )
    uploaded_poster = forms.ImageField(
        label=_("Poster Image"), help_text=_("Maximum file size: 5MB"), required=False
    )
    thumbnail_time = forms.FloatField(
        label=_("Thumbnail Time (seconds)"),
        help_text=_("Select the time in seconds for the video thumbnail"),
        required=False,
        widget=forms.NumberInput({"min": 0, "step": 0.1}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, media: Media) -> None:
        initial = {name: getattr(media, name) for name in self.base_fields if name != "new_tags"}
        initial["new_tags"] = ", ".join(media.tags.order_by("title").values_list("title", flat=True))
        super().__init__(data, files, initial=initial)
        if not settings.ALLOW_CUSTOM_MEDIA_URLS:
            del self.fields["friendly_token"]
        if media.media_type == MediaType.IMAGE:
            del self.fields["uploaded_poster"]
        if media.media_type != MediaType.VIDEO:
            del self.fields["thumbnail_time"]

    def clean_friendly_token(self) -> str:
        """A slug of letters, digits, ``-`` and ``_``."""
        token: str = self.cleaned_data["friendly_token"]
        if token and not re.fullmatch(r"[\w-]+", token):
            raise forms.ValidationError(
                _("Slug can only contain alphanumeric characters, underscores, or hyphens.")
            )
        return token

    def clean_uploaded_poster(self) -> Any:
        """A picture that is not too large; None if nothing was chosen, False to remove the one there is."""
        poster = self.cleaned_data["uploaded_poster"]
        if "uploaded_poster" not in self.changed_data:
            return None
        if poster and poster.size > POSTER_SIZE:
            raise forms.ValidationError(_("Image file too large ( > 5mb )"))
        return poster

    def changes(self) -> dict[str, Any]:
        """What ``media_metadata_update`` takes. A blank slug leaves the token as it is."""
        data = dict(self.cleaned_data)
        return {"tags": tag_titles(data.pop("new_tags")), **data}


class PublishForm(forms.Form):
    """Who sees a media, and where."""

    category = forms.ModelMultipleChoiceField(Category.objects.none(), required=False)
    state = forms.ChoiceField(label=_("State"), widget=forms.RadioSelect)
    shared = forms.BooleanField(label=_("Shared"), required=False)
    confirm_state = forms.BooleanField(required=False)
    featured = forms.BooleanField(
        label=_("Featured"),
        help_text=_("Whether media is globally featured by a MediaCMS editor"),
        required=False,
    )
    reported_times = forms.IntegerField(
        label=_("Reported times"), help_text=_("how many time a media is reported"), min_value=0
    )
    is_reviewed = forms.BooleanField(
        label=_("Is reviewed"),
        help_text=_("Whether media is reviewed, so it can appear on public listings"),
        required=False,
    )
    allow_download = forms.BooleanField(
        label=_("Allow download"), help_text=_("Whether option to download media is shown"), required=False
    )

    def __init__(self, data: Any = None, *, media: Media, actor: User, is_lms: bool) -> None:
        names = ("state", "featured", "reported_times", "is_reviewed", "allow_download")
        self.was_shared = publishing.is_shared(media)
        initial = {name: getattr(media, name) for name in names} | {
            "shared": self.was_shared,
            "category": list(media.category.values_list("pk", flat=True)),
        }
        super().__init__(data, initial=initial)
        self.is_lms = is_lms
        self.offered = _offered_categories(media, actor, is_lms=is_lms)
        self._choose(media, actor)
        if not access.is_editor(actor):
            for name in ("featured", "reported_times", "is_reviewed"):
                field = self.fields[name]
                field.disabled = True
                field.widget.attrs |= {"class": "read-only-field", "title": EDITORS_ONLY}

    def _choose(self, media: Media, actor: User) -> None:
        states, categories = self.fields["state"], self.fields["category"]
        allowed = publishing.state_choices(actor, media)
        self.offers_public = MediaState.PUBLIC in allowed
        shown = (MediaState.PRIVATE, MediaState.UNLISTED, MediaState.PUBLIC)
        if isinstance(states, forms.ChoiceField):
            states.choices = [(state.value, STATE_LABELS[state]) for state in shown if state in allowed]
        if isinstance(categories, forms.ModelMultipleChoiceField):
            categories.queryset = self.offered

    def clean(self) -> dict[str, Any]:
        """Whoever ends sharing has to confirm it."""
        data = super().clean() or self.cleaned_data
        if self.was_shared and not data.get("shared") and not data.get("confirm_state"):
            self.add_error("confirm_state", UNSHARE)
        return data

    def picker(self) -> dict[str, Any]:
        """What the script of the category picker reads (spec/page-shell.md §13.1)."""
        rows = self.offered.values("pk", "title", "is_lms_course")
        known = {str(row["pk"]) for row in rows}
        chosen = self["category"].value() or []
        return {
            "all": [
                {"id": str(row["pk"]), "title": row["title"], "is_lms_course": row["is_lms_course"]}
                for row in rows
            ],
            "selected": [str(pk) for pk in chosen if str(pk) in known],
            "lms_mode": self.is_lms,
        }

    def changes(self) -> dict[str, Any]:
        """What ``media_publish`` takes."""
        data = dict(self.cleaned_data)
        del data["confirm_state"]
        data["categories"] = list(data.pop("category"))
        return data | {"offered": set(self.offered.values_list("pk", flat=True))}


class ReplaceForm(forms.Form):
    """Another file for a media."""

    new_media_file = forms.FileField(
        label=_("New Media File"), help_text=_("Select a new file to replace the current media")
    )


def _offered_categories(media: Media, actor: User, *, is_lms: bool) -> QuerySet[Category]:
    """The categories that `actor` may put `media` into, by title (spec/forms.md §3.2)."""
    allowed = Q()
    if settings.USE_RBAC and not access.is_editor(actor):
        own = access.group_categories(actor, access.CONTRIBUTOR_ROLES)
        links = Media.category.through.objects.filter(media=media)
        allowed = Q(is_rbac_category=False) | Q(pk__in=own.values("pk")) | Q(pk__in=links.values("category"))
    if is_lms:
        allowed &= Q(is_lms_course=True)
    return Category.objects.filter(allowed).order_by("title", "pk")

"""What Fine Uploader sends (spec/api-upload.md §3)."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

UUID4 = r"(?i)\A[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z"

_SMALLEST_PARTS = 2**20
"""Bytes of the parts of a file as large as ``UPLOAD_MAX_SIZE``, at least; the page's are of 2,000,000."""
_PARTS = 10_000
"""Number of parts that are always allowed, however small the portal's files are."""


def max_parts() -> int:
    """Return how many parts an upload may have."""
    return max(_PARTS, int(settings.UPLOAD_MAX_SIZE) // _SMALLEST_PARTS)


class _UploadForm(forms.Form):
    """The fields of every request. Their order is that of the error text."""

    qquuid = forms.RegexField(UUID4)
    qqfilename = forms.CharField()

    def clean_qquuid(self) -> str:
        """The same upload, in whatever case its id is written."""
        return str(self.cleaned_data["qquuid"]).lower()

    def clean_qqtotalparts(self) -> int:
        """A number of parts that an upload can have; one if there is none."""
        parts = self.cleaned_data["qqtotalparts"]
        if parts is None:
            return 1
        if not 1 <= parts <= max_parts():
            raise forms.ValidationError(_("Enter a valid value."))
        return int(parts)

    def clean_qqtotalfilesize(self) -> int | None:
        """The announced size: the first part of a file that is too large is refused already."""
        size: int | None = self.cleaned_data["qqtotalfilesize"]
        if size is not None and size > settings.UPLOAD_MAX_SIZE:
            limit = settings.UPLOAD_MAX_SIZE // 2**20
            raise forms.ValidationError(f"File too large. Maximum size: {limit}MB")
        return size


class FileForm(_UploadForm):
    """A whole file, or one part of it."""

    qqfile = forms.FileField()
    qqpartindex = forms.IntegerField(required=False)
    qqchunksize = forms.IntegerField(required=False)
    qqpartbyteoffset = forms.IntegerField(required=False)
    qqtotalfilesize = forms.IntegerField(required=False)
    qqtotalparts = forms.IntegerField(required=False)

    field_order = ("qqfile", "qquuid", "qqfilename")

    def clean(self) -> dict[str, Any]:
        """The part's number lies within the number of parts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["qqpartindex"] = cleaned.get("qqpartindex") or 0
        parts = cleaned.get("qqtotalparts")
        if parts is not None and not 0 <= cleaned["qqpartindex"] < parts:
            self.add_error("qqpartindex", _("Enter a valid value."))
        return cleaned


class DoneForm(_UploadForm):
    """All parts are sent."""

    qqtotalfilesize = forms.IntegerField(required=False)
    qqtotalparts = forms.IntegerField()

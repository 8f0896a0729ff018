"""The forms of the HTML pages."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.media import services
from apps.media.services.create import TITLE_LENGTH


class UploadForm(forms.Form):
    """One file with its title and description, for browsers without JavaScript."""

    media_file = forms.FileField(label=_("File"))
    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("The name of the file if left empty."),
    )
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_media_file(self) -> UploadedFile:
        """Refuse what is larger than the portal takes."""
        file: UploadedFile = self.cleaned_data["media_file"]
        try:
            services.check_upload_size(file.size or 0)
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        return file

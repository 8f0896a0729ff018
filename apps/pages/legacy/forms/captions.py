"""The forms of captions (spec/forms.md §4, §5)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.captions.models import Language
from apps.media.models import Media

FLAGS = ("allow_whisper_transcribe", "allow_whisper_transcribe_and_translate")


class CaptionForm(forms.Form):
    """A caption file and its language."""

    prefix = "form"

    subtitle_file = forms.FileField(
        label=_("Upload Caption File"),
        help_text=_("SubRip (.srt) and WebVTT (.vtt) are supported file formats."),
    )
    language = forms.ModelChoiceField(Language.objects.order_by("pk"), label=_("Language"))


class TranscriptionForm(forms.Form):
    """What speech recognition is asked for; a wish cannot be taken back."""

    prefix = "whisper_form"

    allow_whisper_transcribe = forms.BooleanField(label=_("Transcription"), required=False)
    allow_whisper_transcribe_and_translate = forms.BooleanField(
        label=_("English Translation"), required=False
    )

    def __init__(self, data: Any = None, *, media: Media) -> None:
        super().__init__(data, initial={name: getattr(media, name) for name in FLAGS})
        for name in FLAGS:
            if getattr(media, name):
                self.fields[name].disabled = True
                self.fields[name].widget.attrs["readonly"] = True
        self.is_exhausted = all(field.disabled for field in self.fields.values())

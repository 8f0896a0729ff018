"""The forms of captions (spec/forms.md §4, §5)."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.captions.languages import NAMES
from apps.captions.models import Language
from apps.captions.requesting import retryable
from apps.media.models import Media

FLAGS = {"allow_whisper_transcribe": False, "allow_whisper_transcribe_and_translate": True}
"""Field, and whether it stands for a translation."""


class CaptionForm(forms.Form):
    """A caption file and its language."""

    prefix = "form"

    subtitle_file = forms.FileField(
        label=_("Upload Caption File"),
        help_text=_("SubRip (.srt) and WebVTT (.vtt) are supported file formats."),
    )
    language = forms.ModelChoiceField(Language.objects.order_by("pk"), label=_("Language"))


class TranscriptionForm(forms.Form):
    """What speech recognition is asked for; a wish cannot be taken back, but repeated where it failed."""

    prefix = "whisper_form"

    allow_whisper_transcribe = forms.BooleanField(label=_("Transcription"), required=False)
    allow_whisper_transcribe_and_translate = forms.BooleanField(
        label=_("English Translation"), required=False
    )

    def __init__(self, data: Any = None, *, media: Media) -> None:
        super().__init__(data, initial={name: getattr(media, name) for name in FLAGS})
        for name, translate in FLAGS.items():
            if getattr(media, name) and not retryable(media, translate):
                self.fields[name].disabled = True
                self.fields[name].widget.attrs["readonly"] = True
        self.is_exhausted = all(self.fields[name].disabled for name in FLAGS)
        if settings.WHISPER_LANGUAGE_CHOICES:
            self.fields["language"] = _language_field()


def _language_field() -> forms.ChoiceField:
    named = [(code, _(NAMES[code])) for code in settings.WHISPER_LANGUAGE_CHOICES if code in NAMES]
    return forms.ChoiceField(
        label=_("Spoken language"), required=False, choices=[("", _("Find out")), *named]
    )

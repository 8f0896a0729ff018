"""The forms of the pages: names, labels and rules of spec/forms.md."""

from apps.pages.legacy.forms.accounts import ChannelForm, ProfileForm
from apps.pages.legacy.forms.captions import CaptionForm, TranscriptionForm
from apps.pages.legacy.forms.contact import ContactForm
from apps.pages.legacy.forms.media import MetadataForm, PublishForm, ReplaceForm

__all__ = [
    "CaptionForm",
    "ChannelForm",
    "ContactForm",
    "MetadataForm",
    "ProfileForm",
    "PublishForm",
    "ReplaceForm",
    "TranscriptionForm",
]

"""The languages that Whisper models know, and the rows that captions of them belong to."""

from __future__ import annotations

from apps.captions.models import Language

TRANSCRIPTION = ("whisper", "Transcription")
TRANSLATION = ("whisper-translation", "English Translation")
ENGLISH = "en"

# Codes are Whisper's: ISO 639-1, but for yue, haw and the old jw.
NAMES = {
    "af": "Afrikaans",
    "am": "Amharic",
    "ar": "Arabic",
    "as": "Assamese",
    "az": "Azerbaijani",
    "ba": "Bashkir",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "bo": "Tibetan",
    "br": "Breton",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fo": "Faroese",
    "fr": "French",
    "gl": "Galician",
    "gu": "Gujarati",
    "ha": "Hausa",
    "haw": "Hawaiian",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "ht": "Haitian Creole",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "jw": "Javanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "kn": "Kannada",
    "ko": "Korean",
    "la": "Latin",
    "lb": "Luxembourgish",
    "ln": "Lingala",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mg": "Malagasy",
    "mi": "Maori",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mn": "Mongolian",
    "mr": "Marathi",
    "ms": "Malay",
    "mt": "Maltese",
    "my": "Myanmar",
    "ne": "Nepali",
    "nl": "Dutch",
    "nn": "Nynorsk",
    "no": "Norwegian",
    "oc": "Occitan",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sa": "Sanskrit",
    "sd": "Sindhi",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sn": "Shona",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "su": "Sundanese",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "tg": "Tajik",
    "th": "Thai",
    "tk": "Turkmen",
    "tl": "Tagalog",
    "tr": "Turkish",
    "tt": "Tatar",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "yi": "Yiddish",
    "yo": "Yoruba",
    "yue": "Cantonese",
    "zh": "Chinese",
}
_CODES = {name.casefold(): code for code, name in NAMES.items()}


def code_of(name: str) -> str:
    """Return the code of a language by its English name, ``""`` if there is none.

    >>> code_of("Haitian creole")
    'ht'
    """
    return _CODES.get(name.strip().casefold(), "")


def caption_language(*, translated: bool, spoken: str, by_language: bool) -> Language:
    """Return the row that captions of speech recognition belong to; it is made if it is not there.

    Args:
        translated: the captions are English, whatever is spoken.
        spoken: code of the spoken language, ``""`` if unknown.
        by_language: the row of the language itself, if that is known; else the two rows of a legacy server
            (spec/pipeline.md §15.4). Rows of administrators are found by their code, whatever their title.
    """
    code, title = TRANSLATION if translated else TRANSCRIPTION
    language = ENGLISH if translated else spoken
    if by_language and language:
        code, title = language, NAMES.get(language, language)
    found = Language.objects.filter(code=code).order_by("pk").first()
    return found or Language.objects.create(code=code, title=title)

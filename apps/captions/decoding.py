"""The text of caption files, which come from programs of many ages and countries."""

from __future__ import annotations

import codecs

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WESTERN = "cp1252"
ENCODINGS = {
    **dict.fromkeys(("ru", "uk", "bg", "sr", "mk", "be"), "cp1251"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro"), "cp1250"),
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    "el": "cp1253",
    "tr": "cp1254",
    "he": "cp1255",
    "vi": "cp1258",
    "th": "cp874",
    "ja": "cp932",
    "ko": "cp949",
    "zh": "gb18030",
    "zh-hans": "gb18030",
    "zh-hant": "cp950",
}
"""Languages → what their files are in, where they are not in Unicode."""


def decoded(content: bytes, language: str = "") -> str:
    """The text of a caption file: UTF-8, UTF-16 with its mark, else the usual encoding of the language.

    That is a guess. What it cannot decode becomes a replacement character, so captions in a wrong encoding
    can be seen and corrected; they are never an error.

    Args:
        content: of the file.
        language: its code, such as ``el`` or ``pt-br``.

    >>> decoded(b"caf\\xe9"), decoded("Καλημέρα".encode("cp1253"), "el")
    ('café', 'Καλημέρα')
    """
    if content.startswith(UTF_16):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(_usual_encoding(language), errors="replace")


def _usual_encoding(language: str) -> str:
    code = language.lower().replace("_", "-")
    return ENCODINGS.get(code) or ENCODINGS.get(code.partition("-")[0], WESTERN)

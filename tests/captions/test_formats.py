"""Caption files: what is understood, and what becomes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.captions.decoding import decoded
from apps.captions.formats import CaptionError, to_webvtt, to_webvtt_leniently

ASS = (
    "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
    "Style: Default,Arial,20\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)
SAMI = "<SAMI><BODY><SYNC Start=1000><P>Hello</P></SYNC><SYNC Start=2500><P>Bye</P></SYNC></BODY></SAMI>"
CUE = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello\n"
FORMATS = {
    "SubRip": "1\n00:00:01,000 --> 00:00:02,500\nHello\n",
    "Windows line ends": "1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\n",
    "SubStation Alpha": (
        f"{ASS}"
        "Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,not shown\n"
        "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\an8}Hello\n"
    ),
    "MicroDVD": "{1}{1}10\n{10}{25}Hello\n",
    "MPL2": "[10][25]Hello\n",
    "TTML": (
        '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
        '<p begin="00:00:01.000" end="00:00:02.500">Hello</p></div></body></tt>'
    ),
}


@pytest.mark.parametrize("name", FORMATS)
def test_captions_of_many_formats_become_webvtt(name: str) -> None:
    assert to_webvtt(FORMATS[name]) == CUE


def test_sami_knows_beginnings_and_pysubs2_how_long_they_are_read() -> None:
    first, second = to_webvtt(SAMI).split("\n\n")[1:]
    assert (first[:17], second[:17]) == ("00:00:01.000 --> ", "00:00:02.500 --> ")
    assert (first[-6:], second[-4:]) == ("\nHello", "Bye\n")


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT - title\n\nNOTE a note\n\nintro\n00:00:01.000 --> 00:00:02.000 align:start\nhi\n",
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\n01:00.000 --> 01:02.000\n<b>hi</b>\n",
        CUE,
        "WEBVTT\n",
    ],
)
def test_webvtt_stays_as_it_is(text: str) -> None:
    assert to_webvtt(text) == text


def test_what_is_converted_keeps_emphasis_and_lines_and_holds_no_other_tags() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n<i>Run</i> & <font color=red>hide</font>\n\n\n"
    assert to_webvtt(text) == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<i>Run</i> &amp; hide\n"

    two = "[10][20]One|<script>x</script>\n"
    assert to_webvtt(two).endswith("\nOne\n&lt;script&gt;x&lt;/script&gt;\n")


def test_an_empty_line_in_a_cue_does_not_end_it() -> None:
    text = f"{ASS}Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,One\\N\\N0:00 --> 0:01\\NTwo\n"
    assert to_webvtt(to_webvtt(text)) == to_webvtt(text)
    assert to_webvtt(text).count("-->") == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("WEBVTT\n\nhello", 4),
        ("WEBVTT\n\n1\n00:01 --> 2\nx", 4),
        ("WEBVTT\n\na\nb", 4),
        ("a\x00", 1),
    ],
)
def test_mistakes_in_webvtt_are_found_by_their_line(text: str, line: int) -> None:
    with pytest.raises(CaptionError, match=f"^Line {line}:"):
        to_webvtt(text)


@pytest.mark.parametrize(
    "text",
    [
        *("garbage", "a\nb", "1\n00:01 --> 2\nx", "{0}{25}no frame rate", "<tt", "{}", "[]", '{"events": 3}'),
        *("[20][10]backwards", "<SAMI></SAMI>", '{"info": 1, "events": [{"start": "x"}]}'),
        "[9999999][99999999]far away",
        '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><tt xmlns="http://www.w3.org/ns/ttml">&b;</tt>',
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(CaptionError):
        to_webvtt_leniently(text)


def test_of_webvtt_with_mistakes_the_rest_is_taken_where_files_are_uploaded() -> None:
    text = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nHello\n\nnonsense\n"

    with pytest.raises(CaptionError):
        to_webvtt(text)
    assert to_webvtt_leniently(text).startswith(CUE.rstrip())


@given(st.text(max_size=300) | st.from_regex(r"(\[\d{1,3}\]\[\d{1,3}\].{0,20}\n){1,4}"))
def test_any_text_is_captions_or_refused(text: str) -> None:
    try:
        result = to_webvtt_leniently(text)
    except CaptionError:
        return
    assert result.startswith("WEBVTT")
    assert to_webvtt(result) == result


# -- encodings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "language", "text"),
    [
        ("\ufeffé".encode(), "", "é"),
        ("é".encode("utf-16"), "", "é"),
        ("é".encode("cp1252"), "fr", "é"),
        ("Ж".encode("cp1251"), "ru", "Ж"),
        ("日本".encode("cp932"), "ja-JP", "日本"),
        ("é".encode("cp1252"), "whisper", "é"),
        (b"\x81\x8d", "", "\ufffd\ufffd"),
    ],
)
def test_texts_are_decoded_by_mark_or_language(content: bytes, language: str, text: str) -> None:
    assert decoded(content, language) == text


@given(st.binary(max_size=200), st.sampled_from(["", "ja", "zh-hant", "el", "th", "vi"]))
def test_no_file_is_beyond_decoding(content: bytes, language: str) -> None:
    assert isinstance(decoded(content, language), str)

"""Cleaning of text (apps.common.text)."""

import pytest
from django.core.exceptions import SuspiciousOperation

from apps.common.text import plain_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<b>T&amp;x</b>", "T&amp;x"),
        ("<script>a</script>d", "ad"),
        ("a<b", "a<b"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_tags_go_and_text_stays(value: str, text: str) -> None:
    assert plain_text(value) == text


def test_it_is_cut_after_the_tags_are_gone() -> None:
    assert plain_text("<i>" + "x" * 10, max_length=4) == "xxxx"


def test_absurd_nesting_is_refused() -> None:
    with pytest.raises(SuspiciousOperation):
        plain_text("<<" * 600 + "a>" * 600 + "<" * 60 + "b" + ">" * 60)

"""JSON bytes and absolute addresses (apps.common.rendering)."""

import json
from datetime import UTC
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.renderers import JSONRenderer as StandardRenderer

from apps.common.rendering import JSONRenderer, absolute_urls

text = st.text(st.characters(exclude_categories=["Cs"]))
floats = st.floats(allow_nan=False, allow_infinity=False)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | floats
    | text
    | st.uuids()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.decimals(allow_nan=False, allow_infinity=False)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.dictionaries(text | st.integers(), inner) | st.tuples(inner, inner),
)


@settings(deadline=None)
@given(values)
def test_writes_the_bytes_of_the_standard_renderer(value: Any) -> None:
    assert JSONRenderer().render(value) == StandardRenderer().render(value)


@settings(deadline=None, max_examples=500)
@given(floats)
def test_writes_floats_as_python_does(value: float) -> None:
    assert JSONRenderer().render({"a": value, "b": [value]}) == StandardRenderer().render(
        {"a": value, "b": [value]}
    )


@pytest.mark.parametrize("value", [1e16, 1e-5, 1.5e300, 5e-324, 0.00001234, 1e15, 0.0001, -1e22])
def test_writes_extreme_floats_as_python_does(value: float) -> None:
    assert JSONRenderer().render([value]) == json.dumps([value]).encode()


def test_leaves_text_unescaped_but_for_line_separators() -> None:
    assert (
        JSONRenderer().render({"a": "ü\u2028\u2029</script>"}) == '{"a":"ü\\u2028\\u2029</script>"}'.encode()
    )


def test_writes_half_a_surrogate_pair_as_its_escape() -> None:
    assert JSONRenderer().render(["\ud800"]) == b'["\\ud800"]'


def test_writes_nothing_for_none() -> None:
    assert JSONRenderer().render(None) == b""


def test_indents_if_asked_to() -> None:
    assert JSONRenderer().render({"a": [1]}, "application/json; indent=2") == b'{\n  "a": [\n    1\n  ]\n}'


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/view?m=abc",
        "/user/ünï x/",
        "//other.example/x",
        "/a/../b",
        "/a/./b",
        "/media/a b%41.jpg",
        "/a?b=ü#c",
    ],
)
@pytest.mark.parametrize("secure", [False, True])
def test_absolute_addresses_are_those_of_the_request(path: str, secure: bool) -> None:
    request = RequestFactory().get("/api/v1/media?x=1", secure=secure, headers={"host": "localhost:8000"})
    assert absolute_urls(request)(path) == request.build_absolute_uri(path)

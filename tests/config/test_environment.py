"""What environment variables may say."""

import json
import math
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from config import env
from config.reference import SETTINGS
from config.reference.setting import Elsewhere, Follows

PLAIN = {
    name: setting
    for name, setting in SETTINGS.items()
    if not isinstance(setting.default, Follows | Elsewhere) and setting.default not in ("", None)
}


def as_text(value: Any) -> str:
    """Write a value as an operator would."""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, str):
        return value
    return json.dumps(sorted(value) if isinstance(value, set) else value)


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_every_setting_can_be_given_as_a_variable(name: str) -> None:
    default = PLAIN[name].default
    assert env.read({name: as_text(default)}) == {name: default}


@given(
    word=st.sampled_from(sorted(env.TRUE | env.FALSE)), upper=st.lists(st.booleans(), min_size=5, max_size=5)
)
def test_yes_and_no_are_understood_in_any_case(word: str, upper: list[bool]) -> None:
    text = "".join(c.upper() if u else c for c, u in zip(word, upper, strict=False))
    assert env.read({"USE_RBAC": f" {text} "}) == {"USE_RBAC": word in env.TRUE}


@given(st.text().filter(lambda text: text.strip() and text.strip().lower() not in env.TRUE | env.FALSE))
def test_anything_else_is_neither_yes_nor_no(text: str) -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"USE_RBAC: .* is neither true nor false; expected true or"
    ):
        env.read({"USE_RBAC": text})


@given(st.integers())
def test_whole_numbers_are_read(number: int) -> None:
    assert env.read({"SLIDESHOW_ITEMS": str(number)}) == {"SLIDESHOW_ITEMS": number}


@given(st.lists(st.text()))
def test_lists_are_json(items: list[str]) -> None:
    assert env.read({"EXTRA_CSS_PATHS": json.dumps(items)}) == {"EXTRA_CSS_PATHS": items}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("SLIDESHOW_ITEMS", "many", r"SLIDESHOW_ITEMS: 'many' is not a number; expected a whole number"),
        ("SLIDESHOW_ITEMS", "3.5", r"'3.5' is not a number"),
        ("EXTRA_CSS_PATHS", "/a.css", r"EXTRA_CSS_PATHS: not JSON .* expected a JSON list, each item text"),
        ("EXTRA_CSS_PATHS", '{"a": 1}', r"EXTRA_CSS_PATHS: it is not a JSON list"),
        ("EXTRA_CSS_PATHS", "[1]", r"EXTRA_CSS_PATHS: it is not text"),
        ("USERS_NOTIFICATIONS", '{"MEDIA_ADDED": "yes"}', r"USERS_NOTIFICATIONS: it is not true or false"),
        ("SECURE_PROXY_SSL_HEADER", '["A"]', r"SECURE_PROXY_SSL_HEADER: it is not a JSON list of 2 items"),
        ("PORTAL_WORKFLOW", "publik", r"'publik' is not one of public, .*; did you mean public\?"),
        ("ALLOWED_MEDIA_UPLOAD_TYPES", '["film"]', r"'film' is not one of video, audio"),
        ("FRIENDLY_TOKEN_LEN", "13", r"13 is not between 4 and 12"),
        ("POSTGRES_PORT", "tcp://10.0.0.1:5432", r"POSTGRES_PORT: 'tcp://10.0.0.1:5432' is not a number"),
    ],
)
def test_malformed_values_are_refused_by_name(name: str, text: str, message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=message):
        env.read({name: text})


def test_all_malformed_values_are_named_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.read({"USE_RBAC": "maybe", "USE_LTI": "perhaps", "DEBUG": "true"})
    assert "USE_RBAC" in str(refusal.value)
    assert "USE_LTI" in str(refusal.value)
    assert "DEBUG" not in str(refusal.value)


def test_a_malformed_value_that_may_hold_a_password_is_not_repeated() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.read({"DATABASES": '{"default": {"PASSWORD": "hunter2"}'})
    assert "hunter2" not in str(refusal.value)


def test_pairs_become_tuples() -> None:
    values = env.read({"SECURE_PROXY_SSL_HEADER": '["HTTP_X_FORWARDED_PROTO", "https"]'})
    assert values == {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}


def test_a_value_that_may_be_missing_can_be_null() -> None:
    assert env.read({"SESSION_COOKIE_DOMAIN": "example.org"}) == {"SESSION_COOKIE_DOMAIN": "example.org"}
    assert env.read({"ACCOUNT_SESSION_REMEMBER": "null"}) == {"ACCOUNT_SESSION_REMEMBER": None}


def test_misspelt_variables_with_the_portal_prefix_are_refused() -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"PORTAL_NAMME: there is no such setting; did you mean PORTAL_NAME"
    ):
        env.read({"PORTAL_NAMME": "x"})


@pytest.mark.parametrize(
    "name",
    [
        *("PORTAL_SERVICE_HOST", "PORTAL_SERVICE_PORT", "PORTAL_SERVICE_PORT_HTTP", "PORTAL_PORT"),
        *(
            "PORTAL_PORT_80_TCP",
            "PORTAL_PORT_80_TCP_ADDR",
            "PORTAL_WEB_SERVICE_HOST",
            "PORTAL_WEB_PORT_9000_TCP",
        ),
    ],
)
def test_what_kubernetes_says_of_its_services_is_not_meant_for_us(name: str) -> None:
    assert env.read({name: "tcp://10.0.0.1:80"}) == {}


def test_one_setting_can_be_read_before_the_others() -> None:
    assert env.read_one("WEB_WORKERS", {}) == 2
    assert env.read_one("WEB_WORKERS", {"WEB_WORKERS": "5"}) == 5
    with pytest.raises(ImproperlyConfigured, match="WEB_WORKERS"):
        env.read_one("WEB_WORKERS", {"WEB_WORKERS": "0"})


@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_numbers_are_finite(value: float) -> None:
    from config.reference.setting import shape

    with pytest.raises(ValueError, match="not a number"):
        shape(value, float)

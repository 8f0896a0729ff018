"""What user names may look like."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from apps.users.validators import custom_username_validators, less_restrictive_username_validators

FORBIDDEN = '/\\:*?"<>|%#&`=~'


def accepts(validators, name: str) -> bool:
    try:
        for validator in validators:
            validator(name)
    except ValidationError:
        return False
    return True


@given(st.text(min_size=1))
def test_the_usual_rule_is_ascii_letters_digits_and_a_few_marks(name: str) -> None:
    expected = re.fullmatch(r"[A-Za-z0-9_.@-]+", name) is not None
    assert accepts(custom_username_validators, name) == expected


@given(st.text(min_size=1))
def test_the_looser_rule_forbids_what_means_something_elsewhere(name: str) -> None:
    expected = not any(c in FORBIDDEN or ord(c) < 0x20 for c in name)
    assert accepts(less_restrictive_username_validators, name) == expected


@pytest.mark.parametrize("name", ["jane doe", "Ζωή", "o'neil", "a+b"])
def test_names_that_only_the_looser_rule_accepts(name: str) -> None:
    assert accepts(less_restrictive_username_validators, name)
    assert not accepts(custom_username_validators, name)


@pytest.mark.parametrize("validators", [custom_username_validators, less_restrictive_username_validators])
@pytest.mark.parametrize("name", ["", "a\n", "../etc", "a/b"])
def test_names_that_no_rule_accepts(validators, name: str) -> None:
    assert not accepts(validators, name)

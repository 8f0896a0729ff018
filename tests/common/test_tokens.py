"""Random public identifiers."""

import random
import string

import pytest

from apps.common.tokens import generate_friendly_token, generate_token


@pytest.mark.parametrize("length", [1, 9, 16, 150])
def test_a_token_has_the_wanted_length_of_letters_and_digits(length):
    token = generate_token(length)
    assert len(token) == length
    assert set(token) <= set(string.ascii_letters + string.digits)


def test_tokens_differ():
    assert len({generate_token(9) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("length", [0, -1])
def test_a_token_of_no_length_is_refused(length):
    with pytest.raises(ValueError, match="at least one character"):
        generate_token(length)


@pytest.mark.parametrize("length", [9, 12])
def test_a_friendly_token_is_as_long_as_the_setting_says(settings, length):
    settings.FRIENDLY_TOKEN_LEN = length
    assert len(generate_friendly_token()) == length


def test_a_token_does_not_follow_from_a_seed():
    """Who finds out the state of the ordinary generator of random numbers must not know the next token."""
    tokens = set()
    for _ in range(2):
        random.seed(1)
        tokens.add(generate_friendly_token())
    assert len(tokens) == 2

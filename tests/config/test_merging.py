"""Joining lists of a legacy settings file with ours."""

from hypothesis import given
from hypothesis import strategies as st

from config.merging import merge

entries = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(ours=entries, theirs=entries)
def test_ours_stay_in_their_order(ours: list[str], theirs: list[str]) -> None:
    assert [entry for entry in merge(ours, theirs, {}) if entry in ours] == ours


@given(ours=entries, theirs=entries)
def test_every_entry_is_there_once(ours: list[str], theirs: list[str]) -> None:
    merged = merge(ours, theirs, {})
    assert sorted(merged) == sorted({*ours, *theirs})


@given(ours=entries, theirs=entries)
def test_foreign_entries_stay_in_their_order(ours: list[str], theirs: list[str]) -> None:
    foreign = [entry for entry in theirs if entry not in ours]
    shared = [entry for entry in theirs if entry in ours]
    if shared == [entry for entry in ours if entry in theirs]:
        assert [entry for entry in merge(ours, theirs, {}) if entry in foreign] == foreign


def test_an_entry_that_stands_for_ours_only_says_where_others_belong() -> None:
    assert merge(["a", "b"], ["old-a", "x"], {"old-a": "a"}) == ["a", "x", "b"]


def test_an_entry_that_stands_for_nothing_is_left_out() -> None:
    assert merge(["a"], ["gone", "x"], {"gone": None}) == ["x", "a"]

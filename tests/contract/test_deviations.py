"""The file of documented deviations."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.contract.comparison import Step, deviation_of
from tests.contract.recordings import CASES, DEVIATIONS, SEED, open_text, read_lines, read_meta
from tests.contract.renaming import renamed, renamed_step

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/deviations.md"
LINES = read_lines(DEVIATIONS)
EXPRESSIONS = {"id", "variant", "method", "path", "as", "body"}
OF_ANSWERS = {"status", "body"}
OF_ROWS = {"ignore_columns", "ignore_queries"}

each_line = pytest.mark.parametrize("line", LINES, ids=lambda line: line.get("id") or line.get("path"))


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    """All recorded steps."""
    return read_lines(CASES)


@each_line
def test_a_line_says_what_is_expected_instead(line: dict[str, Any]) -> None:
    assert line.keys() <= EXPRESSIONS | OF_ANSWERS | OF_ROWS | {"deviation", "why"}
    assert bool(line.keys() & OF_ANSWERS) != bool(line.keys() & OF_ROWS)


@each_line
def test_its_expressions_can_be_read(line: dict[str, Any]) -> None:
    for name in EXPRESSIONS & line.keys():
        re.compile(line[name])


@each_line
def test_its_reason_is_documented(line: dict[str, Any]) -> None:
    assert line["why"]
    assert re.search(
        rf"^## {re.escape(line['deviation'])} ", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )


@each_line
def test_it_describes_a_recorded_step(line: dict[str, Any], steps: list[Step]) -> None:
    assert any(deviation_of(step, [line]) for step in steps)


@each_line
def test_it_names_nothing_of_a_seed_and_no_step(line: dict[str, Any]) -> None:
    """It holds for recordings of other portals as well, with their users, tokens, titles and steps."""
    for name in EXPRESSIONS & line.keys():
        assert renamed(line[name]) == line[name]
    assert not any(user in line.get("as", "") for user in read_meta(SEED)["users"])
    assert not re.search(r"\d", line.get("id", ""))


def test_lines_describe_the_same_steps_of_another_portal() -> None:
    """Of one where everything has another name (the replay of it: tests/contract/renaming.py)."""
    with open_text(CASES) as lines:
        for line in lines:
            step, other = json.loads(line), json.loads(renamed_step(line))
            assert step["id"] != other["id"]
            assert deviation_of(step, LINES) is deviation_of(other, LINES)


def test_sections_of_the_document_are_numbered_once() -> None:
    numbers = re.findall(r"^## (D-\d+) ", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(numbers) == len(set(numbers))

"""The file of documented deviations."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.contract.comparison import Step, deviation_of
from tests.contract.recordings import CASES, DEVIATIONS, read_lines

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


def test_sections_of_the_document_are_numbered_once() -> None:
    numbers = re.findall(r"^## (D-\d+) ", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(numbers) == len(set(numbers))

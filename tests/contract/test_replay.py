"""Every recorded exchange of the legacy server, replayed here, in the order of the recording."""

import pytest

from tests.contract.comparison import deviation_of, differences
from tests.contract.conftest import Portal
from tests.contract.exclusions import EXCLUDED
from tests.contract.recordings import CASES, DEVIATIONS, grouped, read_lines
from tests.contract.strict import unexplained

GROUPS = {
    (variant, group): steps
    for (variant, group), steps in grouped(read_lines(CASES)).items()
    if group not in EXCLUDED
}


@pytest.mark.parametrize(("variant", "group"), GROUPS)
def test_answers_are_as_recorded(variant: str, group: str, portal: Portal) -> None:
    deviations = read_lines(DEVIATIONS)
    report = []
    with portal(variant) as player:
        for step in GROUPS[variant, group]:
            got = player.play(step)
            found = differences(step, got, deviations)
            if said := deviation_of(step, deviations):
                found += unexplained(step, got, said)
            if found:
                what = f"{step.get('as') or 'anonymous'} {step.get('method', 'SQL')} {step.get('path', '')}"
                report.append("\n    ".join([f"{step['id']}  {what}", *found]))
    assert not report, f"{len(report)} of {len(GROUPS[variant, group])} steps differ\n" + "\n".join(report)


def test_every_exclusion_names_a_recorded_group() -> None:
    recorded = {group for _variant, group in grouped(read_lines(CASES))}
    assert recorded >= EXCLUDED.keys()

"""What ``manage.py legacy_check`` finds, as data: typed findings and the verdict that follows from them."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How much a finding matters. The worst one of a report decides its verdict."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Verdict(StrEnum):
    """Whether this server may take the database over."""

    READY = "ready"
    WARNINGS = "warnings"
    REFUSED = "refused"


EXIT_STATUS = {Verdict.READY: 0, Verdict.WARNINGS: 1, Verdict.REFUSED: 2}
"""Exit status of the command by verdict (docs/operators/existing-installation.md)."""

SHOWN_DETAILS = 20
"""How many details of one finding the text form prints."""


@dataclass(frozen=True)
class Finding:
    """One thing that the check found.

    Attributes:
        section: the part of the report it belongs to: ``database``, ``files``, ``settings`` or ``clients``.
        code: short and stable, for scripts: ``missing-files``.
        level: how much it matters.
        message: one sentence for the operator.
        details: the objects concerned, one line each.
        total: how many there are, where `details` holds only the first ones.
    """

    section: str
    code: str
    level: Level
    message: str
    details: tuple[str, ...] = ()
    total: int | None = None


@dataclass
class Report:
    """All findings about one database.

    Attributes:
        version: the release its migration rows belong to, as text.
        row_counts: rows of every legacy table that exists.
        findings: in the order in which they were found.
    """

    version: str
    row_counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        """``refused`` if there is an error, ``warnings`` if there is a warning, else ``ready``."""
        levels = {finding.level for finding in self.findings}
        if Level.ERROR in levels:
            return Verdict.REFUSED
        return Verdict.WARNINGS if Level.WARNING in levels else Verdict.READY

    def as_dict(self) -> dict[str, Any]:
        """The report for ``--json``."""
        return {
            "verdict": self.verdict,
            "version": self.version,
            "row_counts": self.row_counts,
            "findings": [asdict(finding) for finding in self.findings],
        }

    def as_text(self) -> str:
        """The report for people: findings by section, then the row counts, then the verdict."""
        lines = [f"Database of: {self.version}", ""]
        for section in dict.fromkeys(finding.section for finding in self.findings):
            lines.append(section.capitalize())
            for finding in self.findings:
                if finding.section == section:
                    lines += _finding_lines(finding)
            lines.append("")
        if self.row_counts:
            lines.append("Rows")
            width = max(map(len, self.row_counts))
            lines += [f"  {table:<{width}} {count:>9}" for table, count in self.row_counts.items()]
            lines.append("")
        return "\n".join([*lines, f"Verdict: {self.verdict}"])


def _finding_lines(finding: Finding) -> list[str]:
    lines = [f"  [{finding.level}] {finding.message}"]
    lines += [f"      {detail}" for detail in finding.details[:SHOWN_DETAILS]]
    hidden = (finding.total or len(finding.details)) - min(len(finding.details), SHOWN_DETAILS)
    if hidden > 0:
        lines.append(f"      … and {hidden} more")
    return lines

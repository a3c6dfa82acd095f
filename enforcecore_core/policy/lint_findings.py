"""What lint can find: every code, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from enforcecore_core.decision.plan import Place

__all__ = ["LintCode", "LintFinding", "Severity", "found"]

Severity = Literal["error", "warning"]


class LintCode(Enum):
    """The codes of lint. Each has a page in `docs/errors/`; none is ever used again."""

    ALLOWS_EVERYTHING = "EC-L001"
    TEXT_ON_PLACE = "EC-L002"
    COVERED = "EC-L003"
    NEVER_HOLDS = "EC-L004"
    UNKNOWN_TOOL = "EC-L005"
    UNKNOWN_ARGUMENT = "EC-L006"
    WRONG_KIND = "EC-L007"
    UNCONDITIONAL = "EC-L008"
    REDACTION_OFF = "EC-L009"
    ACCEPTANCE = "EC-L010"


# What does not do what it says is an error; what does, and is unsafe or idle, is a warning.
_ERRORS = frozenset(
    code.value
    for code in (
        LintCode.TEXT_ON_PLACE,
        LintCode.NEVER_HOLDS,
        LintCode.UNKNOWN_TOOL,
        LintCode.UNKNOWN_ARGUMENT,
        LintCode.WRONG_KIND,
        LintCode.ACCEPTANCE,
    )
)


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing that a policy probably does not mean to say.

    `code` is `EC-Lnnn`, or `EC-Pnnn` for a policy that does not load. `line` and `column` count
    from 1 and are None where the file as a whole is meant. `tool` is the name or glob of the entry.
    """

    code: str
    message: str
    file: str
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    tool: str | None = None

    @property
    def severity(self) -> Severity:
        """A policy that does not load, or does not do what it says, is an error."""
        return "error" if self.code in _ERRORS or self.code.startswith("EC-P") else "warning"


def found(
    code: LintCode, message: str, place: Place, *, hint: str | None = None, tool: str | None = None
) -> LintFinding:
    """Return a finding at a place."""
    return LintFinding(code.value, message, place.file, place.line, place.column, hint, tool)

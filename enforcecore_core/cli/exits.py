"""Exit codes: what every command answers, whatever it was asked."""

from __future__ import annotations

from enum import IntEnum

from enforcecore_core.errors import EnforceCoreError

__all__ = ["CannotAsk", "Exit", "OutputLost", "table_of_exits"]


class Exit(IntEnum):
    """The exit codes. A script may rely on them."""

    YES = 0
    NO = 1
    CANNOT_ASK = 2
    INCOMPLETE = 3
    FAULT = 4
    INTERRUPTED = 130
    BROKEN_PIPE = 141


_MEANINGS: dict[Exit, str] = {
    Exit.YES: "yes: allowed, clean, passed, whole, written",
    Exit.NO: "no: blocked, findings, failed, changed",
    Exit.CANNOT_ASK: "could not ask: wrong usage, unreadable file, policy that does not load",
    Exit.INCOMPLETE: "incomplete: yes so far, but part of the question has no answer",
    Exit.FAULT: "a fault of EnforceCore itself",
    Exit.INTERRUPTED: "interrupted (Ctrl-C)",
    Exit.BROKEN_PIPE: "whoever read the output went away",
}


class CannotAsk(EnforceCoreError):
    """The question could not be asked: exit code 2. `hint` says what to do about it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class OutputLost(CannotAsk):
    """Standard output does not take the answer."""


def table_of_exits() -> str:
    """Return the exit codes as a text for `--help`."""
    lines = (f"  {code:>3}  {_MEANINGS[code]}" for code in Exit)
    return "\n".join(["exit codes:", *lines])

"""Every exception that EnforceCore raises.

    EnforceCoreError
    ├── CallBlocked               the tool did not run: .call, .decision
    │   ├── PolicyViolation       the policy says no
    │   └── EnforcementFault      something broke; failing closed
    │       └── AuditUnavailable  the decision could not be recorded
    ├── DeadlineExceeded          the tool took too long; also a TimeoutError
    ├── ResultWithheld            the tool ran, its result may not be released
    ├── PolicyError               a policy that does not load: file, line, column, code, hint
    ├── TrailInvalid              what verification of a trail found, and where
    └── ConfigurationError        EnforceCore was set up in a way that cannot work

No class derives from RuntimeError, ValueError, NotImplementedError or a framework's exception:
agent frameworks swallow or mask those. `str(error)` of a blocked call is what a model may read, so
it carries neither argument values nor rules; a person finds those in `.decision` and in the
traceback's notes.
"""

from __future__ import annotations

from collections.abc import Sequence

from enforcecore_core.calls import Decision, ToolCall
from enforcecore_core.findings import Finding

__all__ = [
    "AuditUnavailable",
    "CallBlocked",
    "ConfigurationError",
    "DeadlineExceeded",
    "EnforceCoreError",
    "EnforcementFault",
    "Finding",
    "PolicyError",
    "PolicyViolation",
    "ResultWithheld",
    "Suspended",
    "TrailInvalid",
]


_LISTED = 10


class EnforceCoreError(Exception):
    """Base of every error that EnforceCore raises."""


class CallBlocked(EnforceCoreError):
    """The tool did not run. `decision` says why; `call` is the call as it was proposed.

    What redaction finds in the tool's name is hidden there.
    """

    _advice = (
        "This call did not run. Do not repeat it with the same arguments; "
        "continue without it or tell the user."
    )

    def __init__(self, call: ToolCall, decision: Decision) -> None:
        super().__init__(f"Blocked [{decision.code.value}]. {self._advice} ref {call.id}")
        self.call = call
        self.decision = decision
        self.add_note(f"tool: {call.tool!r}, rule: {decision.rule}: {decision.reason}")

    def __reduce__(self) -> tuple[type[CallBlocked], tuple[ToolCall, Decision]]:
        return type(self), (self.call, self.decision)


class PolicyViolation(CallBlocked):
    """The policy says no."""


class EnforcementFault(CallBlocked):
    """Something broke while the call was being decided or recorded; it failed closed."""

    _advice = "The check of this call failed, so it did not run. Tell the user."


class AuditUnavailable(EnforcementFault):
    """The audit trail could not take the record that had to come first."""


class DeadlineExceeded(EnforceCoreError, TimeoutError):
    """The tool was not done within `after` seconds. A synchronous tool may still be running."""

    def __init__(self, tool: str, after: float) -> None:
        super().__init__(
            f"The tool {tool!r} was not done within {after:g} s and its result was dropped. "
            "It may still be running or have taken effect. Do not run it again unchecked."
        )
        self.tool = tool
        self.after = after

    def __reduce__(self) -> tuple[type[DeadlineExceeded], tuple[str, float]]:
        return type(self), (self.tool, self.after)


class ResultWithheld(EnforceCoreError):
    """The tool ran, and its result may not be released. `why` is for operators."""

    def __init__(self, tool: str, why: str) -> None:
        super().__init__(
            f"The tool {tool!r} ran, but its result was withheld. Do not run it again."
        )
        self.tool = tool
        self.why = why
        self.add_note(f"why: {why}")

    def __reduce__(self) -> tuple[type[ResultWithheld], tuple[str, str]]:
        return type(self), (self.tool, self.why)


class PolicyError(EnforceCoreError):
    """A policy that does not load, or that fits no call of a tool.

    `line` and `column` count from 1 and are None when the file as a whole is at fault. `code` is
    `EC-Pnnn`, with a page in `docs/errors/`.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str,
        code: str,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        place = file if line is None else f"{file}:{line}:{column}"
        tail = f" ({hint})" if hint else ""
        super().__init__(f"{place}: {message}{tail} [{code}]")
        self.message = message
        self.file = file
        self.code = code
        self.line = line
        self.column = column
        self.hint = hint


class TrailInvalid(EnforceCoreError):
    """A trail that does not verify. `findings` holds everything that was found, in order.

    The message lists the first of them with what they mean.
    """

    def __init__(self, path: str, findings: Sequence[Finding]) -> None:
        listed = [f"\n  {one} ({one.meaning})" for one in findings[:_LISTED]]
        more = len(findings) - len(listed)
        tail = f"\n  and {more} more" if more else ""
        super().__init__(f"{path} does not verify:{''.join(listed)}{tail}")
        self.path = path
        self.findings = tuple(findings)

    def __reduce__(self) -> tuple[type[TrailInvalid], tuple[str, tuple[Finding, ...]]]:
        return type(self), (self.path, self.findings)


class ConfigurationError(EnforceCoreError):
    """EnforceCore was set up in a way that cannot work. The message says what to change."""


class Suspended(BaseException):
    """For adapters: carries a framework's interrupt through the core, which does not look into it.

    Frameworks suspend a tool by an ordinary exception, and run it again later. To the core that is
    a caller gone away: the attempt is recorded as abandoned, and the next one is another call.
    """

    def __init__(self, interrupt: Exception) -> None:
        super().__init__()
        self.interrupt = interrupt

"""The values that one tool call passes through: the call, the decision on it, its outcome.

They are plain and immutable. Nothing here reads a clock, an environment or a policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, get_args

__all__ = [
    "DURABILITIES",
    "EVERYTHING",
    "Abandoned",
    "Capability",
    "Decision",
    "Durability",
    "Duties",
    "Effect",
    "NotRun",
    "Outcome",
    "Raised",
    "ReasonCode",
    "Returned",
    "TimedOut",
    "ToolCall",
    "Withheld",
]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One attempt to run one tool.

    `arguments` maps parameter names to values, exactly as the tool would get them. `id` names
    this attempt; when it is None the enforcer gives it a UUIDv7 (RFC 9562). `links` are the ids
    by which others know the call (`tool_call_id`, `run_id`): they are recorded, never trusted.
    `principal` is who the call is for: an id, or a mapping of what policies may ask about, of which
    `id` alone is recorded.
    """

    tool: str
    arguments: Mapping[str, object]
    session: str | None = None
    principal: str | Mapping[str, object] | None = None
    id: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def principal_id(self) -> str | None:
        """The id of the principal, if it has one that is a text or a whole number."""
        principal = self.principal
        identity = principal.get("id") if isinstance(principal, Mapping) else principal
        return str(identity) if isinstance(identity, str) or type(identity) is int else None

    @property
    def subject(self) -> str:
        """Whose data the call deals with: its principal, else its session, else "unknown"."""
        return self.principal_id or self.session or "unknown"

    def __repr__(self) -> str:
        # Argument values stay out of logs and tracebacks.
        return f"ToolCall(tool={self.tool!r}, {len(self.arguments)} arguments, id={self.id!r})"


class Effect(Enum):
    """What a decision says: the call may run, or it may not."""

    ALLOW = "allow"
    BLOCK = "block"


class ReasonCode(Enum):
    """Why a decision came out as it did, as a stable code."""

    ALLOWED = "EC-ALLOWED"
    NO_RULE = "EC-NO-RULE"
    NO_ALLOW = "EC-NO-ALLOW"
    BLOCK_RULE = "EC-BLOCK-RULE"
    CONDITION_ERROR = "EC-CONDITION-ERROR"
    TOOL_NAME = "EC-TOOL-NAME"
    ARGUMENTS = "EC-ARGUMENTS"
    NOT_INSPECTABLE = "EC-NOT-INSPECTABLE"
    REWRITE_NEEDED = "EC-REWRITE-NEEDED"
    FAULT = "EC-FAULT"
    FAIL_OPEN = "EC-FAIL-OPEN"
    AUDIT = "EC-AUDIT"


# How soon a call's records are on disk: strict, both before anything goes on; intent, the decision
# before the tool runs and the outcome within 100 ms; relaxed, both within 100 ms. Strictest first.
Durability = Literal["strict", "intent", "relaxed"]
DURABILITIES: tuple[Durability, ...] = get_args(Durability)


@dataclass(frozen=True, slots=True)
class Duties:
    """What the policy asks of an allowed call.

    `redact_arguments` and `redact_results` hold names of detector groups (`pii`, `secrets`);
    `reveal` names the arguments in which the tool gets real values for vault tokens;
    `timeout` is in seconds, `max_result_size` in bytes. None means no limit. `audit` is how soon
    the call's records are on disk; None leaves it to the trail.
    """

    redact_arguments: frozenset[str] = frozenset()
    redact_results: frozenset[str] = frozenset()
    reveal: frozenset[str] = frozenset()
    timeout: float | None = None
    max_result_size: int | None = None
    audit: Durability | None = None


NO_DUTIES = Duties()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one call.

    `rule` names the clause that decided, or the built-in rule (`default`, `engine`). `reason` is
    for operators and never holds an argument value. `would_block` says that the policy blocks the
    call, for that reason, and that it runs because the policy only observes.
    """

    effect: Effect
    rule: str
    code: ReasonCode
    reason: str
    duties: Duties = NO_DUTIES
    would_block: bool = False


class Capability(Enum):
    """What whoever runs the tool is able to do. A call that needs more is blocked or withheld."""

    REWRITE_ARGUMENTS = "rewrite_arguments"
    REWRITE_RESULT = "rewrite_result"


EVERYTHING = frozenset(Capability)


@dataclass(frozen=True, slots=True)
class Returned:
    """The tool returned, and its result was released."""


@dataclass(frozen=True, slots=True)
class Raised:
    """The tool raised. Only the error's type is kept: its text may hold anything."""

    error_type: str


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The tool was not done within `after` seconds. A synchronous one may still be running."""

    after: float


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The caller went away first: cancellation, interrupt, or a stream closed early."""

    by: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """The tool ran, and its result may not be released."""

    why: str


@dataclass(frozen=True, slots=True)
class NotRun:
    """The call was blocked."""


Outcome = Returned | Raised | TimedOut | Abandoned | Withheld | NotRun

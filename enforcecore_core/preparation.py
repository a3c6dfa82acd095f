"""What stands between a decision and a tool's arguments: redaction, and who is able to do it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from enforcecore_core.calls import Capability, Decision, Effect, ReasonCode, ToolCall
from enforcecore_core.decision import Facts
from enforcecore_core.decision.symlinks import following
from enforcecore_core.redaction import NotInspectable, Redactor

__all__ = ["Prepared", "current_facts", "engine_block", "prepare"]

_CANNOT_REWRITE = "the arguments need redaction, which this integration cannot do"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A decision that stands, the arguments to run the tool with, and what was redacted in them.

    A blocked call has no arguments.
    """

    decision: Decision
    arguments: dict[str, object]
    found: Mapping[str, int]


def prepare(
    call: ToolCall,
    decision: Decision,
    *,
    redactor: Callable[[frozenset[str]], Redactor],
    can: frozenset[Capability],
) -> Prepared:
    """Redact the arguments of a call that is allowed, or block it where that cannot be done."""
    if decision.effect is Effect.BLOCK:
        return Prepared(decision, {}, {})
    groups = decision.duties.redact_arguments
    arguments = dict(call.arguments)
    if not groups:
        return Prepared(decision, arguments, {})
    try:
        redacted = redactor(groups).redact(arguments)
    except NotInspectable as refusal:
        return Prepared(engine_block(ReasonCode.NOT_INSPECTABLE, str(refusal)), {}, {})
    if redacted.counts and Capability.REWRITE_ARGUMENTS not in can:
        refused = engine_block(ReasonCode.REWRITE_NEEDED, _CANNOT_REWRITE)
        return Prepared(refused, {}, redacted.counts)
    return Prepared(decision, cast("dict[str, object]", redacted.value), redacted.counts)


def engine_block(code: ReasonCode, reason: str) -> Decision:
    """Return a block that no rule of a policy gave."""
    return Decision(Effect.BLOCK, "engine", code, reason)


def current_facts() -> Facts:
    """Return the facts of this process as they are now."""
    return Facts(working_directory=str(Path.cwd()), resolve_path=following(os.readlink))

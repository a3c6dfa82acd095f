"""What stands between a decision and a tool's arguments: redaction, and who is able to do it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from enforcecore_core.calls import Capability, Decision, Effect, ReasonCode, ToolCall
from enforcecore_core.decision import Facts, Plan
from enforcecore_core.decision.symlinks import following
from enforcecore_core.redaction import (
    NotInspectable,
    Redactor,
    ReplacementStyle,
    Tokenizer,
    Vault,
)
from enforcecore_core.redaction.fitting import fitted

__all__ = [
    "Prepared",
    "ToolSchema",
    "current_facts",
    "engine_block",
    "prepare",
    "trial_redactor",
    "with_values",
]

# The JSON schema of a tool's arguments. It is asked for only where something is replaced.
ToolSchema = Callable[[], Mapping[str, object]]

_RESOLVE = following(os.readlink)

_CANNOT_REWRITE = "the arguments need redaction, which this integration cannot do"
_CANNOT_REVEAL = "the tool needs values for tokens, which this integration cannot put in"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A decision that stands, the redacted arguments, and how much was redacted in them.

    The tool gets `handed`: the arguments with the values that the policy reveals to it. Those are
    for the tool alone. A blocked call has neither.
    """

    decision: Decision
    arguments: dict[str, object]
    found: Mapping[str, int]
    handed: dict[str, object] = field(repr=False)


def with_values(call: ToolCall, plan: Plan, vault: Vault | None) -> ToolCall:
    """Return the call as its tool would get it: tokens that the policy reveals are their values.

    That is what the policy has to decide on: else a value would pass unseen behind its token.
    """
    if vault is None or not isinstance(call.tool, str):
        return call
    names = plan.rules_for(call.tool).duties.reveal
    revealed = _revealed(call.arguments, names, vault, call.session or "")
    return replace(call, arguments={**call.arguments, **revealed}) if revealed else call


def prepare(
    call: ToolCall,
    decision: Decision,
    *,
    redactor: Callable[[frozenset[str]], Redactor],
    can: frozenset[Capability],
    vault: Vault | None = None,
    schema: ToolSchema | None = None,
) -> Prepared:
    """Redact the arguments of a call that is allowed, or block it where that cannot be done.

    The call is the one that was proposed, with tokens. With a `schema`, what stands for a match
    fits it, or the call is blocked.
    """
    if decision.effect is Effect.BLOCK:
        return _blocked(decision)
    found: Mapping[str, int] = {}
    arguments = dict(call.arguments)
    groups = decision.duties.redact_arguments
    if groups:
        try:
            found, arguments = _redacted(call, redactor(groups), schema)
        except NotInspectable as refusal:
            return _blocked(engine_block(ReasonCode.NOT_INSPECTABLE, str(refusal)))
    if found and Capability.REWRITE_ARGUMENTS not in can:
        return _blocked(engine_block(ReasonCode.REWRITE_NEEDED, _CANNOT_REWRITE), found)
    values: dict[str, object] = {}
    if vault is not None:
        # Of the redacted ones: what else stands beside a token stays as redacted as anywhere.
        values = _revealed(arguments, decision.duties.reveal, vault, call.session or "")
    if values and Capability.REWRITE_ARGUMENTS not in can:
        return _blocked(engine_block(ReasonCode.REWRITE_NEEDED, _CANNOT_REVEAL), found)
    return Prepared(decision, arguments, found, {**arguments, **values} if values else arguments)


def engine_block(code: ReasonCode, reason: str) -> Decision:
    """Return a block that no rule of a policy gave."""
    return Decision(Effect.BLOCK, "engine", code, reason)


def current_facts() -> Facts:
    """Return the facts of this process as they are now."""
    return _CurrentFacts()


class _CurrentFacts(Facts):
    """Asks for the directory once, and not before a condition on a path needs it."""

    __slots__ = ("_directory",)
    _directory: str | None

    def __init__(self) -> None:
        object.__setattr__(self, "resolve_path", _RESOLVE)
        object.__setattr__(self, "_directory", None)

    @property
    def working_directory(self) -> str:
        known = self._directory
        if known is None:
            known = str(Path.cwd())
            object.__setattr__(self, "_directory", known)
        return known


@lru_cache(maxsize=8)
def trial_redactor(plan: Plan) -> Callable[[frozenset[str]], Redactor]:
    """Return what makes the redactors of a plan where no tool runs: its tokens mean nothing."""
    tokens = Tokenizer(b"trial"), Vault(b"trial", clock=lambda: 0.0)
    style = ReplacementStyle(plan.redaction, *tokens)
    return lru_cache(maxsize=4)(lambda groups: Redactor(groups, style=style))


def _redacted(
    call: ToolCall, redactor: Redactor, schema: ToolSchema | None
) -> tuple[Mapping[str, int], dict[str, object]]:
    given = dict(call.arguments)
    redacted = redactor.redact(given, scope=call.session or "")
    arguments = cast("dict[str, object]", redacted.value)
    if redacted.counts and schema is not None:
        arguments = fitted(arguments, given, schema(), lambda text: not redactor.find(text))
    return redacted.counts, arguments


def _blocked(decision: Decision, found: Mapping[str, int] | None = None) -> Prepared:
    return Prepared(decision, {}, found or {}, {})


def _revealed(
    arguments: Mapping[str, object], names: frozenset[str], vault: Vault, scope: str
) -> dict[str, object]:
    """Return the arguments of these names in which a token stands for a value, with the values."""
    stated = {name: arguments[name] for name in names if name in arguments}
    values = {name: vault.revealed(value, scope) for name, value in stated.items()}
    return {name: value for name, value in values.items() if value is not stated[name]}

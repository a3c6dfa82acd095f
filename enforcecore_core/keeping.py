"""What of a call is kept beside the trail: its arguments and its result, without secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from enforcecore_core.calls import Decision, Effect, ToolCall
from enforcecore_core.descriptions import LARGEST_PAYLOAD, size_of
from enforcecore_core.redaction import GROUPS, NotInspectable, Redactor

__all__ = ["Keeper", "PayloadSink"]

_SECRETS = frozenset({"secrets"})


class PayloadSink(Protocol):
    """Where payloads are kept, encrypted for their subject. It is safe to use from any thread."""

    def keep(self, subject: str, payload: Mapping[str, object]) -> dict[str, object]:
        """Keep a payload durably and return what its record says of it, or raise."""

    def digest(self, subject: str, arguments: Mapping[str, object]) -> str:
        """Return a digest of arguments that means nothing once the subject is erased."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Takes out what may not be kept, and keeps the rest.

    Each method returns what is to be recorded, and raises when the payload could not be kept.
    """

    payloads: PayloadSink
    redactor: Callable[[frozenset[str]], Redactor]

    def arguments(
        self, call: ToolCall, decision: Decision, arguments: Mapping[str, object]
    ) -> dict[str, object]:
        """Keep the redacted arguments; of a blocked call, the proposed ones, redacted entirely.

        What the policy reveals to the tool alone is not among them.
        """
        if decision.effect is Effect.ALLOW:
            left = _SECRETS - decision.duties.redact_arguments
            return self._kept(call, {"arguments": arguments}, left)
        proposed = call.arguments if isinstance(call.arguments, Mapping) else {}
        return self._kept(call, {"arguments": dict(proposed)}, GROUPS)

    def result(self, call: ToolCall, decision: Decision, result: object) -> dict[str, object]:
        """Keep the result that was released."""
        return self._kept(call, {"result": result}, _SECRETS - decision.duties.redact_results)

    def digest(self, call: ToolCall, arguments: Mapping[str, object]) -> str:
        """Return the digest of arguments, keyed for the call's subject."""
        return self.payloads.digest(call.subject, arguments)

    def _kept(
        self, call: ToolCall, payload: dict[str, object], groups: frozenset[str]
    ) -> dict[str, object]:
        # Nobody has to search what is too large to be kept.
        if _is_too_large(payload):
            return {"payload": {"omitted": f"it is larger than {LARGEST_PAYLOAD} bytes"}}
        scope = call.session or ""
        try:
            kept = self.redactor(groups).redact(payload, scope=scope).value if groups else payload
        except NotInspectable:
            return {"payload": {"omitted": "it cannot be looked into"}}
        stated = self.payloads.keep(call.subject, cast("dict[str, object]", kept))
        return {"payload": stated}


def _is_too_large(payload: Mapping[str, object]) -> bool:
    try:
        return size_of(payload) > LARGEST_PAYLOAD
    except (ValueError, RecursionError):
        # A value without a finite form: whoever spells it says so.
        return False

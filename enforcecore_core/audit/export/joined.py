"""An entry as one JSON object: its decision and its outcome joined."""

from __future__ import annotations

import json
from collections.abc import Mapping

from enforcecore_core.audit.provable import ProvableEntry

__all__ = ["as_json", "joined"]

_FORMAT = 1
_NOTHING: Mapping[str, object] = {}


def joined(provable: ProvableEntry, log: str) -> dict[str, object]:
    """All that the trail `log` says of one call. Absent values are None, so rows have equal keys.

    Times are RFC 3339 in UTC, durations are in microseconds, hashes in hex.
    """
    entry = provable.entry
    outcome = entry.outcome or _NOTHING
    return {
        "format": _FORMAT,
        "log": log,
        "seq": entry.seq,
        "leaf": provable.leaf,
        "outcome_seq": provable.outcome_seq,
        "outcome_leaf": provable.outcome_leaf,
        "ts": entry.ts,
        "ended_at": entry.ended_at,
        "duration_us": entry.duration_us,
        "call_id": entry.call_id,
        "session": entry.session,
        "principal": entry.principal,
        "links": dict(entry.links),
        "tool": entry.tool,
        "effect": entry.effect,
        "would_block": entry.would_block,
        "code": entry.code,
        "rule": entry.rule,
        "reason": entry.reason,
        "policy": dict(entry.policy),
        "args_digest": entry.args_digest,
        "args_meta": entry.args_meta,
        "redactions": dict(entry.redactions),
        "status": entry.status,
        "error_type": entry.error_type,
        "after_us": outcome.get("after_us"),
        "why": outcome.get("why"),
        "result_redactions": dict(entry.result_redactions),
    }


def as_json(row: Mapping[str, object], indent: int | None = None) -> str:
    """A row as JSON in ASCII with a line feed, without any control character beside that."""
    return json.dumps(row, indent=indent).replace("\x7f", "\\u007f") + "\n"

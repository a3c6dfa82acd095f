"""How an entry of a trail looks on a screen: as one line of a list, and in detail."""

from __future__ import annotations

from collections.abc import Mapping

from enforcecore_core.audit import AuditEntry
from enforcecore_core.audit.provable import ProvableEntry
from enforcecore_core.cli.painting import Part, Style, Words
from enforcecore_core.escaping import shown

__all__ = ["HEADER", "detail_rows", "headline", "line_of"]

_STYLES = {"returned": Style.GOOD, "open": Style.DOUBT, "indeterminate": Style.BAD}
_LONGEST_NAME = 64
_WIDTHS = (7, 20, 5, 18, 8)


def _padded(cells: tuple[str, ...]) -> list[str]:
    return [f"{cell:<{width}}  " for cell, width in zip(cells, _WIDTHS, strict=True)]


HEADER: list[Part] = [
    Words(title, Style.STRONG)
    for title in (*_padded(("seq", "decided (UTC)", "", "outcome", "took")), "tool")
]


def line_of(entry: AuditEntry) -> list[Part]:
    """One line: number, time, decision, what became of it, how long it took, tool and principal."""
    blocked = entry.effect == "block"
    effect = _effect(entry)
    outcome = (entry.code or "") if blocked else entry.status
    seq, when, verdict, became, took = _padded(
        (
            str(entry.seq),
            _second(entry.ts),
            effect.text,
            shown(outcome, _WIDTHS[3]),
            duration(entry.duration_us),
        )
    )
    style = Style.FAINT if blocked else _STYLES.get(entry.status, Style.DOUBT)
    by = f"  by {shown(entry.principal, _LONGEST_NAME)}" if entry.principal else ""
    tool = shown(entry.tool, _LONGEST_NAME) + by
    return [seq, when, Words(verdict, effect.style), Words(became, style), took, tool]


def headline(entry: AuditEntry) -> list[Part]:
    """The first line about one entry."""
    return [_effect(entry), f"  {shown(entry.code or '')}  {shown(entry.tool)}: {_reason(entry)}"]


def detail_rows(provable: ProvableEntry) -> dict[str, str]:
    """What else there is to say of an entry, by name. What it does not have is left out."""
    entry = provable.entry
    rows = {
        "record": f"{entry.seq}, leaf {provable.leaf}",
        "call": entry.call_id,
        "decided": entry.ts,
        "rule": entry.rule,
        "policy": _policy(entry.policy),
        "mode": "observe: the policy would have blocked this call" if entry.would_block else None,
        "session": entry.session,
        "principal": entry.principal,
        "links": ", ".join(f"{name}={value}" for name, value in sorted(entry.links.items())),
        "arguments": _arguments(entry.args_meta),
        "digest": entry.args_digest,
        "redacted": _counts(entry.redactions),
        "outcome": _outcome(entry),
        "ended": entry.ended_at,
        "in its result": _counts(entry.result_redactions),
    }
    if provable.outcome_seq is not None:
        rows["outcome record"] = f"{provable.outcome_seq}, leaf {provable.outcome_leaf}"
    return {name: shown(value) for name, value in rows.items() if value}


def duration(microseconds: int | None) -> str:
    """A duration with its unit, to three digits; a dash when it is not known."""
    if microseconds is None:
        return "-"
    for unit, size in (("s", 1_000_000), ("ms", 1000)):
        if microseconds >= size:
            return (
                f"{microseconds / size:.3g} {unit}"
                if microseconds < 1000 * size
                else (f"{microseconds // size} {unit}")
            )
    return f"{microseconds} us"


def _effect(entry: AuditEntry) -> Words:
    if entry.effect == "allow":
        return Words("ALLOW", Style.DOUBT if entry.would_block else Style.GOOD)
    return Words("BLOCK", Style.BAD)


def _second(timestamp: str) -> str:
    return f"{shown(timestamp, 32)[:19].replace('T', ' ')}Z" if timestamp else "?"


def _reason(entry: AuditEntry) -> str:
    return shown(entry.reason or "no reason is recorded")


def _policy(policy: Mapping[str, object]) -> str:
    return f"{policy.get('name')} ({str(policy.get('sha256'))[:12]})" if policy else ""


def _arguments(meta: object) -> str:
    if not isinstance(meta, list) or not meta:
        return "none"
    described = []
    for one in meta:
        if isinstance(one, dict):
            size = f" of {one['size']}" if one.get("size") is not None else ""
            described.append(f"{one.get('name')}: {one.get('type')}{size}")
    return ", ".join(described)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} ({count})" for kind, count in sorted(counts.items()))


def _outcome(entry: AuditEntry) -> str:
    outcome = entry.outcome or {}
    what = entry.status
    if entry.error_type:
        what += f" {entry.error_type}"
    if entry.duration_us is not None:
        what += f" after {duration(entry.duration_us)}"
    return f"{what}: {outcome['why']}" if outcome.get("why") else what

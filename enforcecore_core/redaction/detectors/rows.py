"""Telling a number from a part of a longer row of groups of digits."""

from __future__ import annotations

from enforcecore_core.redaction.detectors.detector import Span

__all__ = ["in_row"]

_SIGNS = " -./"
_DIGITS = frozenset("0123456789")


def in_row(text: str, span: Span, signs: str) -> bool:
    """Whether more groups of digits stand right beside a number, parted as its own groups are.

    `signs` are those that may part the groups of a row. A number without any is a group by itself,
    and what stands behind a space is another one.
    """
    start, end = span
    own = [char for char in text[start:end] if char in _SIGNS]
    first, last = (own[0], own[-1]) if own else ("", "")
    return _goes_on(text[max(0, start - 2) : start][::-1], first, signs, text[start]) or _goes_on(
        text[end : end + 2], last, signs, text[end - 1]
    )


def _goes_on(beside: str, own: str, signs: str, edge: str) -> bool:
    """Whether a sign and a digit stand beside the digit at the edge of a number."""
    if len(beside) < 2 or beside[0] not in signs or edge not in _DIGITS:  # noqa: PLR2004 - as said
        return False
    return beside[1] in _DIGITS and (beside[0] == own or (not own and beside[0] != " "))

"""Entries as rows of CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

__all__ = ["COLUMNS", "csv_line"]

COLUMNS = (
    "log",
    "seq",
    "leaf",
    "outcome_seq",
    "outcome_leaf",
    "ts",
    "ended_at",
    "duration_us",
    "call_id",
    "session",
    "principal",
    "links",
    "tool",
    "effect",
    "would_block",
    "code",
    "rule",
    "reason",
    "policy",
    "args_digest",
    "args_meta",
    "redactions",
    "status",
    "error_type",
    "after_us",
    "why",
    "result_redactions",
)
# What makes a spreadsheet take a text for a formula, in both widths of the characters.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_line(cells: Mapping[str, object] | Sequence[str]) -> str:
    """One line, as RFC 4180 writes it, of a joined entry or of titles.

    Mappings and lists are JSON. A text that a spreadsheet would run as a formula gets an apostrophe
    in front, and control characters are written as their numbers; JSON lines have the exact text.
    """
    values = [cells[name] for name in COLUMNS] if isinstance(cells, Mapping) else cells
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(map(_cell, values))
    return line.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _harmless(value)
        case _:
            return _harmless(json.dumps(value, sort_keys=True)) if value else ""


def _harmless(text: str) -> str:
    visible = text if text.isprintable() else "".join(map(_visible, text))
    # Spaces in front do not keep a spreadsheet from looking.
    return f"'{visible}" if visible.lstrip().startswith(_FORMULA) else visible


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 1 << 16 else f"\\U{number:08x}"

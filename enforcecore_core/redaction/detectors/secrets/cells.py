"""Secrets in tables whose rows are a name and a value, as Markdown and terminals show them."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.foreign_names import GATE, SPELLED
from enforcecore_core.redaction.names import PASSWORDS, SECRETS, announced

__all__ = ["CELLS"]

_BARS = "|\u2502\u2503\u2551"
_ANY_BAR = "|".join(map(re.escape, _BARS))
_WORDS = f"(?i:{'|'.join((*PASSWORDS, *SECRETS))})"
_MARKS = "[*_`\"']{0,3}"
_VALUE = re.compile(
    rf"(?P<value>[^\s<>{_BARS}]{{4,256}}?){_MARKS}[ \t]{{0,48}}[{_BARS}][ \t]{{0,8}}(?:\r?\n|\Z)"
    # A rule below makes it the names of columns. The one of a box is at its end, too.
    r"(?![ \t]{0,4}(?:\|[ \t]{0,4}:?[-=]{2}|[\u251c\u2520\u255e\u255f\u2560\u2523]|:?-{3}))",
    re.ASCII,
)
_LETTER_OR_DIGIT = re.compile(r"[0-9A-Za-z]")
# An amount, a range, a date; an address, a link, a file.
_SOMETHING_ELSE = re.compile(
    r"\A[0-9]{1,9}[.,:%/+-][0-9.,:%/+-]{0,64}\Z|://|\]\(|\.[a-z]{2,5}(?::[0-9]{1,6})?\Z",
    re.ASCII,
)


def _in_cell(found: re.Match[str]) -> Span | None:
    """The value in the second and last cell of a row, when the first one names a secret."""
    name = found["name"].rstrip(" \t*_`\"':")
    what = announced(name)
    cell = _VALUE.match(found.string, found.start("value")) if what else None
    if what is None or cell is None:
        return None
    value = cell["value"]
    if not _LETTER_OR_DIGIT.search(value) or _SOMETHING_ELSE.search(value):
        return None
    is_count = value.isdigit() and name.lower().endswith("s")
    if is_count or not is_secret(value, what, code=True, word=False):
        return None
    return cell.span("value")


CELL = Detector(
    name="secret-in-cell",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="tables of two columns: GitHub Flavored Markdown, and boxes that terminals draw",
    gate=rf"(?:{_ANY_BAR})[^|\r\n<>]*(?:{_WORDS}|{GATE})[^|\r\n<>]*(?:{_ANY_BAR})",
    pattern=re.compile(
        rf"(?<![^\r\n])[ \t]{{0,4}}[{_BARS}][ \t]{{0,4}}{_MARKS}"
        rf"(?=[^\r\n<>{_BARS}]{{0,40}}(?:{_WORDS}|{SPELLED}))"
        rf"(?P<name>[^\s<>{_BARS}][^\r\n<>{_BARS}]{{1,40}})[{_BARS}][ \t]{{0,24}}{_MARKS}"
        rf"(?P<value>[^\s<>{_BARS}])",
        re.ASCII,
    ),
    confirm=_in_cell,
    is_certain=True,
    examples=(
        ("| Password | Tulip9x |", "Tulip9x"),
        ("|---|---|\n| db_password | hunter2 |\n| db_host | db1 |\n", "hunter2"),
        ("| **Password:** | `Tulip9x!` |\n", "Tulip9x!"),
        ("\u2502 api_key  \u2502 9f8Xq2LmW7vKpR4t \u2502\n\u2514", "9f8Xq2LmW7vKpR4t"),
        ("| Пароль | Tulip9x |", "Tulip9x"),
    ),
    counter_examples=(
        "| Password | Value1 |\n|---|---|\n| a | b |",
        "| password | The password of the user |",
        "| password | string |",
        "| password | `Optional[str]` |",
        "| password | hunter2 | yes |",
        "| user | hunter2 |",
        "| password_hint | hunter2 |",
        "| Passwords | 12345 |",
        "| password | 8-64 |",
        "| password | src/login.py:12 |",
        "a | password | hunter2 |",
    ),
)

CELLS = (CELL,)

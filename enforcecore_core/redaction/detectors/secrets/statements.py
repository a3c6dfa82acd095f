"""Secrets in rows that a statement of SQL inserts, which the names of its columns give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from enforcecore_core.redaction.detectors.detector import Detector, Part, Span
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.names import announced

__all__ = ["STATEMENTS"]

# Each is less than what is context for a candidate, on its side of it.
_LONGEST_HEAD = 192
_REACH = 192
_LONGEST_WITH_SPACES = 64

_SPACE = r"[ \t\r\n]"
# `INSERT INTO users`, `replace into "shop"."users"`, `INSERT OR IGNORE INTO [users]`.
_INTO = re.compile(
    rf"(?i:insert|replace)(?:{_SPACE}{{1,4}}[A-Za-z_]{{2,16}}){{0,4}}{_SPACE}{{1,4}}"
    rf"[^\s()',;<>]{{1,96}}{_SPACE}{{0,4}}\Z",
    re.ASCII,
)
_AROUND_NAMES = ' \t\r\n\\"`[]'
# Possessive, so that there is one way to read what does not end.
_ITEM = re.compile(
    rf"{_SPACE}{{0,8}}+(?:[NnEe]?(?:'(?P<single>(?:[^'\\\r\n]{{1,256}}|''|\\[^\r\n]){{0,16}}+)'"
    r"|\"(?P<double>(?:[^\"\\\r\n]{1,256}|\"\"|\\[^\r\n]){0,16}+)\")(?:::[a-z]{1,16}+)?"
    # A number, a parameter, a call.
    r"|(?:[^'\"(),;\r\n]|\((?:[^()\r\n]|\([^()\r\n]{0,64}+\)){0,96}+\)){1,96}+)"
    rf"{_SPACE}{{0,8}}+(?P<end>[,)])",
    re.ASCII,
)
_NEXT_ROW = re.compile(rf"{_SPACE}{{0,8}},{_SPACE}{{0,8}}\(", re.ASCII)
_PLACEHOLDER = re.compile(r"<[A-Z][^<>\s]{0,255}>", re.ASCII)
_JOINED = re.compile(r"[\"'].*[\"']|\|\|.*|:\w{1,64}|\$[0-9]{1,3}", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Insert(Detector):
    """A detector of the values under the columns that a statement names."""

    def spans(self, text: str, keys: str = "", part: Part | None = None) -> Iterator[Span]:
        """As of any detector; a candidate may have several."""
        del keys
        start, edge, end = part or (0, len(text), len(text))
        found = self.pattern.search(text, start, end)
        while found is not None and found.start() < edge:
            yield from _inserted(found)
            found = self.pattern.search(text, found.start() + 1, end)


def _inserted(found: re.Match[str]) -> Iterator[Span]:
    """The secrets in the rows that begin here."""
    text = found.string
    columns = [announced(name) for name in _columns(text, found.start())]
    if not any(columns):
        return
    for row in _rows(text, found.end()):
        for what, (start, end) in zip(columns, row, strict=False):
            value = text[start:end]
            if what is None or not value or _PLACEHOLDER.search(value) or _JOINED.fullmatch(value):
                continue
            spaced = len(value) > _LONGEST_WITH_SPACES and " " in value
            if not spaced and is_secret(value, what):
                yield start, end


def _columns(text: str, end: int) -> list[str]:
    """The names of the columns before their closing bracket, when a statement inserts into them."""
    before = text[max(0, end - _LONGEST_HEAD) : end]
    head, opened, names = before.rpartition("(")
    if not opened or ")" in names or not _INTO.search(head):
        return []
    return [name.strip(_AROUND_NAMES) for name in names.split(",")]


def _rows(text: str, start: int) -> Iterator[list[Span]]:
    """Where the values of each row stand, empty for what is no literal.

    What was replaced in a row may have been longer. So that this does not bring others closer, the
    row is the last.
    """
    last = start + _REACH
    place: int | None = start
    while place is not None and place < last:
        row, place = _row(text, place, last)
        yield row
        values = [text[begin:end] for begin, end in row if begin]
        if place is None or any(not one or _PLACEHOLDER.search(one) for one in values):
            return
        following = _NEXT_ROW.match(text, place)
        place = following.end() if following else None


def _row(text: str, place: int, last: int) -> tuple[list[Span], int | None]:
    """The values of one row, and where it ends if that is in reach."""
    row: list[Span] = []
    while place < last and (item := _ITEM.match(text, place)):
        group = "single" if item["single"] is not None else "double"
        span = item.span(group) if item[group] is not None else (0, 0)
        row.append(span if span[0] < last else (0, 0))
        place = item.end()
        if item["end"] == ")":
            return row, place
    return row, None


INSERT = Insert(
    name="secret-inserted",
    kind="SECRET",
    group="secrets",
    family="secrets",
    source="SQL dialects, INSERT and REPLACE with the names of columns",
    gate=rf"\){_SPACE}{{0,8}}(?i:values?){_SPACE}{{0,8}}\(",
    pattern=re.compile(rf"\){_SPACE}{{0,8}}(?i:values?){_SPACE}{{0,8}}\(", re.ASCII),
    confirm=lambda found: next(_inserted(found), None),
    is_certain=True,
    as_written=True,
    examples=(
        (
            "INSERT INTO users (email, password) VALUES ('ada at host', 'swordfish')",
            "swordfish",
        ),
        ('replace into "shop"."users" ("password", "age")\nvalues (\'Tulip9x\', 36);', "Tulip9x"),
        ("insert into u(id,pwd)values(1,'a'),(2,'Tulip9x')", "Tulip9x"),
        (
            "INSERT INTO [keys] ([id], [api_key]) VALUES (7, N'9f8Xq2LmW7vKpR4t')",
            "9f8Xq2LmW7vKpR4t",
        ),
    ),
    counter_examples=(
        "INSERT INTO users (email, password) VALUES (%s, %s)",
        "INSERT INTO users (email, password) VALUES (:email, ':password')",
        "INSERT INTO users (email, password) VALUES ('ada', NULL)",
        "INSERT INTO users (email, password) VALUES ('ada', crypt('x', gen_salt('bf')))",
        "INSERT INTO users (name, password_policy) VALUES ('ada', 'strong1')",
        "INSERT INTO users (name, password) VALUES ('\" + name + \"', '\" + password + \"')",
        "SELECT f(password) values ('swordfish')",
        "dict(password).values('swordfish')",
    ),
)

STATEMENTS = (INSERT,)

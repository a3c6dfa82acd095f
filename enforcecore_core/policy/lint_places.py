"""Text conditions on paths and URLs, which have many spellings for one place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from enforcecore_core.decision.globs import compile_glob
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AnyOf,
    Argument,
    Condition,
    Contains,
    Each,
    EndsWith,
    Equals,
    Formula,
    Holds,
    Host,
    Like,
    Matches,
    Negation,
    Not,
    NotOneOf,
    OneOf,
    Or,
    Relation,
    Some,
    StartsWith,
    Term,
    Under,
    word_of,
)
from enforcecore_core.policy.lint_findings import LintCode, LintFinding, found
from enforcecore_core.policy.lint_implication import parts_of
from enforcecore_core.policy.lint_reading import Reading, Stated

__all__ = ["text_conditions_on_places"]

Schemas = Mapping[str, Mapping[str, object]]
What = Literal["path", "URL"]

_WORDS: dict[str, What] = {
    **dict.fromkeys(
        ["cwd", "dir", "directory", "file", "filename", "filepath", "folder", "path", "pathname"],
        "path",
    ),
    **dict.fromkeys(["endpoint", "href", "link", "uri", "url", "webhook", "website"], "URL"),
}
_PLURALS = {"directories": "directory"}
_FORMATS: dict[object, What] = {
    "directory-path": "path",
    "file-path": "path",
    "path": "path",
    "iri": "URL",
    "uri": "URL",
    "url": "URL",
}
_HINTS: dict[What, str] = {
    "path": "compare where the path leads: 'under: DIRECTORY'",
    "URL": "compare where the URL leads: 'host: NAME', 'scheme: https'",
}
_ALWAYS_TEXTUAL = (StartsWith, EndsWith, Contains, Like, Matches)
_TEXT_RELATIONS = {"startsWith", "endsWith", "contains"}
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SPELT = re.compile(r"[/.:\\]")


@dataclass(frozen=True, slots=True)
class _Use:
    """A condition on a value. `wanted` tells whether the call passes when it is true."""

    term: Term
    condition: Condition
    wanted: bool


def text_conditions_on_places(reading: Reading, tools: Schemas | None) -> Iterator[LintFinding]:
    """Find the text conditions on arguments that hold a path or a URL."""
    for stated in reading.clauses:
        for formula in parts_of(stated.clause.formulas):
            yield from _of_formula(formula, stated, tools or {})


def _of_formula(formula: Formula, stated: Stated, tools: Schemas) -> Iterator[LintFinding]:
    told = set()
    for use in _uses(formula, wanted=stated.effect == "allow"):
        what = _what(use.term, stated, tools)
        if what and _is_textual(use) and not _only_narrows(use, stated):
            word = word_of(use.condition)
            if (use.term, word) not in told:
                told.add((use.term, word))
                yield _finding(formula, use.term, word, what, stated)
    for relation in _relations(formula):
        what = _what(relation.left, stated, tools)
        if what and relation.operator in _TEXT_RELATIONS:
            yield _finding(formula, relation.left, relation.operator, what, stated)


def _finding(formula: Formula, term: Term, word: str, what: What, stated: Stated) -> LintFinding:
    name = ".".join(term.path) if isinstance(term, Argument) else ""
    return found(
        LintCode.TEXT_ON_PLACE,
        f"{word!r} compares the text of {name!r}, and a {what} has many spellings",
        stated.place_of(formula, word),
        hint=_HINTS[what],
        tool=stated.entry.pattern,
    )


def _uses(formula: Formula, *, wanted: bool) -> Iterator[_Use]:
    match formula:
        case And(formulas) | Or(formulas):
            for one in formulas:
                yield from _uses(one, wanted=wanted)
        case Negation(inner):
            yield from _uses(inner, wanted=not wanted)
        case Holds(term, condition):
            yield from _within(_Use(term, condition, wanted))


def _within(use: _Use) -> Iterator[_Use]:
    match use.condition:
        case Not(inner):
            yield from _within(_Use(use.term, inner, not use.wanted))
        case Each(inner) | Some(inner):
            yield from _within(_Use(use.term, inner, use.wanted))
        case AllOf(inners) | AnyOf(inners):
            for inner in inners:
                yield from _within(_Use(use.term, inner, use.wanted))
        case _:
            yield use


def _relations(formula: Formula) -> Iterator[Relation]:
    match formula:
        case And(formulas) | Or(formulas):
            for one in formulas:
                yield from _relations(one)
        case Negation(inner):
            yield from _relations(inner)
        case Relation():
            yield formula


def _is_textual(use: _Use) -> bool:
    """Tell whether another spelling of the same place would pass where this one does not.

    A call that passes for being equal is safe: another spelling does not pass.
    """
    if isinstance(use.condition, _ALWAYS_TEXTUAL):
        return True
    match use.condition:
        case Equals(value):
            return not use.wanted and _is_spelt(value)
        case OneOf(values):
            return not use.wanted and any(map(_is_spelt, values))
        case NotOneOf(values):
            return use.wanted and any(map(_is_spelt, values))
    return False


def _is_spelt(value: object) -> bool:
    return isinstance(value, str) and _SPELT.search(value) is not None


def _only_narrows(use: _Use, stated: Stated) -> bool:
    """Tell whether the end of a text is compared of what `under` or `host` already restricts."""
    match use.condition:
        case EndsWith():
            pass
        case Like(glob) if glob.startswith("*"):
            pass
        case _:
            return False
    return use.wanted and any(
        isinstance(one, Holds) and one.term == use.term and isinstance(one.condition, Under | Host)
        for one in parts_of(stated.clause.formulas)
    )


def _what(term: Term, stated: Stated, tools: Schemas) -> What | None:
    """Say what an argument holds, by its name or its schema."""
    if not isinstance(term, Argument):
        return None
    if len(term.path) == 1:
        matches = compile_glob(stated.entry.pattern)
        for tool, schema in tools.items():
            properties = schema.get("properties")
            if matches(tool) and isinstance(properties, Mapping):
                stated_format = _format(properties.get(term.path[0]))
                if stated_format:
                    return stated_format
    parts = [part.lower() for part in _PART.findall(term.path[-1])]
    if len(parts) > 1 and parts[-1] in {"name", "names"}:
        parts.pop()
    last = parts[-1] if parts else ""
    return _WORDS.get(last) or _WORDS.get(_PLURALS.get(last, last.removesuffix("s")))


def _format(schema: object) -> What | None:
    if not isinstance(schema, Mapping):
        return None
    stated = schema.get("format")
    return _FORMATS.get(stated) if isinstance(stated, str) else None

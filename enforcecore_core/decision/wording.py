"""Conditions and formulas as sentences that a reviewer reads aloud.

A sentence is told in a mood: that something is so, is not so, or would be so ("args.amount is at
most 50", "is more than 50", "were at most 50"). What is not so goes into the words of the parts, as
"some item is not", so that no sentence begins with "it is not the case that".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Any, NamedTuple, assert_never

from enforcecore_core.decision import language
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AnyOf,
    Argument,
    Condition,
    Constant,
    Each,
    Formula,
    Holds,
    Keys,
    Negation,
    Not,
    Only,
    Operator,
    Or,
    Present,
    Principal,
    Relation,
    Session,
    Size,
    Some,
    Term,
)
from enforcecore_core.decision.quoting import listed, quoted, shown

__all__ = ["Mood", "sentence", "term_words"]


class Mood(Enum):
    """How a sentence is meant."""

    IS = 0
    IS_NOT = 1
    WERE = 2
    WERE_NOT = 3

    @property
    def opposite(self) -> Mood:
        """The mood that says the contrary."""
        return _OPPOSITES[self]

    @property
    def denies(self) -> bool:
        """Whether it says that something is not so."""
        return self in {Mood.IS_NOT, Mood.WERE_NOT}


_OPPOSITES = {
    Mood.IS: Mood.IS_NOT,
    Mood.IS_NOT: Mood.IS,
    Mood.WERE: Mood.WERE_NOT,
    Mood.WERE_NOT: Mood.WERE,
}


class _Verb(NamedTuple):
    """The forms of a verb, in the order of the moods."""

    so: str
    not_so: str
    would: str
    would_not: str

    def in_mood(self, mood: Mood) -> str:
        return self[mood.value]


def _regular(verb: str) -> _Verb:
    return _Verb(f"{verb}s", f"does not {verb}", f"{verb}ed", f"did not {verb}")


def _one_of(values: tuple[object, ...]) -> str:
    return shown(values[0]) if len(values) == 1 else f"one of {listed(values, last='')}"


_BE = _Verb("is", "is not", "were", "were not")
_HAVE = _Verb("has", "does not have", "had", "did not have")
_LIE = _Verb("lies", "does not lie", "lay", "did not lie")
_LEAD = _Verb("leads", "does not lead", "led", "did not lead")
_MATCH = _Verb("matches", "does not match", "matched", "did not match")

_KINDS: dict[str, str] = {
    "text": "a text",
    "number": "a number",
    "truth": "true or false",
    "list": "a list",
    "mapping": "a mapping",
    "null": "null",
}

# For each condition its verb, and what follows it.
_Rest = Callable[[Any], str]
_PHRASES: dict[type[Condition], tuple[_Verb, _Rest]] = {
    language.Equals: (_BE, shown),
    language.OneOf: (_BE, _one_of),
    language.TypeIs: (_BE, lambda kind: _KINDS[kind]),
    language.MoreThan: (_BE, lambda bound: f"more than {shown(bound)}"),
    language.AtLeast: (_BE, lambda bound: f"at least {shown(bound)}"),
    language.LessThan: (_BE, lambda bound: f"less than {shown(bound)}"),
    language.AtMost: (_BE, lambda bound: f"at most {shown(bound)}"),
    language.StartsWith: (_regular("start"), lambda text: f"with {quoted(text)}"),
    language.EndsWith: (_regular("end"), lambda text: f"with {quoted(text)}"),
    language.Contains: (_regular("contain"), quoted),
    language.Like: (_MATCH, lambda glob: f"the glob {quoted(glob)}"),
    language.Matches: (_MATCH, lambda pattern: f"the pattern {quoted(pattern)}"),
    language.MinLength: (_HAVE, lambda count: f"at least {_counted(count, 'character')}"),
    language.MaxLength: (_HAVE, lambda count: f"at most {_counted(count, 'character')}"),
    language.Under: (_LIE, lambda directories: f"in {listed(directories)}"),
    language.Host: (_LEAD, lambda hosts: f"to {listed(hosts)}"),
    language.Scheme: (_HAVE, lambda schemes: f"the scheme {listed(schemes)}"),
    language.Port: (_HAVE, lambda ports: f"the port {listed(ports)}"),
    language.MinItems: (_HAVE, lambda count: f"at least {_counted(count, 'item')}"),
    language.MaxItems: (_HAVE, lambda count: f"at most {_counted(count, 'item')}"),
}

# What is denied is said by its contrary, where there is one with the same operand and errors.
_CONTRARIES: dict[type[Condition], tuple[_Verb, _Rest]] = {
    language.MoreThan: _PHRASES[language.AtMost],
    language.AtLeast: _PHRASES[language.LessThan],
    language.LessThan: _PHRASES[language.AtLeast],
    language.AtMost: _PHRASES[language.MoreThan],
    language.MinLength: (_HAVE, lambda count: f"fewer than {_counted(count, 'character')}"),
    language.MaxLength: (_HAVE, lambda count: f"more than {_counted(count, 'character')}"),
    language.MinItems: (_HAVE, lambda count: f"fewer than {_counted(count, 'item')}"),
    language.MaxItems: (_HAVE, lambda count: f"more than {_counted(count, 'item')}"),
}

_OPERATORS: dict[Operator, tuple[_Verb, str]] = {
    "==": (_BE, "the same as"),
    "<": (_BE, "less than"),
    "<=": (_BE, "at most"),
    ">": (_BE, "more than"),
    ">=": (_BE, "at least"),
    "in": (_BE, "in"),
    "startsWith": (_regular("start"), "with"),
    "endsWith": (_regular("end"), "with"),
    "contains": (_regular("contain"), ""),
}

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class _Claim(NamedTuple):
    """A sentence in two parts, so that two about the same thing may name it once."""

    subject: str
    predicate: str
    joined: bool = False
    quantified: bool = False


def sentence(formula: Formula, mood: Mood = Mood.IS) -> str:
    """Return what a formula says of a call."""
    claim = _claim(formula, mood)
    return f"{claim.subject} {claim.predicate}".strip()


def term_words(term: Term) -> str:
    """Return the name of a term as an expression writes it."""
    match term:
        case Argument(path):
            return _path("args", path)
        case Principal(path):
            return _path("principal", path)
        case Session(path):
            return _path("session", path)
        case Constant(value):
            return f"[{listed(value, last='')}]" if isinstance(value, tuple) else shown(value)
        case Size(inner):
            return f"the size of {term_words(inner)}"
    assert_never(term)


def _path(root: str, steps: tuple[str, ...]) -> str:
    named = (f".{one}" if _NAME.fullmatch(one) else f"[{quoted(one)}]" for one in steps)
    return root + "".join(named)


def _claim(formula: Formula, mood: Mood) -> _Claim:  # noqa: PLR0911 - one return for each kind
    match formula:
        case Holds(term, condition):
            return _condition_claim(term_words(term), condition, mood)
        case Present(term, wanted):
            return _Claim(
                term_words(term), f"{_BE.in_mood(mood if wanted else mood.opposite)} given"
            )
        case Relation():
            return _relation_claim(formula, mood)
        case And(formulas):
            return _joined((_claim(one, mood) for one in formulas), "or" if mood.denies else "and")
        case Or(formulas):
            return _joined((_claim(one, mood) for one in formulas), "and" if mood.denies else "or")
        case Negation(inner):
            return _claim(inner, mood.opposite)
        case Only(names):
            return _only_claim(names, mood)
    assert_never(formula)


def _relation_claim(relation: Relation, mood: Mood) -> _Claim:
    operator = relation.operator
    if operator == "!=":
        operator, mood = "==", mood.opposite
    verb, rest = _OPERATORS[operator]
    words = (verb.in_mood(mood), rest, term_words(relation.right))
    return _Claim(term_words(relation.left), " ".join(word for word in words if word))


def _only_claim(names: tuple[str, ...], mood: Mood) -> _Claim:
    known = listed(names, last="and") if names else ""
    if mood.denies:
        others = f"arguments other than {known}" if known else "arguments"
        return _Claim("the call", f"{_HAVE.in_mood(mood.opposite)} {others}")
    others = f"no arguments other than {known}" if known else "no arguments"
    return _Claim("the call", f"{_HAVE.in_mood(mood)} {others}")


def _condition_claim(  # noqa: PLR0911 - one return for each shape of condition
    subject: str, condition: Condition, mood: Mood
) -> _Claim:
    match condition:
        case language.NotOneOf(values):
            return _condition_claim(subject, language.OneOf(values), mood.opposite)
        case Not(inner):
            return _condition_claim(subject, inner, mood.opposite)
        case AllOf(inners):
            parts = (_condition_claim(subject, inner, mood) for inner in inners)
            return _joined(parts, "or" if mood.denies else "and")
        case AnyOf(inners):
            parts = (_condition_claim(subject, inner, mood) for inner in inners)
            return _joined(parts, "and" if mood.denies else "or")
        case Each() | Some() | Keys():
            return _quantified(subject, condition, mood)
    (operand,) = (getattr(condition, name) for name in condition.__slots__)
    if mood.denies and type(condition) in _CONTRARIES:
        verb, rest = _CONTRARIES[type(condition)]
        return _Claim(subject, f"{verb.in_mood(mood.opposite)} {rest(operand)}")
    verb, rest = _PHRASES[type(condition)]
    return _Claim(subject, f"{verb.in_mood(mood)} {rest(operand)}")


def _quantified(subject: str, condition: Each | Some | Keys, mood: Mood) -> _Claim:
    """Say what all or some items are, as `every item of args.to ends with ...`."""
    part = "key" if isinstance(condition, Keys) else "item"
    if isinstance(condition, Some):
        which, mood = ("no", mood.opposite) if mood.denies else ("some", mood)
    else:
        which = "some" if mood.denies else "every"
    if not subject.startswith(("every ", "some ", "no ")):
        claim = _condition_claim(f"{which} {part} of {subject}", condition.condition, mood)
        return claim._replace(quantified=True)
    # "some item of every item" could be read both ways round.
    whole = "mapping" if isinstance(condition, Keys) else "list"
    being = _BE.in_mood(mood.opposite if mood.denies else mood)
    inner = _condition_claim(f"{which} {part}", condition.condition, mood)
    return _Claim(subject, f"{being} a {whole} in which {inner.subject} {inner.predicate}")


def _joined(claims: Iterable[_Claim], word: str) -> _Claim:
    """Join claims by `and` or `or`. What is joined itself stands in parentheses."""
    parts = list(claims)
    if len(parts) == 1:
        return parts[0]
    # "Some item is A and some item is B" is not "some item is A and is B".
    if len({part.subject for part in parts}) == 1 and not any(part.quantified for part in parts):
        predicates = (f"({one.predicate})" if one.joined else one.predicate for one in parts)
        return _Claim(parts[0].subject, f" {word} ".join(predicates), joined=True)
    return _Claim("", f" {word} ".join(_whole_sentences(parts)), joined=True)


def _whole_sentences(parts: list[_Claim]) -> Iterator[str]:
    before = ""
    for part in parts:
        shares = part.subject == before and not part.quantified
        said = part.predicate if shares else f"{part.subject} {part.predicate}".strip()
        yield f"({said})" if part.joined else said
        before = "" if part.joined or part.quantified else part.subject


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

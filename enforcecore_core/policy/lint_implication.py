"""Whether clauses say all that another clause says: what meets the one then meets the other.

The answers are one-sided: True is certain, and False also means that it cannot be told. What the
file system decides (`under`) is compared word for word, since a symlink may lead anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from enforcecore_core.decision.checks import SCALAR_KINDS
from enforcecore_core.decision.globs import compile_glob, is_glob
from enforcecore_core.decision.language import (
    AllOf,
    And,
    AtLeast,
    AtMost,
    Condition,
    Contains,
    Each,
    EndsWith,
    Formula,
    Holds,
    Host,
    Keys,
    LessThan,
    Like,
    MaxItems,
    MaxLength,
    MinItems,
    MinLength,
    MoreThan,
    NotOneOf,
    Only,
    Port,
    Present,
    Scalar,
    Scheme,
    Some,
    StartsWith,
    Term,
    TypeIs,
)
from enforcecore_core.policy.lint_literals import (
    Literal,
    Range,
    finite_values,
    holds_for,
    range_of,
    same,
)

__all__ = ["glob_covers", "implies", "parts_of"]

_NUMBERS = (MoreThan, AtLeast, LessThan, AtMost)
_TEXTS = (StartsWith, EndsWith, Contains, Like, MinLength, MaxLength)


def implies(stronger: Sequence[Formula], weaker: Sequence[Formula]) -> bool:
    """Tell whether each call for which all of `stronger` hold is one for which `weaker` hold."""
    known = parts_of(stronger)
    return all(_follows(formula, known) for formula in parts_of(weaker))


def parts_of(formulas: Iterable[Formula]) -> list[Formula]:
    """Return formulas that together say the same, without conjunctions at their top."""
    return [part for formula in formulas for part in _parts(formula)]


def glob_covers(wide: str, narrow: str) -> bool:
    """Tell whether a glob matches every name that another glob (or name) matches."""
    if wide == narrow:
        return True
    reached = {0}
    for sign in narrow:
        reached = _steps(wide, _past_stars(wide, reached), sign)
    return len(wide) in _past_stars(wide, reached)


def _past_stars(wide: str, reached: set[int]) -> set[int]:
    found = set(reached)
    for start in reached:
        position = start
        while position < len(wide) and wide[position] == "*":
            position += 1
            found.add(position)
    return found


def _steps(wide: str, reached: set[int], sign: str) -> set[int]:
    found = set()
    for position in reached:
        if position == len(wide):
            continue
        if wide[position] == "*":
            found.add(position)
        elif sign != "*" and wide[position] in {"?", sign}:
            found.add(position + 1)
    return found


def _parts(formula: Formula) -> Iterator[Formula]:
    match formula:
        case And(formulas):
            for one in formulas:
                yield from _parts(one)
        case Holds(term, AllOf(conditions)):
            for condition in conditions:
                yield from _parts(Holds(term, condition))
        case _:
            yield formula


def _follows(formula: Formula, known: list[Formula]) -> bool:
    if any(same(formula, one) for one in known):
        return True
    match formula:
        case Holds(term, condition):
            return _condition_follows(condition, _known_of(term, known))
        case Present(term, True):
            return any(isinstance(one, Holds) and one.term == term for one in known)
        case Only(names):
            return any(isinstance(one, Only) and set(one.names) <= set(names) for one in known)
    return False


def _known_of(term: Term, known: list[Formula]) -> list[Condition]:
    return [one.condition for one in known if isinstance(one, Holds) and one.term == term]


def _condition_follows(wanted: Condition, known: Sequence[Condition]) -> bool:
    """Tell whether a value that meets all of `known` meets the wanted condition."""
    if any(same(wanted, one) for one in known):
        return True
    if isinstance(wanted, AllOf):
        return all(_condition_follows(one, known) for one in wanted.conditions)
    literals = [Literal(one) for one in known]
    listed = finite_values(literals)
    if listed is not None:
        return all(holds_for(wanted, value) is True for value in listed)
    numbers = range_of(literals)
    if numbers is not None:
        return _number_follows(wanted, numbers)
    return _other_follows(wanted, known)


def _number_follows(wanted: Condition, numbers: Range) -> bool:
    match wanted:
        case MoreThan() | AtLeast() | LessThan() | AtMost():
            bounds = range_of([Literal(wanted)])
            return bounds is not None and numbers.lies_in(bounds)
        case NotOneOf(values):
            found = [value for value in values if type(value) in {int, float}]
            return bool(found) and not any(_has(numbers, value) for value in found)
        case TypeIs(kind):
            return kind == "number"
    return False


def _has(numbers: Range, value: Scalar) -> bool:
    return isinstance(value, (int, float)) and numbers.has(value)


def _other_follows(wanted: Condition, known: Sequence[Condition]) -> bool:
    match wanted:
        case NotOneOf(values):
            return any(_excludes(one, values) for one in known if isinstance(one, NotOneOf))
        case TypeIs("text"):
            return any(isinstance(one, (*_TEXTS, Host, Scheme, Port)) for one in known)
    return any(_follows_from_one(wanted, one) for one in known)


def _follows_from_one(wanted: Condition, known: Condition) -> bool:
    match wanted, known:
        case Host(hosts), Host(others):
            return all(_host_in(host, hosts) for host in others)
        case (Scheme(names), Scheme(others)) | (Port(names), Port(others)):
            return set(others) <= set(names)
        case (Each(inner) | Some(inner), Each(other)) | (Keys(inner), Keys(other)):
            return _condition_follows(inner, _conjuncts(other))
        case MinItems(count), _:
            return _least_items(known) >= count
        case MaxItems(count), MaxItems(other):
            return other <= count
    return isinstance(wanted, _TEXTS) and _text_follows(wanted, known)


def _excludes(known: NotOneOf, values: tuple[Scalar, ...]) -> bool:
    """Only what compares the same kinds errs for the same values."""
    kinds = {SCALAR_KINDS[type(one)] for one in known.values}
    return kinds == {SCALAR_KINDS[type(one)] for one in values} and all(
        any(same(value, one) for one in known.values) for value in values
    )


def _host_in(host: str, hosts: Sequence[str]) -> bool:
    if host in hosts:
        return True
    return any(one.startswith("*.") and host.endswith(one[1:]) for one in hosts)


def _conjuncts(condition: Condition) -> Sequence[Condition]:
    return condition.conditions if isinstance(condition, AllOf) else (condition,)


def _least_items(known: Condition) -> int:
    match known:
        case MinItems(count):
            return count
        case Each() | Some() | Keys():
            return 1
    return -1


def _text_follows(wanted: Condition, known: Condition) -> bool:
    match wanted, known:
        case StartsWith(text), StartsWith(other):
            return other.startswith(text)
        case EndsWith(text), EndsWith(other):
            return other.endswith(text)
        case Contains(text), StartsWith(other) | EndsWith(other) | Contains(other):
            return text in other
        case Like(glob), _:
            return _like_follows(glob, known)
        case MaxLength(length), MaxLength(other):
            return other <= length
    return isinstance(wanted, MinLength) and _least_length(known) >= wanted.length


def _like_follows(glob: str, known: Condition) -> bool:
    match known:
        case Like(other):
            return glob_covers(glob, other)
        case StartsWith(text):
            return glob.endswith("*") and _literal_matches(glob, text)
        case EndsWith(text):
            return glob.startswith("*") and _literal_matches(glob, text)
    return not glob.strip("*") and isinstance(known, _TEXTS)


def _literal_matches(glob: str, text: str) -> bool:
    """Tell whether what begins or ends with a text matches, given the star at that end."""
    return is_glob(glob) and compile_glob(glob)(text)


def _least_length(known: Condition) -> int:
    match known:
        case MinLength(length):
            return length
        case StartsWith(text) | EndsWith(text) | Contains(text):
            return len(text)
        case Like(glob):
            return len(glob.replace("*", ""))
        case MaxLength():
            return 0
    return -1

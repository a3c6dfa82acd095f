"""Whether any call can be one for which a clause holds, and which of its conditions exclude it.

The answers are one-sided, as in `lint_ranges`: only a certain no is a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from math import prod

from enforcecore_core.decision.language import (
    And,
    AnyOf,
    Argument,
    AtLeast,
    Condition,
    Formula,
    Holds,
    Negation,
    Only,
    Or,
    Present,
    Principal,
    Relation,
    Session,
    Size,
    Term,
    TypeIs,
)
from enforcecore_core.policy.lint_implication import parts_of
from enforcecore_core.policy.lint_literals import Literal
from enforcecore_core.policy.lint_ranges import can_meet

__all__ = ["atoms_of", "can_hold", "conflict", "holds_always"]

_MOST_CASES = 64
_MOST_PAIRS = 40

Atom = Holds | Present | Relation | Only
Case = tuple[tuple[Atom, bool], ...]


def can_hold(formulas: Sequence[Formula]) -> bool:
    """Tell whether a call can exist for which all of these hold; False is certain."""
    atoms = [atom for formula in formulas for atom in atoms_of(formula)]
    cases = _cases([(formula, True) for formula in formulas])
    return cases is None or any(_case_possible(case, atoms) for case in cases)


def conflict(formulas: Sequence[Formula]) -> list[Formula] | None:
    """Return formulas, and no more than needed, that never hold together; None if all may."""
    if can_hold(formulas):
        return None
    parts = parts_of(formulas)
    if len(parts) <= _MOST_PAIRS:
        for size in (1, 2):
            for some in combinations(parts, size):
                if not can_hold(some):
                    return list(some)
        for part in parts.copy():
            rest = [one for one in parts if one is not part]
            if not can_hold(rest):
                parts = rest
    return parts


def holds_always(formulas: Sequence[Formula]) -> bool:
    """Tell whether these hold for every call; True is certain."""
    atoms = [atom for formula in formulas for atom in atoms_of(formula)]
    # Nothing but asking for an argument by its name can never err.
    if not all(isinstance(atom, Present) and _is_plain(atom.term) for atom in atoms):
        return False
    return all(not can_hold([Negation(formula)]) for formula in formulas)


def atoms_of(formula: Formula) -> Iterator[Atom]:
    """Yield every statement in a formula that has no logic in it."""
    match formula:
        case And(formulas) | Or(formulas):
            for one in formulas:
                yield from atoms_of(one)
        case Negation(inner):
            yield from atoms_of(inner)
        case _:
            yield formula


def _is_plain(term: Term) -> bool:
    return isinstance(term, Argument) and len(term.path) == 1


def _cases(wanted: list[tuple[Formula, bool]]) -> list[Case] | None:
    """Return the ways in which formulas come out as wanted; None if there are too many."""
    ways = []
    for formula, truth in wanted:
        found = _ways(formula, wanted=truth)
        if found is None:
            return None
        ways.append(found)
    if prod(map(len, ways)) > _MOST_CASES:
        return None
    return [tuple(atom for way in chosen for atom in way) for chosen in product(*ways)]


def _ways(formula: Formula, *, wanted: bool) -> list[Case] | None:
    match formula:
        case Negation(inner):
            return _ways(inner, wanted=not wanted)
        case And(formulas) | Or(formulas):
            if isinstance(formula, And) is wanted:
                return _cases([(one, wanted) for one in formulas])
            alternatives = [_ways(one, wanted=wanted) for one in formulas]
            if any(one is None for one in alternatives):
                return None
            return [way for one in alternatives if one is not None for way in one]
        case _:
            return [((formula, wanted),)]


def _case_possible(case: Case, atoms: list[Atom]) -> bool:
    if not _presence_possible(case, atoms):
        return False
    terms = {repr(term): term for term in _terms(atoms)}
    return all(_term_possible(term, case, atoms) for term in terms.values())


def _terms(atoms: Iterable[Atom]) -> Iterator[Term]:
    """Yield each term whose value has to be there."""
    for atom in atoms:
        match atom:
            case Holds(term, _):
                yield term
                if isinstance(term, Size):
                    yield term.term
            case Relation(left, _, right):
                yield from (left, right)


def _presence_possible(case: Case, atoms: list[Atom]) -> bool:
    there = list(_terms(atoms))
    there += [atom.term for atom in _presences(case, present=True)]
    for absent in _presences(case, present=False):
        if any(_reaches(term, absent.term) for term in there):
            return False
    named = {term.path[0] for term in there if isinstance(term, Argument) and term.path}
    return not any(
        isinstance(atom, Only) and truth and not named <= set(atom.names) for atom, truth in case
    )


def _presences(case: Case, *, present: bool) -> list[Present]:
    return [
        atom
        for atom, truth in case
        if isinstance(atom, Present) and (atom.wanted is truth) is present
    ]


def _reaches(term: Term, outer: Term) -> bool:
    """Tell whether a term is another one, or a value inside of it."""
    if not isinstance(term, Argument | Principal | Session) or type(term) is not type(outer):
        return False
    return term.path[: len(outer.path)] == outer.path


def _term_possible(term: Term, case: Case, atoms: list[Atom]) -> bool:
    literals = [
        Literal(atom.condition, truth)
        for atom, truth in case
        if isinstance(atom, Holds) and atom.term == term
    ]
    told = [atom.condition for atom in atoms if isinstance(atom, Holds) and atom.term == term]
    literals += map(Literal, _nature_of(term, atoms))
    return can_meet(literals, told)


def _nature_of(term: Term, atoms: list[Atom]) -> Iterator[Condition]:
    """Yield what has to be true of a value so that other terms can be found through it."""
    if isinstance(term, Size):
        yield AtLeast(0)
        return
    if any(isinstance(one, Size) and one.term == term for one in _terms(atoms)):
        yield AnyOf((TypeIs("text"), TypeIs("list"), TypeIs("mapping")))
    found = [*_terms(atoms), *(atom.term for atom in atoms if isinstance(atom, Present))]
    if any(one != term and _reaches(one, term) for one in found):
        yield TypeIs("mapping")

"""The smallest changes to a blocked call after which it would be allowed.

A change is a formula that would have to hold. It names no value of the call: what it says comes
from the policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from enforcecore_core.decision.language import (
    And,
    Argument,
    Formula,
    Negation,
    Or,
    Present,
    Term,
)
from enforcecore_core.decision.visiting import ClauseSeen, FormulaSeen, Verdict, terms_of
from enforcecore_core.decision.wording import Mood, sentence

__all__ = ["NearMiss", "near_misses", "why_blocked"]

_FEW = 2
_Root = tuple[type[Term], str]
_Formulas = tuple[Formula, ...]


class _Step(NamedTuple):
    """Formulas that would have to hold, and those that have to stay as they are for it."""

    changes: _Formulas
    relied: _Formulas


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One way to an allowed call.

    When all `formulas` hold, and what else `rules` ask still does, the call is allowed. So does
    `kept`: what holds now of values that would change, and has to go on holding. `unless` names
    block clauses that do not match now, but are about such values too. `sentence` says it all.
    """

    rules: tuple[str, ...]
    formulas: tuple[Formula, ...]
    kept: tuple[Formula, ...]
    unless: tuple[str, ...]
    sentence: str

    @property
    def changes(self) -> tuple[str, ...]:
        """The formulas as words, to be read after "if"."""
        return tuple(sentence(one, Mood.WERE) for one in self.formulas)


def why_blocked(blocks: Iterable[ClauseSeen]) -> Iterator[str]:
    """Say of each block clause that matches, or cannot be told, why it does."""
    for clause in blocks:
        errors = [one for one in clause.formulas if one.verdict is Verdict.ERROR]
        if errors:
            told = "; ".join(f"{one.wording}: {one.error}" for one in errors)
            yield f"blocked by {clause.rule}, because it cannot be told whether {told}"
        elif clause.verdict is Verdict.HOLDS and clause.formulas:
            holding = sentence(And(tuple(one.formula for one in clause.formulas)))
            yield f"blocked by {clause.rule}, because {holding}"
        elif clause.verdict is Verdict.HOLDS:
            yield f"blocked by {clause.rule}, which blocks every call"


def near_misses(
    blocks: Sequence[ClauseSeen], groups: Sequence[Sequence[ClauseSeen]]
) -> Iterator[NearMiss]:
    """Yield the ways to allow a call, those with the fewest changes first.

    One clause of every group has to hold, and none of `blocks`. Ways of one or two changes are
    all named; if there is none, the one with the fewest.
    """
    firing = [clause for clause in blocks if clause.verdict is not Verdict.FAILS]
    if not all(clause.formulas for clause in firing):
        return
    lifted = _together(_any_of(one.formulas, wanted=False) for one in firing)
    for clauses in _ways(groups):
        needed = _together(_all_of(one.formulas, wanted=True) for one in clauses)
        changes = tuple(dict.fromkeys([*lifted.changes, *needed.changes]))
        kept = _kept(clauses, lifted, needed)
        if _possible([*changes, *kept]) and not _absent(changes) & _read((*clauses, *blocks)):
            unless = _touched_by(changes, [one for one in blocks if one not in firing])
            yield _told(changes, kept, unless, (firing, clauses))


def _kept(clauses: Sequence[ClauseSeen], lifted: _Step, needed: _Step) -> _Formulas:
    """Return what has to go on holding of values that would change.

    What a clause asks besides its own changes goes without saying: it is there to be read.
    """
    plain = {seen.formula for one in clauses for seen in one.formulas}
    changed, lifting = _roots([*lifted.changes, *needed.changes]), _roots(lifted.changes)
    relied = dict.fromkeys([*lifted.relied, *needed.relied])
    return tuple(
        formula
        for formula in relied
        if _roots([formula]) & (lifting if formula in plain else changed)
    )


def _possible(formulas: Sequence[Formula]) -> bool:
    """Tell whether these could hold together, as far as that can be seen at a glance."""
    return not any(Negation(formula) in formulas for formula in formulas)


def _touched_by(changes: _Formulas, clauses: Iterable[ClauseSeen]) -> tuple[str, ...]:
    touched = _roots(changes)
    return tuple(
        one.rule for one in clauses if touched & _roots(seen.formula for seen in one.formulas)
    )


def _ways(groups: Sequence[Sequence[ClauseSeen]]) -> Iterator[list[ClauseSeen]]:
    """Yield one clause of each group, as near to holding as there is one.

    Where it is one group alone that does not allow yet, each of its near clauses is a way.
    """
    ranked = [sorted(group, key=_distance) for group in groups]
    if not all(ranked):
        return
    nearest = [clauses[0] for clauses in ranked]
    yield nearest
    unmet = [number for number, one in enumerate(nearest) if one.verdict is not Verdict.HOLDS]
    if len(unmet) == 1:
        (number,) = unmet
        for clause in ranked[number][1:]:
            if _distance(clause) <= _FEW:
                yield [*nearest[:number], clause, *nearest[number + 1 :]]


def _distance(clause: ClauseSeen) -> int:
    return len(_all_of(clause.formulas, wanted=True).changes)


def _told(
    changes: _Formulas,
    kept: _Formulas,
    unless: tuple[str, ...],
    clauses: tuple[Sequence[ClauseSeen], Sequence[ClauseSeen]],
) -> NearMiss:
    firing, allowing = clauses
    missing = [one for one in allowing if one.verdict is not Verdict.HOLDS]
    told = f"would be allowed if {sentence(And(changes), Mood.WERE)}"
    if missing:
        told += f" ({' and '.join(one.rule for one in missing)})"
    if kept:
        told += f", as long as {sentence(And(kept))}"
    if unless:
        told += f", unless {' or '.join(unless)} then blocks it"
    errors = dict.fromkeys(
        one.error
        for clause in (*firing, *missing)
        for one in _atoms(clause.formulas)
        if one.error is not None
    )
    if errors:
        told += f"; {'; '.join(errors)}"
    return NearMiss(tuple(one.rule for one in allowing), changes, kept, unless, told)


def _step(seen: FormulaSeen, *, wanted: bool) -> _Step:
    """Return the fewest formulas that would make this one hold, or not hold, as it is wanted."""
    if seen.verdict is (Verdict.HOLDS if wanted else Verdict.FAILS):
        return _Step((), (_signed(seen.formula, wanted=wanted),))
    match seen.formula:
        case Negation():
            (denied,) = seen.parts
            return _step(denied, wanted=not wanted)
        case And():
            return (_all_of if wanted else _any_of)(seen.parts, wanted=wanted)
        case Or():
            return (_any_of if wanted else _all_of)(seen.parts, wanted=wanted)
    return _Step((_signed(seen.formula, wanted=wanted),), ())


def _all_of(parts: Iterable[FormulaSeen], *, wanted: bool) -> _Step:
    return _together(_step(part, wanted=wanted) for part in parts)


def _any_of(parts: Sequence[FormulaSeen], *, wanted: bool) -> _Step:
    """Return what makes one of these come out as wanted, and leaves no error in any."""
    erring = [part for part in parts if part.verdict is Verdict.ERROR]
    if len(erring) == 1:
        return _step(erring[0], wanted=wanted)
    if erring:
        # All of them have to be told, and one to come out as wanted: the whole says just that.
        return _Step((Or(tuple(_signed(one.formula, wanted=wanted) for one in erring)),), ())
    options = [(part, _step(part, wanted=wanted)) for part in parts]
    # Leaving out a value is no way when another part asks what it is: that would be an error.
    possible = [
        step
        for part, step in options
        if not _absent(step.changes) & _values_read(one.formula for one in parts if one is not part)
    ] or [step for _, step in options]
    fewest = min(len(step.changes) for step in possible)
    nearest = [step for step in possible if len(step.changes) == fewest]
    if fewest > 1 or len(nearest) == 1 or any(step.relied for step in nearest):
        return nearest[0]
    return _Step((Or(tuple(step.changes[0] for step in nearest)),), ())


def _together(steps: Iterable[_Step]) -> _Step:
    steps = tuple(steps)
    return _Step(
        tuple(change for step in steps for change in step.changes),
        tuple(formula for step in steps for formula in step.relied),
    )


def _signed(formula: Formula, *, wanted: bool) -> Formula:
    return formula if wanted else Negation(formula)


def _atoms(parts: Iterable[FormulaSeen]) -> Iterator[FormulaSeen]:
    for part in parts:
        if part.parts:
            yield from _atoms(part.parts)
        else:
            yield part


def _read(clauses: Iterable[ClauseSeen]) -> set[_Root]:
    return _values_read(seen.formula for one in clauses for seen in one.formulas)


def _values_read(formulas: Iterable[Formula]) -> set[_Root]:
    """Return the values without which some of these formulas cannot be told."""
    atoms = (atom for formula in formulas for atom, _ in _leaves(formula))
    return _roots(atom for atom in atoms if not isinstance(atom, Present))


def _absent(changes: Iterable[Formula]) -> set[_Root]:
    """Return the values that would be left out."""
    return _roots(
        atom
        for change in changes
        for atom, affirmed in _leaves(change)
        if isinstance(atom, Present) and atom.wanted is not affirmed
    )


def _leaves(formula: Formula, *, affirmed: bool = True) -> Iterator[tuple[Formula, bool]]:
    """Yield the simple formulas in a formula, and whether each is affirmed or denied in it."""
    match formula:
        case And(formulas) | Or(formulas):
            for one in formulas:
                yield from _leaves(one, affirmed=affirmed)
        case Negation(inner):
            yield from _leaves(inner, affirmed=not affirmed)
        case _:
            yield formula, affirmed


def _roots(formulas: Iterable[Formula]) -> set[_Root]:
    """Return the arguments and other values that formulas are about, each without its path."""
    terms = (term for formula in formulas for term in terms_of(formula))
    return {
        (Argument, term.path[0]) if isinstance(term, Argument) else (type(term), "")
        for term in terms
    }

"""Rules that change nothing: another one allows all that they allow, or blocks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from enforcecore_core.decision.globs import is_glob
from enforcecore_core.decision.language import Only, mentioned_arguments
from enforcecore_core.decision.plan import Clause
from enforcecore_core.policy.lint_clauses import can_hold
from enforcecore_core.policy.lint_findings import LintCode, LintFinding, found
from enforcecore_core.policy.lint_implication import glob_covers, implies
from enforcecore_core.policy.lint_literals import same
from enforcecore_core.policy.lint_reading import Reading, Stated

__all__ = ["covered_rules"]

# More than that are not compared: a policy of a megabyte has to be read in reasonable time.
_MOST_COMPARED = 50


def covered_rules(reading: Reading) -> Iterator[LintFinding]:
    """Find the clauses without which every call would be allowed or blocked as with them."""
    allows, blocks = (_Index(s for s in reading.clauses if s.effect == e) for e in _EFFECTS)
    for stated in reading.clauses:
        if not can_hold(stated.clause.formulas) or _names_arguments_for_others(stated):
            continue
        if stated.effect == "allow":
            cover = _blocking(stated, blocks) or _above(stated, reading)
            if cover is not None:
                yield _finding(stated, f"{cover.rule} blocks every call that this rule allows")
                continue
            wider = _allowing(stated, allows)
            if wider is not None:
                yield _finding(stated, f"{wider.rule} allows every call that this rule allows")
        elif (blocker := _repeated(stated, blocks)) is not None:
            yield _finding(stated, f"{blocker.rule} blocks every call that this rule blocks")


_EFFECTS = ("allow", "block")


class _Index:
    """Clauses by the name or glob of their entry."""

    def __init__(self, clauses: Iterable[Stated]) -> None:
        self._exact: dict[str, list[Stated]] = {}
        self._globs: list[Stated] = []
        for stated in clauses:
            if is_glob(stated.entry.pattern):
                self._globs.append(stated)
            else:
                self._exact.setdefault(stated.entry.pattern, []).append(stated)

    def applying(self, stated: Stated) -> Iterator[Stated]:
        """Yield other clauses that apply to all tools to which this one does."""
        pattern = stated.entry.pattern
        others = chain(self._exact.get(pattern, ()), self._globs)
        yield from (
            one
            for one in islice(others, _MOST_COMPARED)
            if one is not stated and glob_covers(one.entry.pattern, pattern)
        )


def _names_arguments_for_others(stated: Stated) -> bool:
    """Tell whether other rules take an argument only because this one mentions it."""
    entry = stated.entry
    # Every clause that allows under `other_args: block` says so.
    if not entry.allow or not any(isinstance(one, Only) for one in entry.allow[0].formulas):
        return False
    others = [one for one in (*entry.allow, *entry.block) if one is not stated.clause]
    return not _mentioned([stated.clause]) <= _mentioned(others)


def _mentioned(clauses: Iterable[Clause]) -> frozenset[str]:
    formulas = [formula for clause in clauses for formula in clause.formulas]
    return frozenset().union(*map(mentioned_arguments, formulas))


def _blocking(stated: Stated, blocks: _Index) -> Clause | None:
    for block in blocks.applying(stated):
        if implies(stated.clause.formulas, block.clause.formulas):
            return block.clause
    return None


def _above(stated: Stated, reading: Reading) -> Clause | None:
    """Return the block of a policy that this one extends, if it covers the clause."""
    for level in reading.plan.levels[1:]:
        for entry in level.entries:
            if glob_covers(entry.pattern, stated.entry.pattern):
                for clause in entry.block[:_MOST_COMPARED]:
                    if implies(stated.clause.formulas, clause.formulas):
                        return clause
    return None


def _allowing(stated: Stated, allows: _Index) -> Clause | None:
    for wider in allows.applying(stated):
        if implies(stated.clause.formulas, wider.clause.formulas) and (
            wider.number < stated.number or not _covers(stated, wider)
        ):
            return wider.clause
    return None


def _covers(wider: Stated, narrower: Stated) -> bool:
    return glob_covers(wider.entry.pattern, narrower.entry.pattern) and implies(
        narrower.clause.formulas, wider.clause.formulas
    )


def _repeated(stated: Stated, blocks: _Index) -> Clause | None:
    """Return another block that holds or errs wherever this one does.

    A block that errs blocks, so it is not enough that the other one holds where this one does.
    """
    for other in blocks.applying(stated):
        formulas = other.clause.formulas
        if formulas and not same(formulas, stated.clause.formulas):
            continue
        again = same(formulas, stated.clause.formulas) and glob_covers(
            stated.entry.pattern, other.entry.pattern
        )
        if other.number < stated.number or not again:
            return other.clause
    return None


def _finding(stated: Stated, message: str) -> LintFinding:
    return found(
        LintCode.COVERED,
        message,
        stated.place,
        hint="leave this rule out, or narrow the other one",
        tool=stated.entry.pattern,
    )

"""Documents to plans: what each key of a policy does."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from enforcecore_core.calls import Duties
from enforcecore_core.decision import language
from enforcecore_core.decision.expressions import parse_expression
from enforcecore_core.decision.language import Argument, Condition, Formula, Holds, Present
from enforcecore_core.decision.plan import Clause, Entry, Place
from enforcecore_core.policy import document
from enforcecore_core.policy.loading import KEY, Node
from enforcecore_core.policy.problems import Problem, Reporter
from enforcecore_core.policy.quantities import read_duration, read_size

__all__ = ["Compiler", "default_duties"]

_Location = tuple[str | int, ...]

# Every key that states a condition by its operand alone.
_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "equals": language.Equals,
    "in_": lambda operands: language.OneOf(tuple(operands)),
    "not_in": lambda operands: language.NotOneOf(tuple(operands)),
    "type": language.TypeIs,
    "starts_with": language.StartsWith,
    "ends_with": language.EndsWith,
    "contains": language.Contains,
    "like": language.Like,
    "matches": language.Matches,
    "min_length": language.MinLength,
    "max_length": language.MaxLength,
    "more_than": language.MoreThan,
    "at_least": language.AtLeast,
    "less_than": language.LessThan,
    "at_most": language.AtMost,
    "min_items": language.MinItems,
    "max_items": language.MaxItems,
    "host": lambda stated: language.Host(_listed(stated)),
    "scheme": lambda stated: language.Scheme(_listed(stated)),
    "port": lambda stated: language.Port(_listed(stated)),
}

# Every key that states what another condition is for.
_AROUND_ONE: dict[str, Callable[[Condition], Condition]] = {
    "each": language.Each,
    "some": language.Some,
    "keys": language.Keys,
    "not_": language.Not,
}
_AROUND_SEVERAL: dict[str, Callable[[tuple[Condition, ...]], Condition]] = {
    "all_of": language.AllOf,
    "any_of": language.AnyOf,
}


def default_duties(defaults: document.Defaults) -> Duties:
    """Return what holds for every tool."""
    return Duties(
        redact_arguments=frozenset(defaults.redact.arguments),
        redact_results=frozenset(defaults.redact.results),
        timeout=None if defaults.timeout is None else read_duration(defaults.timeout),
        max_result_size=(
            None if defaults.max_result_size is None else read_size(defaults.max_result_size)
        ),
        audit=defaults.audit,
    )


def _duties(entry: document.Entry) -> Duties:
    stated = entry.redact
    arguments, results = (
        (stated, []) if isinstance(stated, list) else (stated.arguments, stated.results)
    )
    return Duties(
        redact_arguments=frozenset(arguments),
        redact_results=frozenset(results),
        reveal=frozenset(entry.reveal),
        timeout=None if entry.timeout is None else read_duration(entry.timeout),
        max_result_size=None if entry.max_result_size is None else read_size(entry.max_result_size),
        audit=entry.audit,
    )


class Compiler:
    """Compiles the entries of one policy.

    Relative directories in it start at `directory`. The ids of its rules begin with `prefix`.
    """

    def __init__(self, root: Node, reporter: Reporter, *, directory: str, prefix: str = "") -> None:
        self._root = root
        self._reporter = reporter
        self._directory = directory
        self._prefix = prefix
        self._ids: dict[str, _Location | None] = {}

    def entries(self, policy: document.Document) -> list[Entry]:
        """Return the entries in the order of the policy, or raise PolicyError."""
        return [self._entry(pattern, entry) for pattern, entry in policy.tools.items()]

    def _entry(self, pattern: str, entry: document.Entry | str) -> Entry:
        place = self._place("tools", pattern, KEY)
        if isinstance(entry, str):
            clauses = self._clauses(pattern, entry, "always")
            if entry == "allow":
                return Entry(pattern, allow=clauses, place=place)
            return Entry(pattern, block=clauses, place=place)
        allow = self._clauses(pattern, "allow", _allowing(entry))
        block = self._clauses(pattern, "block", entry.block)
        if entry.other_args:
            allow = _without_other_arguments(allow, block)
        return Entry(pattern, allow=allow, block=block, duties=_duties(entry), place=place)

    def _clauses(
        self, pattern: str, key: str, stated: document.Allow | document.Block | _Allowing | None
    ) -> tuple[Clause, ...]:
        """Compile what stands at one key. A clause in a list has its number in its rule id."""
        if stated is None:
            return ()
        if not isinstance(stated, list):
            return (self._clause((pattern, key), stated, f"{pattern}.{key}"),)
        return tuple(
            self._clause((pattern, key, index), clause, f"{pattern}.{key}.{index + 1}")
            for index, clause in enumerate(stated)
        )

    def _clause(
        self, location: _Location, clause: document.Clause | _Allowing | str, rule: str
    ) -> Clause:
        place = self._place("tools", *location)
        if isinstance(clause, str):
            self._take_id(rule, None)
            return Clause(self._prefix + rule, place=place)
        self._take_id(clause.id or rule, ("tools", *location, "id") if clause.id else None)
        formulas: list[Formula] = []
        places: list[Place] = []
        for name, condition in clause.args.items():
            stated = list(self._formulas(name, condition))
            formulas += stated
            places += [self._place("tools", *location, "args", name, KEY)] * len(stated)
        if clause.when:
            formulas.append(parse_expression(clause.when))
            places.append(self._place("tools", *location, "when"))
        return Clause(
            self._prefix + (clause.id or rule),
            tuple(formulas),
            clause.reason,
            place,
            tuple(places),
        )

    def _place(self, *location: str | int) -> Place:
        line, column = self._root.place_of(location)
        return Place(self._reporter.file, line, column)

    def _take_id(self, rule: str, stated_at: _Location | None) -> None:
        if rule in self._ids:
            place = self._root.place_of(stated_at or self._ids[rule] or ())
            raise self._reporter.error(Problem.RULE_ID, f"two rules have the id {rule!r}", place)
        self._ids[rule] = stated_at

    def _formulas(self, name: str, stated: document.Condition) -> Iterator[Formula]:
        argument = Argument(tuple(name.split(".")))
        for condition in self._conditions(stated):
            yield Holds(argument, condition)
        if isinstance(stated, document.Conditions) and "present" in stated.model_fields_set:
            yield Present(argument, stated.present)

    def _conditions(self, stated: document.Condition) -> Iterator[Condition]:
        if isinstance(stated, list):
            yield language.OneOf(tuple(stated))
            return
        if not isinstance(stated, document.Conditions):
            yield language.Equals(stated)
            return
        given = stated.model_fields_set
        for key, build in _CONDITIONS.items():
            if key in given:
                yield build(getattr(stated, key))
        if "under" in given:
            yield language.Under(self._directories(stated.under))
        for key, around_one in _AROUND_ONE.items():
            if key in given:
                yield around_one(self._whole(getattr(stated, key)))
        for key, around_several in _AROUND_SEVERAL.items():
            if key in given:
                yield around_several(tuple(self._whole(one) for one in getattr(stated, key)))

    def _whole(self, stated: document.Condition) -> Condition:
        return language.conjunction(self._conditions(stated))

    def _directories(self, stated: str | list[str]) -> tuple[str, ...]:
        return tuple(
            posixpath.normpath(posixpath.join(self._directory, one)) for one in _listed(stated)
        )


@dataclass(frozen=True, slots=True)
class _Allowing:
    """What stands directly under a tool: a clause without name and reason."""

    args: dict[str, document.Condition]
    when: str
    id: None = None
    reason: None = None


def _allowing(entry: document.Entry) -> document.Allow | _Allowing | None:
    """Return what an entry allows, whichever way it is written."""
    if not entry.args and not entry.when:
        return entry.allow
    return _Allowing(entry.args, entry.when)


def _without_other_arguments(
    allow: tuple[Clause, ...], block: tuple[Clause, ...]
) -> tuple[Clause, ...]:
    """Return the clauses that allow, for calls alone whose every argument some clause mentions."""
    formulas = [formula for clause in (*allow, *block) for formula in clause.formulas]
    mentioned = frozenset().union(*map(language.mentioned_arguments, formulas))
    only = language.Only(tuple(sorted(mentioned)))
    return tuple(replace(clause, formulas=(*clause.formulas, only)) for clause in allow)


def _listed(one_or_more: Any) -> tuple[Any, ...]:
    return tuple(one_or_more) if isinstance(one_or_more, list) else (one_or_more,)

"""Documents to plans: what each key of a policy does."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any

from enforcecore_core.calls import Duties
from enforcecore_core.decision import conditions
from enforcecore_core.decision.checks import Check
from enforcecore_core.decision.destinations import leads_to
from enforcecore_core.decision.paths import under
from enforcecore_core.decision.plan import Clause, Entry, Test
from enforcecore_core.policy import document
from enforcecore_core.policy.loading import Node
from enforcecore_core.policy.problems import Problem, Reporter
from enforcecore_core.policy.quantities import read_duration, read_size

__all__ = ["Compiler", "default_duties"]

_Location = tuple[str | int, ...]

# Every key that is compiled by itself from its operand. `present`, `each`, `under`, `host` and
# `scheme` need more than that.
_CHECKS: dict[str, Callable[[Any, str], Check]] = {
    "equals": conditions.equals,
    "in_": conditions.one_of,
    "not_in": conditions.not_one_of,
    "starts_with": conditions.starts_with,
    "ends_with": conditions.ends_with,
    "contains": conditions.contains,
    "like": conditions.like,
    "min_length": conditions.min_length,
    "max_length": conditions.max_length,
    "more_than": conditions.more_than,
    "at_least": conditions.at_least,
    "less_than": conditions.less_than,
    "at_most": conditions.at_most,
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
    )


def _duties(entry: document.Entry) -> Duties:
    redact = entry.redact
    if isinstance(redact, list):
        redact = document.Redaction.model_construct(arguments=redact)
    return Duties(
        redact_arguments=frozenset(redact.arguments),
        redact_results=frozenset(redact.results),
        timeout=None if entry.timeout is None else read_duration(entry.timeout),
        max_result_size=None if entry.max_result_size is None else read_size(entry.max_result_size),
    )


class Compiler:
    """Compiles the entries of one policy. Relative directories in it start at `directory`."""

    def __init__(self, root: Node, reporter: Reporter, *, directory: str) -> None:
        self._root = root
        self._reporter = reporter
        self._directory = directory
        self._ids: dict[str, _Location | None] = {}

    def entries(self, policy: document.Document) -> list[Entry]:
        """Return the entries in the order of the policy, or raise PolicyError."""
        return [self._entry(pattern, entry) for pattern, entry in policy.tools.items()]

    def _entry(self, pattern: str, entry: document.Entry | str) -> Entry:
        if isinstance(entry, str):
            clauses = self._clauses(pattern, entry, "always")
            return (
                Entry(pattern, allow=clauses) if entry == "allow" else Entry(pattern, block=clauses)
            )
        allow = document.AllowClause.model_construct(args=entry.args) if entry.args else entry.allow
        return Entry(
            pattern,
            allow=self._clauses(pattern, "allow", allow),
            block=self._clauses(pattern, "block", entry.block),
            duties=_duties(entry),
        )

    def _clauses(
        self, pattern: str, key: str, stated: document.Allow | document.Block | None
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

    def _clause(self, location: _Location, clause: document.Clause | str, rule: str) -> Clause:
        if isinstance(clause, str):
            self._take_id(rule, None)
            return Clause(rule)
        self._take_id(clause.id or rule, ("tools", *location, "id") if clause.id else None)
        tests = [
            test for name, condition in clause.args.items() for test in self._tests(name, condition)
        ]
        return Clause(clause.id or rule, tuple(tests), clause.reason)

    def _take_id(self, rule: str, stated_at: _Location | None) -> None:
        if rule in self._ids:
            place = self._root.place_of(stated_at or self._ids[rule] or ())
            raise self._reporter.error(Problem.RULE_ID, f"two rules have the id {rule!r}", place)
        self._ids[rule] = stated_at

    def _tests(self, name: str, condition: document.Condition) -> Iterator[Test]:
        label = f"argument {name!r}"
        checks = list(self._checks(condition, label))
        if checks:
            yield conditions.argument_meets(name, checks, label)
        if isinstance(condition, document.Conditions) and "present" in condition.model_fields_set:
            yield conditions.argument_present(name, label, expected=condition.present)

    def _checks(self, condition: document.Condition, label: str) -> Iterator[Check]:
        if isinstance(condition, list):
            yield conditions.one_of(condition, f"{label}: in")
            return
        if not isinstance(condition, document.Conditions):
            yield conditions.equals(condition, f"{label}: equals")
            return
        given = condition.model_fields_set
        for key, build in _CHECKS.items():
            if key in given:
                yield build(getattr(condition, key), f"{label}: {key.rstrip('_')}")
        if "each" in given:
            each = f"{label}: each"
            yield conditions.each(self._checks(condition.each, each), each)
        if "under" in given:
            yield under(self._directories(condition.under), f"{label}: under")
        if "host" in given or "scheme" in given:
            yield _destination(condition, given, label)

    def _directories(self, stated: str | list[str]) -> list[str]:
        return [posixpath.normpath(posixpath.join(self._directory, one)) for one in _listed(stated)]


def _destination(condition: document.Conditions, given: set[str], label: str) -> Check:
    hosts = _listed(condition.host) if "host" in given else None
    schemes = _listed(condition.scheme) if "scheme" in given else None
    return leads_to(hosts, schemes, None, f"{label}: {'host' if 'host' in given else 'scheme'}")


def _listed(one_or_more: str | list[str]) -> list[str]:
    return [one_or_more] if isinstance(one_or_more, str) else one_or_more

"""A policy made ready to decide: clauses as closures, indexed by tool name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from enforcecore_core.calls import DURABILITIES, NO_DUTIES, Decision, Duties, Effect, ReasonCode
from enforcecore_core.decision.compiling import Test, compiled_all
from enforcecore_core.decision.globs import compile_glob, is_glob, literal_prefix
from enforcecore_core.decision.language import Formula
from enforcecore_core.decision.redaction_rules import DEFAULT_RULES, RedactionRules

__all__ = ["LONGEST_TOOL_NAME", "Clause", "Entry", "Place", "Plan", "Rules", "is_tool_name"]

LONGEST_TOOL_NAME = 256

# Unknown names come from models: the cache must not grow with them.
_REMEMBERED_NAMES = 4096

_TOOL_NAME = re.compile(rf"[A-Za-z0-9_.:/-]{{1,{LONGEST_TOOL_NAME}}}")


def is_tool_name(name: object) -> bool:
    """Tell whether this can be the name of a tool at all.

    Only ASCII letters, digits, `_`, `-`, `.`, `:` and `/` make a name, so that none can look like
    another. Such a name is its own NFC form; whatever normalisation would change is refused.
    """
    return type(name) is str and _TOOL_NAME.fullmatch(name) is not None


class Place(NamedTuple):
    """Where something stands in a policy's files. Lines and columns count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Clause:
    """Formulas that must all hold, under the id by which a decision names them.

    `holds` tells whether they do, and raises ConditionError when that cannot be told. `places` say
    where each formula that the clause states is stated.
    """

    rule: str
    formulas: tuple[Formula, ...] = ()
    reason: str | None = None
    place: Place | None = None
    places: tuple[Place, ...] = field(default=(), compare=False, repr=False)
    holds: Test = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", compiled_all(self.formulas))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a policy says under one name or glob. Duties left open (None) are the defaults'."""

    pattern: str
    allow: tuple[Clause, ...] = ()
    block: tuple[Clause, ...] = ()
    duties: Duties = NO_DUTIES
    place: Place | None = None


Rulings = tuple[tuple[Clause, Decision], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All that applies to one tool: every clause with the decision that it leads to.

    `allow` has a group for each policy that has a say in allowing the tool: in each of them, one
    clause has to hold. The first group's decision is the call's. `duties` are those of every
    call that is allowed.
    """

    entries: tuple[str, ...]
    allow: tuple[Rulings, ...]
    block: Rulings
    duties: Duties


class Plan:
    """A policy that is ready to decide. It does not change, and threads may share it.

    `entries` are its own, in its order; `parent` is the plan of the policy that it extends, and
    `levels` are both and all further ones, itself first. `digest` is a SHA-256 in hex: of the
    policy's bytes, or of the digests of all its files. `default_duties` hold for every tool, and so
    does `redaction`, which says how redacting is done. A plan that `observes` lets calls through
    that it would block.
    """

    __slots__ = (
        "_cached_rules",
        "_defaults",
        "_exact",
        "_globs",
        "default_duties",
        "digest",
        "entries",
        "levels",
        "name",
        "observes",
        "parent",
        "redaction",
    )

    def __init__(
        self,
        entries: Iterable[Entry],
        *,
        name: str,
        digest: str,
        defaults: Duties,
        parent: Plan | None = None,
        observes: bool = False,
        redaction: RedactionRules = DEFAULT_RULES,
    ) -> None:
        self.entries = tuple(entries)
        self.name = name
        self.digest = digest
        self.parent = parent
        self.observes = observes
        self.redaction: RedactionRules = redaction.joined(parent.redaction) if parent else redaction
        self.levels: tuple[Plan, ...] = (self, *(parent.levels if parent else ()))
        self._defaults = defaults
        above = [parent.default_duties] if parent else []
        self.default_duties: Duties = _added([defaults, *above])
        self._exact: dict[str, tuple[int, Entry]] = {}
        self._globs: dict[str, list[tuple[int, Entry, Callable[[str], bool]]]] = {}
        for position, entry in enumerate(self.entries):
            if is_glob(entry.pattern):
                glob = (position, entry, compile_glob(entry.pattern))
                self._globs.setdefault(literal_prefix(entry.pattern), []).append(glob)
            else:
                self._exact[entry.pattern] = (position, entry)
        self._cached_rules = lru_cache(maxsize=_REMEMBERED_NAMES)(self._find_rules)

    def __repr__(self) -> str:
        return f"Plan(name={self.name!r}, digest={self.digest[:12]!r}...)"

    def rules_for(self, tool: str) -> Rules:
        """Return what applies to a tool, in the order of the policy. Looked up once per name.

        What the policy extends comes after its own.
        """
        return self._cached_rules(tool)

    def entries_for(self, tool: str) -> list[Entry]:
        """Return the plan's own entries that apply to a tool: those that mention it."""
        found = []
        if tool in self._exact:
            found.append(self._exact[tool])
        for length in range(len(tool) + 1):
            for position, entry, matches in self._globs.get(tool[:length], ()):
                if matches(tool):
                    found.append((position, entry))
        found.sort(key=lambda one: one[0])
        return [entry for _, entry in found]

    def _find_rules(self, tool: str) -> Rules:
        applying = [(level, level.entries_for(tool)) for level in self.levels]
        entries = [entry for _, found in applying for entry in found]
        # The first of all has to allow in any case, the others where they mention the tool.
        deciding = [found for level, found in applying if found or level.parent is None]
        duties = replace(
            _added([level.duties_with(found) for level, found in applying]),
            reveal=_revealed(deciding),
        )
        return Rules(
            entries=tuple(entry.pattern for entry in entries),
            allow=tuple(
                tuple(
                    (clause, _allowed(clause, duties)) for entry in found for clause in entry.allow
                )
                for found in deciding
            ),
            block=tuple((clause, _blocked(clause)) for entry in entries for clause in entry.block),
            duties=duties,
        )

    def duties_with(self, applying: list[Entry]) -> Duties:
        """Return this plan's own duties for a tool to which these of its entries apply."""
        stated = _added([entry.duties for entry in applying])
        return replace(
            _added([stated, self._defaults]),
            audit=stated.audit or self._defaults.audit,
            timeout=self._defaults.timeout if stated.timeout is None else stated.timeout,
            max_result_size=(
                self._defaults.max_result_size
                if stated.max_result_size is None
                else stated.max_result_size
            ),
        )


def _added(stated: list[Duties]) -> Duties:
    """Return all duties together: everything to redact, the smallest timeout and size.

    Of ways to record, the strictest.
    """
    ways = {duties.audit for duties in stated}
    timeouts = [duties.timeout for duties in stated if duties.timeout is not None]
    sizes = [duties.max_result_size for duties in stated if duties.max_result_size is not None]
    return Duties(
        redact_arguments=frozenset().union(*(duties.redact_arguments for duties in stated)),
        redact_results=frozenset().union(*(duties.redact_results for duties in stated)),
        timeout=min(timeouts, default=None),
        max_result_size=min(sizes, default=None),
        audit=next((way for way in DURABILITIES if way in ways), None),
    )


def _revealed(deciding: list[list[Entry]]) -> frozenset[str]:
    """Return the arguments that every policy reveals which has a say in allowing the tool."""
    stated = [frozenset().union(*(one.duties.reveal for one in found)) for found in deciding]
    return frozenset.intersection(*stated)


def _allowed(clause: Clause, duties: Duties) -> Decision:
    reason = clause.reason or f"{clause.rule} allows it"
    return Decision(Effect.ALLOW, clause.rule, ReasonCode.ALLOWED, reason, duties)


def _blocked(clause: Clause) -> Decision:
    reason = clause.reason or f"{clause.rule} blocks it"
    return Decision(Effect.BLOCK, clause.rule, ReasonCode.BLOCK_RULE, reason)

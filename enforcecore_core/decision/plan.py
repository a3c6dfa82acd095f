"""A policy made ready to decide: clauses as closures, indexed by tool name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from enforcecore_core.calls import NO_DUTIES, Decision, Duties, Effect, ReasonCode
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.globs import compile_glob, is_glob, literal_prefix

__all__ = ["LONGEST_TOOL_NAME", "Clause", "Entry", "Plan", "Rules", "Test", "is_tool_name"]

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


@dataclass(frozen=True, slots=True)
class Test:
    """What one clause asks of one argument. `holds` may raise ConditionError."""

    argument: str
    holds: Callable[[Mapping[str, object], Facts], bool]


@dataclass(frozen=True, slots=True)
class Clause:
    """Tests that must all hold, under the id by which a decision names them."""

    rule: str
    tests: tuple[Test, ...] = ()
    reason: str | None = None

    def holds(self, arguments: Mapping[str, object], facts: Facts) -> bool:
        """Tell whether every test holds.

        Every test is evaluated, also after one that does not hold: an error in any of them is an
        error of the clause, wherever it stands.
        """
        result = True
        for test in self.tests:
            if not test.holds(arguments, facts):
                result = False
        return result


@dataclass(frozen=True, slots=True)
class Entry:
    """What a policy says under one name or glob. Duties left open (None) are the defaults'."""

    pattern: str
    allow: tuple[Clause, ...] = ()
    block: tuple[Clause, ...] = ()
    duties: Duties = NO_DUTIES


@dataclass(frozen=True, slots=True)
class Rules:
    """All that applies to one tool: every clause with the decision that it leads to."""

    entries: tuple[str, ...]
    allow: tuple[tuple[Clause, Decision], ...]
    block: tuple[tuple[Clause, Decision], ...]


class Plan:
    """A policy that is ready to decide. It does not change, and threads may share it.

    `digest` is the SHA-256 of the policy's bytes, in hex.
    """

    __slots__ = ("_cached_rules", "_defaults", "_exact", "_globs", "digest", "name")

    def __init__(
        self, entries: Iterable[Entry], *, name: str, digest: str, defaults: Duties
    ) -> None:
        self.name = name
        self.digest = digest
        self._defaults = defaults
        self._exact: dict[str, tuple[int, Entry]] = {}
        self._globs: dict[str, list[tuple[int, Entry, Callable[[str], bool]]]] = {}
        for position, entry in enumerate(entries):
            if is_glob(entry.pattern):
                glob = (position, entry, compile_glob(entry.pattern))
                self._globs.setdefault(literal_prefix(entry.pattern), []).append(glob)
            else:
                self._exact[entry.pattern] = (position, entry)
        self._cached_rules = lru_cache(maxsize=_REMEMBERED_NAMES)(self._find_rules)

    def __repr__(self) -> str:
        return f"Plan(name={self.name!r}, digest={self.digest[:12]!r}...)"

    def rules_for(self, tool: str) -> Rules:
        """Return what applies to a tool, in the order of the policy. Looked up once per name."""
        return self._cached_rules(tool)

    def _find_rules(self, tool: str) -> Rules:
        found = []
        if tool in self._exact:
            found.append(self._exact[tool])
        for length in range(len(tool) + 1):
            for position, entry, matches in self._globs.get(tool[:length], ()):
                if matches(tool):
                    found.append((position, entry))
        found.sort(key=lambda one: one[0])
        return _combined([entry for _, entry in found], self._defaults)


def _combined(entries: list[Entry], defaults: Duties) -> Rules:
    duties = _all_duties([entry.duties for entry in entries], defaults)
    return Rules(
        entries=tuple(entry.pattern for entry in entries),
        allow=tuple((clause, _allowed(clause, duties)) for e in entries for clause in e.allow),
        block=tuple((clause, _blocked(clause)) for e in entries for clause in e.block),
    )


def _all_duties(stated: list[Duties], defaults: Duties) -> Duties:
    timeouts = [duties.timeout for duties in stated if duties.timeout is not None]
    sizes = [duties.max_result_size for duties in stated if duties.max_result_size is not None]
    return Duties(
        redact_arguments=defaults.redact_arguments.union(*(d.redact_arguments for d in stated)),
        redact_results=defaults.redact_results.union(*(d.redact_results for d in stated)),
        timeout=min(timeouts, default=defaults.timeout),
        max_result_size=min(sizes, default=defaults.max_result_size),
    )


def _allowed(clause: Clause, duties: Duties) -> Decision:
    reason = clause.reason or f"{clause.rule} allows it"
    return Decision(Effect.ALLOW, clause.rule, ReasonCode.ALLOWED, reason, duties)


def _blocked(clause: Clause) -> Decision:
    reason = clause.reason or f"{clause.rule} blocks it"
    return Decision(Effect.BLOCK, clause.rule, ReasonCode.BLOCK_RULE, reason)

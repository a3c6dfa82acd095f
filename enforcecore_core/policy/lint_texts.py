"""Whether a text can exist that meets several conditions; False is certain."""

from __future__ import annotations

from itertools import combinations

from enforcecore_core.decision.globs import is_glob
from enforcecore_core.decision.language import (
    Contains,
    EndsWith,
    Host,
    Like,
    MaxLength,
    MinLength,
    Port,
    Scheme,
    StartsWith,
)
from enforcecore_core.policy.lint_literals import Literal

__all__ = ["text_possible"]


def text_possible(case: list[Literal]) -> bool:
    heads, tails, parts = _pieces(case)
    if not _agree(heads) or not _agree([tail[::-1] for tail in tails]):
        return False
    shortest, longest = _lengths(case, [*heads, *tails, *parts])
    if longest is not None and shortest > longest:
        return False
    if any(_refuses(literal, heads, tails, parts) for literal in case if not literal.wanted):
        return False
    return _urls_agree(case)


def _pieces(case: list[Literal]) -> tuple[list[str], list[str], list[str]]:
    """Return how the text has to begin, how to end, and what it has to have in it."""
    heads: list[str] = []
    tails: list[str] = []
    parts: list[str] = []
    for condition, wanted in case:
        match condition:
            case StartsWith(text) if wanted:
                heads.append(text)
            case EndsWith(text) if wanted:
                tails.append(text)
            case Contains(text) if wanted:
                parts.append(text)
            case Like(glob) if wanted:
                pieces = glob.replace("?", "*").split("*")
                heads.append(pieces[0])
                tails.append(pieces[-1])
                parts += pieces
    return heads, tails, parts


def _agree(heads: list[str]) -> bool:
    longest = max(heads, key=len, default="")
    return all(longest.startswith(head) for head in heads)


def _lengths(case: list[Literal], pieces: list[str]) -> tuple[int, int | None]:
    least = [len(piece) for piece in pieces]
    most: list[int] = []
    for condition, wanted in case:
        match condition:
            case MinLength(length):
                least.append(length) if wanted else most.append(length - 1)
            case MaxLength(length):
                most.append(length) if wanted else least.append(length + 1)
            case Like(glob) if wanted:
                least.append(len(glob.replace("*", "")))
                if "*" not in glob:
                    most.append(len(glob))
    return max(least, default=0), min(most, default=None)


def _refuses(unwanted: Literal, heads: list[str], tails: list[str], parts: list[str]) -> bool:
    """Tell whether a condition that must be false is true of every text with these pieces."""
    match unwanted.condition:
        case StartsWith(text):
            return any(head.startswith(text) for head in heads) or not text
        case EndsWith(text):
            return any(tail.endswith(text) for tail in tails) or not text
        case Contains(text):
            return any(text in piece for piece in (*heads, *tails, *parts)) or not text
        case Like(glob):
            return is_glob(glob) and not glob.strip("*")
    return False


def _urls_agree(case: list[Literal]) -> bool:
    wanted = [condition for condition, truth in case if truth]
    schemes = [set(one.schemes) for one in wanted if isinstance(one, Scheme)]
    ports = [set(one.ports) for one in wanted if isinstance(one, Port)]
    hosts = [one.hosts for one in wanted if isinstance(one, Host)]
    if schemes and not set.intersection(*schemes):
        return False
    if ports and not set.intersection(*ports):
        return False
    return all(
        any(_hosts_meet(one, other) for one in first for other in second)
        for first, second in combinations(hosts, 2)
    )


def _hosts_meet(first: str, second: str) -> bool:
    if first.startswith("*.") and second.startswith("*."):
        return first.endswith(second[1:]) or second.endswith(first[1:])
    if first.startswith("*."):
        return second.endswith(first[1:])
    return first.endswith(second[1:]) if second.startswith("*.") else first == second

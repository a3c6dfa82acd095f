"""Findings that a policy's author accepts on purpose, by a comment at the end of the line.

"*": allow   # enforcecore: accept EC-L001 a sandbox without side effects
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from enforcecore_core.decision.plan import Place
from enforcecore_core.policy.lint_findings import LintCode, LintFinding, found

__all__ = ["without_accepted"]

_COMMENT = re.compile(r"(?<!\S)#[ \t]*enforcecore:(.*)")
_ACCEPTANCE = re.compile(r"\s*accept\s+(EC-L\d+)(?:\s+(\S.*))?")
_CODES = frozenset(code.value for code in LintCode) - {LintCode.ACCEPTANCE.value}
_HINT = "write '# enforcecore: accept CODE REASON' at the end of the line that it is about"
# What only the tools' schemas tell cannot be found without them.
_OF_TOOLS = frozenset(
    code.value for code in (LintCode.UNKNOWN_TOOL, LintCode.UNKNOWN_ARGUMENT, LintCode.WRONG_KIND)
)


@dataclass(frozen=True, slots=True)
class _Acceptance:
    code: str
    reason: str
    place: Place


def without_accepted(
    findings: Iterable[LintFinding], text: str, file: str, *, tools_known: bool
) -> list[LintFinding]:
    """Return the findings that no comment accepts, and what is wrong with the comments."""
    acceptances: list[_Acceptance] = []
    left: list[LintFinding] = []
    for place, comment in _comments(text, file):
        stated = _ACCEPTANCE.fullmatch(comment)
        if stated is None:
            left.append(_wrong("this comment says nothing to lint", place))
        elif stated[1] not in _CODES:
            left.append(_wrong(f"there is no {stated[1]} to accept", place))
        elif not stated[2]:
            left.append(_wrong(f"{stated[1]} is accepted without a reason", place))
        else:
            acceptances.append(_Acceptance(stated[1], stated[2], place))
    findings = list(findings)
    accepted = {(one.place.line, one.code) for one in acceptances}
    seen = {(finding.line, finding.code) for finding in findings}
    for one in acceptances:
        askable = tools_known or one.code not in _OF_TOOLS
        if askable and (one.place.line, one.code) not in seen:
            left.append(_wrong(f"there is no {one.code} in this line to accept", one.place))
    return left + [one for one in findings if (one.line, one.code) not in accepted]


def _wrong(message: str, place: Place) -> LintFinding:
    return found(LintCode.ACCEPTANCE, message, place, hint=_HINT)


def _comments(text: str, file: str) -> Iterator[tuple[Place, str]]:
    """Yield what is said to EnforceCore in comments; a '#' in a text begins none."""
    if _COMMENT.search(text) is None:
        return
    texts = _texts(text)
    for number, line in enumerate(text.split("\n"), start=1):
        for match in _COMMENT.finditer(line):
            at = (number - 1, match.start())
            if not any(start <= at < end for start, end in texts.get(number - 1, ())):
                yield Place(file, number, match.start() + 1), match[1].rstrip()
                break


def _texts(text: str) -> dict[int, list[tuple[tuple[int, int], tuple[int, int]]]]:
    """Return where the scalars of each line begin and end."""
    found_in: dict[int, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark, token.end_mark
            span = ((start.line, start.column), (end.line, end.column))
            for line in range(start.line, end.line + 1):
                found_in.setdefault(line, []).append(span)
    return found_in

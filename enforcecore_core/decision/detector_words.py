"""What the parts of a detector of one's own must look like, in a policy and in a program."""

from __future__ import annotations

import re

from enforcecore_core.decision.patterns import UnusablePattern, compile_pattern

__all__ = [
    "KIND_HINT",
    "NAME_HINT",
    "is_detector_name",
    "is_kind",
    "kind_named",
    "require_detector_pattern",
]

NAME_HINT = "small letters and digits make one, with '-' between words: staff-number"
KIND_HINT = "capitals, digits and '_' make one: STAFF_NUMBER"

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KIND = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^]\\])*\]")
_ESCAPED = re.compile(r"\\[^bBAz<>]")
_ANCHOR = re.compile(r"\\[bBAz<>]|[$^]")


def is_detector_name(name: str) -> bool:
    """Whether this can be the name of a detector."""
    return _NAME.fullmatch(name) is not None


def is_kind(kind: str) -> bool:
    """Whether this can be the kind of a match."""
    return _KIND.fullmatch(kind) is not None


def kind_named(name: str) -> str:
    """The kind of what a detector of this name finds, if nothing else is stated."""
    return name.upper().replace("-", "_")


def require_detector_pattern(pattern: str) -> None:
    """Raise UnusablePattern for a pattern that has anchors, or that matches an empty text."""
    whole = compile_pattern(pattern)
    if _ANCHOR.search(_CLASS.sub("C", _ESCAPED.sub("E", pattern))):
        raise UnusablePattern(
            "the pattern of a detector has no anchors and no word boundaries",
            "leave them out: a match never begins or ends within a word or a number",
        )
    if whole(""):
        raise UnusablePattern("this pattern matches an empty text", "let it match a sign")

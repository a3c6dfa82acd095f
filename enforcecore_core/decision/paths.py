"""Where a path really leads, for the `under` condition.

A path is compared only after it was made absolute and the file system has resolved it. What two
readers could take for different paths is an error: see `unreadable_path`. A path is resolved when
the call is decided, so a symlink that changes before the tool opens the path is not seen.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable

from enforcecore_core.decision.checks import Check, ConditionError, text
from enforcecore_core.decision.facts import Facts

__all__ = ["under", "unreadable_path"]

_LONGEST_PATH = 4096

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

# In the order in which they are looked for; a control character may hide any of the others.
_TRAPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\A\Z"), "the path is empty"),
    (_CONTROL, "the path has a control character in it"),
    (re.compile(r"\A~"), "the path starts with '~', which some tools expand"),
    (re.compile(r"\A//"), "the path starts with '//', which some systems take for a server"),
    (re.compile(r"\\"), "the path has a backslash in it, which some systems take for '/'"),
    (re.compile(r"\A[A-Za-z][A-Za-z0-9+.-]*:"), "the path starts with a drive or a URL scheme"),
    (re.compile(r"\$[A-Za-z_{(]"), "the path has a variable in it, which some tools expand"),
    (re.compile(r"%(?:2e|2f|5c|00|25)", re.IGNORECASE), "the path has an encoded '/' or '.' in it"),
    (
        re.compile(r"(?:\A|/)(?!\.{0,2}(?:/|\Z))[. ]+(?:/|\Z)"),
        "the path has a part made of dots and blanks",
    ),
)


def unreadable_path(path: str) -> str | None:
    """Say why a text is no path that every reader takes for the same one, or return None."""
    if len(path) > _LONGEST_PATH:
        return f"the path is longer than {_LONGEST_PATH} characters"
    for trap, problem in _TRAPS:
        if trap.search(path):
            return problem
    if not path.isascii() and _reads_differently_folded(path):
        return "the path has a character in it that looks like a separator or a dot"
    return None


def _reads_differently_folded(path: str) -> bool:
    """Tell whether a tool that normalises Unicode would take the path for another one."""
    folded = unicodedata.normalize("NFKC", path)
    return (
        folded.count("/") != path.count("/")
        or folded.split("/").count("..") != path.split("/").count("..")
        or any(trap.search(folded) for trap, _ in _TRAPS)
    )


def under(directories: Iterable[str], label: str) -> Check:
    """The path is one of these directories or lies in one. They are absolute.

    A relative path starts at the working directory. Where `..` occurs, the path has to lie there
    both as the file system resolves it and as its text reads, since tools do either.
    """
    directories = tuple(directories)

    def check(value: object, facts: Facts) -> bool:
        path = text(value, label)
        problem = unreadable_path(path)
        if problem:
            raise ConditionError(f"{label}: {problem}")
        roots = [_resolved(directory, facts, label) for directory in directories]
        whole = path if path.startswith("/") else f"{facts.working_directory}/{path}"
        answer = _lies_in(roots, _resolved(whole, facts, label))
        if ".." in path:
            as_text = _resolved(posixpath.normpath(whole), facts, label)
            if _lies_in(roots, as_text) is not answer:
                raise ConditionError(f"{label}: '..' in the path crosses a symlink")
        return answer

    return check


def _resolved(path: str, facts: Facts, label: str) -> str:
    try:
        resolved = facts.resolve_path(path)
    except (OSError, ValueError):
        raise ConditionError(f"{label}: the path cannot be resolved") from None
    if not resolved.startswith("/") or ".." in resolved.split("/"):
        raise ConditionError(f"{label}: the path cannot be resolved")
    return posixpath.normpath("/" + resolved.lstrip("/"))


def _lies_in(roots: list[str], path: str) -> bool:
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)

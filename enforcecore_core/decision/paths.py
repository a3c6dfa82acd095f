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
# A drive (`C:`), `file:`, or whatever a tool with URL support would fetch.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ENCODED = re.compile(r"%(?:2e|2f|5c|00|25)", re.IGNORECASE)
_VARIABLE = re.compile(r"\$[A-Za-z_{(]")


def unreadable_path(path: str) -> str | None:
    """Say why a text is no path that every reader takes for the same one, or return None."""
    if not path:
        return "the path is empty"
    if len(path) > _LONGEST_PATH:
        return f"the path is longer than {_LONGEST_PATH} characters"
    if _CONTROL.search(path):
        return "the path has a control character in it"
    if path.startswith("~"):
        return "the path starts with '~', which some tools expand"
    if path.startswith("//"):
        return "the path starts with '//', which some systems take for a server"
    if "\\" in path:
        return "the path has a backslash in it, which some systems take for a separator"
    if _SCHEME.match(path):
        return "the path starts with a drive or a URL scheme"
    if _VARIABLE.search(path) or _ENCODED.search(path):
        return "the path has a variable or an encoded separator in it, which some tools expand"
    return _unreadable_segment(path)


def _unreadable_segment(path: str) -> str | None:
    for segment in path.split("/"):
        if segment not in {"", ".", ".."} and not segment.strip(". "):
            return "the path has a part made of dots and blanks"
    if path.isascii():
        return None
    folded = unicodedata.normalize("NFKC", path)
    if (
        folded.count("/") != path.count("/")
        or "\\" in folded
        or folded.startswith("~")
        or _CONTROL.search(folded)
        or folded.split("/").count("..") != path.split("/").count("..")
    ):
        return "the path has a character that looks like a separator or a dot"
    return None


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

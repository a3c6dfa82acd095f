"""Where a path really leads, for the `under` condition.

A path is compared only after it was made absolute and every symlink in it was followed. What two
readers could take for different paths is an error: either its text is refused (`unreadable_path`),
or all that it could be read as has to give the same answer. A path is resolved when the call is
decided, so a symlink that changes before the tool opens the path is not seen.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from enforcecore_core.decision.checks import Check, ConditionError, text
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.symlinks import goes_astray

__all__ = ["under", "unreadable_path"]

# As Linux has them, in bytes.
_LONGEST_PATH = 4096
_LONGEST_PART = 255

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

# In the order in which they are looked for; a control character may hide any of the others.
_TRAPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\A\Z"), "the path is empty"),
    (_CONTROL, "the path has a control character in it"),
    (re.compile(r"\A\s|\s\Z"), "the path starts or ends with a blank, which some tools remove"),
    (re.compile(r"\A~"), "the path starts with '~', which some tools expand"),
    (re.compile(r"\A-"), "the path starts with '-', which commands take for an option"),
    (re.compile(r"\A//"), "the path starts with '//', which some systems take for a server"),
    (re.compile(r"\\"), "the path has a backslash in it, which some systems take for '/'"),
    (re.compile(r"\A[A-Za-z][A-Za-z0-9+.-]*:"), "the path starts with a drive or a URL scheme"),
    (re.compile(r"/[A-Za-z]:(?:/|\Z)"), "the path has a drive in it"),
    (
        re.compile(r"\$[A-Za-z_{(]|%(?![0-9A-Fa-f]{2}%)[A-Za-z_]\w*%"),
        "the path has a variable in it, which some tools expand",
    ),
    (
        # The last ones are '.' and '/' in UTF-8 that is longer than it may be.
        re.compile(r"%(?:2e|2f|5c|00|25|u[0-9a-f]{4}|c[01]|e0%80|f0%80)", re.IGNORECASE),
        "the path has an encoded '/' or '.' in it",
    ),
    (
        re.compile(r"[*?]|\{[^{}]*(?:,|\.\.)[^{}]*\}"),
        "the path has a wildcard in it, which some tools expand",
    ),
    (
        re.compile(r"(?:\A|/)(?!\.{0,2}(?:/|\Z))[. ]+(?:/|\Z)"),
        "the path has a part made of dots and blanks",
    ),
    (
        re.compile(
            r"(?:\A|/)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(?:[.:][^/]*)?(?:/|\Z)",
            re.IGNORECASE,
        ),
        "the path has a name in it that some systems take for a device",
    ),
    (
        re.compile(r"(?:\A|/)(?=[^/.]{3,8}(?:[./]|\Z))[^/.~]+~[0-9]+(?:\.[^/.]{0,3})?(?:/|\Z)"),
        "the path has a name in it that some systems take for a shortened one",
    ),
)


def unreadable_path(path: str) -> str | None:
    """Say why a text is no path that every reader takes for the same one, or return None."""
    if len(path) > _LONGEST_PATH or _size(path) > _LONGEST_PATH:
        return f"the path is longer than {_LONGEST_PATH} bytes"
    if any(_size(part) > _LONGEST_PART for part in path.split("/")):
        return f"the path has a name in it that is longer than {_LONGEST_PART} bytes"
    for reading in _readings(path):
        for trap, problem in _TRAPS:
            if trap.search(reading):
                return problem
    if not path.isascii() and _has_another_shape(path, unicodedata.normalize("NFKC", path)):
        return "the path has a character in it that looks like a separator or a dot"
    return None


def _size(part: str) -> int:
    return len(part.encode("utf-8", "surrogatepass"))


def _has_another_shape(path: str, normalised: str) -> bool:
    return normalised.count("/") != path.count("/") or normalised.split("/").count(
        ".."
    ) != path.split("/").count("..")


def _readings(path: str) -> list[str]:
    """Return the path and what else tools make of its text, each once.

    Some decode it as if it came from a URL, some normalise its Unicode, and some drop `..` from the
    text where the file system would follow a symlink first.
    """
    readings = [path]
    if "%" in path:
        readings.append(unquote(path))
    readings += [unicodedata.normalize("NFKC", one) for one in readings if not one.isascii()]
    readings += [posixpath.normpath(one) for one in readings if "./" in one or one.endswith("..")]
    return list(dict.fromkeys(readings))


def under(directories: Iterable[str], label: str) -> Check:
    """The path is one of these directories or lies in one. They are absolute.

    A relative path starts at the working directory. A directory may be a symlink: it counts as what
    it leads to. It is an error when tools that read the path differently would come out on
    different sides, and when a path outside is inside on file systems that ignore case.
    """
    directories = tuple(directories)

    def check(value: object, facts: Facts) -> bool:
        path = text(value, label)
        problem = unreadable_path(path)
        if problem:
            raise ConditionError(f"{label}: {problem}")
        roots = [_resolved(directory, facts, label) for directory in directories]
        found = [_resolved(whole, facts, label) for whole in _absolute_readings(path, facts, label)]
        answers = {_lies_in(roots, one) for one in found}
        if len(answers) > 1:
            raise ConditionError(f"{label}: the path is read as one inside and as one outside")
        inside = True in answers
        if not inside and _lies_in([_folded(root) for root in roots], *map(_folded, found)):
            raise ConditionError(f"{label}: the path is outside by its case or spelling alone")
        return inside

    return check


def _absolute_readings(path: str, facts: Facts, label: str) -> Iterable[str]:
    start = facts.working_directory
    if not (path.startswith("/") or start.startswith("/")):
        raise ConditionError(f"{label}: nobody knows where a relative path starts")
    wholes = [one if one.startswith("/") else f"{start}/{one}" for one in _readings(path)]
    wholes += [posixpath.normpath(whole) for whole in wholes if ".." in whole]
    return dict.fromkeys(wholes)


def _resolved(path: str, facts: Facts, label: str) -> str:
    if goes_astray(posixpath.normpath(path)):
        raise ConditionError(f"{label}: the path goes through a process's open files")
    try:
        resolved = facts.resolve_path(path)
    except (OSError, ValueError):
        raise ConditionError(f"{label}: the path cannot be resolved") from None
    if not resolved.startswith("/") or ".." in resolved.split("/"):
        raise ConditionError(f"{label}: the path cannot be resolved")
    return posixpath.normpath("/" + resolved.lstrip("/"))


def _lies_in(roots: list[str], *paths: str) -> bool:
    return any(
        path == root or path.startswith(root.rstrip("/") + "/") for root in roots for path in paths
    )


def _folded(path: str) -> str:
    """Return a resolved path as file systems compare it that know no case.

    They also ignore characters that cannot be seen, and dots and blanks at the end of a name.
    """
    if not path.isascii():
        shown = "".join(char for char in path if unicodedata.category(char) != "Cf")
        path = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold())
    return "/".join(part.rstrip(". ") for part in path.casefold().split("/"))

"""A file system that a test states: no directory of this machine is looked at."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping

__all__ = ["absolute", "resolver"]

# As Linux has it.
_MOST_LINKS = 40


def absolute(path: str, start: str) -> str:
    """Return a path that is absolute and has no `..`, as its text reads."""
    return os.path.normpath(os.path.join(start, path))  # noqa: PTH118 - a Path cannot drop '..'


def resolver(symlinks: Mapping[str, str], start: str) -> Callable[[str], str]:
    """Return what `os.path.realpath` would be where these are all the symlinks there are.

    Paths in `symlinks` that are not absolute start at `start`. The function raises OSError for a
    path that goes round in circles.
    """
    links = {absolute(link, start): absolute(target, start) for link, target in symlinks.items()}

    def resolve(path: str) -> str:
        ahead = [part for part in reversed(path.split("/")) if part not in {"", "."}]
        reached, followed = "/", 0
        while ahead:
            part = ahead.pop()
            if part == "..":
                reached = os.path.dirname(reached)  # noqa: PTH120 - texts all the way
                continue
            reached = f"{reached.rstrip('/')}/{part}"
            if reached in links:
                followed += 1
                if followed > _MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
                ahead += [one for one in reversed(links[reached].split("/")) if one]
                reached = "/"
        return reached

    return resolve

"""Following symlinks, whatever reads them: the file system, or a mapping that a test states."""

from __future__ import annotations

import errno
import os
import posixpath
import re
from collections.abc import Callable

__all__ = ["following", "goes_astray"]

# As Linux has it.
_MOST_LINKS = 40

_NO_LINK = {errno.EINVAL, errno.ENOENT, errno.ENOTDIR}

# A process's view of files.
_ASTRAY = re.compile(
    r"/proc/(?:self|thread-self|[0-9]+)(?:/task/[0-9]+)?/(?:root|cwd|exe|fd|map_files|ns)(?:/|\Z)"
    r"|/dev/(?:fd|stdin|stdout|stderr)(?:/|\Z)"
)


def goes_astray(path: str) -> bool:
    """Tell whether a path goes through links that do not always lead where they say.

    They may lead into another process's file system, to a pipe, or to a file without a name. The
    path is absolute and has no `..`.
    """
    return _ASTRAY.match(path) is not None


def following(read_link: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that resolves an absolute path, given one that reads a single symlink.

    `read_link` behaves like `os.readlink`. What does not exist has no symlinks in it, and `..`
    there is taken as text. Unlike `os.path.realpath`, the result hides nothing that could not be
    read: a circle, a directory that may not be searched, a name or a path that is too long, and a
    link that leads into another process's files all raise OSError.
    """

    def resolve(path: str) -> str:
        ahead = path.split("/")[::-1]
        reached, followed = "/", 0
        while ahead:
            part = ahead.pop()
            if part == "..":
                reached = posixpath.dirname(reached)
            if part in {"", ".", ".."}:
                continue
            step = posixpath.join(reached, part)
            target = _target(step, read_link)
            if target is None:
                reached = step
                continue
            followed += 1
            if followed > _MOST_LINKS or goes_astray(step):
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            reached = "/" if target.startswith("/") else reached
            ahead += target.split("/")[::-1]
        return reached

    return resolve


def _target(step: str, read_link: Callable[[str], str]) -> str | None:
    try:
        return read_link(step)
    except OSError as error:
        if error.errno in _NO_LINK:
            return None
        raise

"""What a decision may know of the world besides the policy and the call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Facts"]


@dataclass(frozen=True, slots=True)
class Facts:
    """The world as it was when the call was proposed.

    `working_directory` is where relative paths start; it is absolute. `resolve_path` turns an
    absolute path into the one that the file system really means: every symlink followed, every
    `..` applied (`os.path.realpath`). A path that it cannot resolve raises OSError or ValueError.
    """

    working_directory: str
    resolve_path: Callable[[str], str]

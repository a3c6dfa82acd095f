"""Checkpoints (C2SP tlog-checkpoint): how large a log is and what its root is, to be signed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from enforcecore_core.audit.base64text import decoded, encoded
from enforcecore_core.audit.keys import VerifierKey
from enforcecore_core.audit.notes import NoteInvalid, open_note

__all__ = ["Checkpoint", "open_checkpoint", "size_of"]

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_HASH_BYTES = 32
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `size` records of the log named `origin` have the root `root`, 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"

    @staticmethod
    def parse(text: str) -> Checkpoint:
        """Reads the text of a note; raises `NoteInvalid`. Extension lines are refused."""
        lines = text.split("\n")
        match lines:
            case [origin, size, root, ""] if origin:
                return Checkpoint(origin, size_of(size), _root_of(root))
        raise NoteInvalid("A checkpoint has three lines: origin, size and root.")


def open_checkpoint(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint that at least one of the keys signed; raises `NoteInvalid`."""
    return Checkpoint.parse(open_note(note, keys).text)


def size_of(text: str) -> int:
    """A count of records in its one spelling; raises `NoteInvalid`."""
    if not _SIZE.fullmatch(text) or int(text) > _LARGEST:
        raise NoteInvalid("A size is a decimal number below 2^63 without leading zeros.")
    return int(text)


def _root_of(text: str) -> bytes:
    try:
        root = decoded(text)
    except ValueError:
        root = b""
    if len(root) != _HASH_BYTES:
        raise NoteInvalid("The root of a checkpoint is the base64 of 32 bytes.")
    return root

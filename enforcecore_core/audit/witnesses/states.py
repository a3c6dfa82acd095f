"""What a witness remembers: the newest checkpoint of each log, in files that survive a crash."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.keys import VerifierKey
from enforcecore_core.audit.notes import LONGEST_NOTE, NoteInvalid, text_of

__all__ = ["WitnessState"]


class WitnessState:
    """A directory with one note for each log. Several threads and processes may share it."""

    def __init__(self, path: str | os.PathLike[str], key: VerifierKey) -> None:
        self._path = Path(path)
        self._key = key
        self._threads = threading.Lock()
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps everybody else from reading and replacing a note in between."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        with self._threads:
            descriptor = os.open(self._path / ".lock", flags, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)

    def note(self, origin: str) -> str | None:
        """The newest note that was kept of a log, as this witness cosigned it.

        Raises `AuditFault` when the file is damaged: a witness that forgot is none.
        """
        file = self._file(origin)
        try:
            with file.open("rb") as opened:
                content = opened.read(4 * LONGEST_NOTE)
        except FileNotFoundError:
            return None
        try:
            note = content.decode("utf-8")
            if cosignatures(note, [self._key]) and Checkpoint.parse(text_of(note)).origin == origin:
                return note
        except (UnicodeDecodeError, NoteInvalid):
            pass
        raise AuditFault(f"{file} is not what this witness wrote there.")

    def latest(self, origin: str) -> Checkpoint | None:
        """The newest checkpoint that was kept of a log."""
        note = self.note(origin)
        return None if note is None else Checkpoint.parse(text_of(note))

    def replace(self, origin: str, note: str) -> None:
        """Keeps a note. It is on disk when this returns."""
        file = self._file(origin)
        new = file.with_suffix(".new")
        with new.open("wb") as opened:
            opened.write(note.encode("utf-8"))
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(file)
        descriptor = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _file(self, origin: str) -> Path:
        return self._path / f"{sha256(origin.encode('utf-8')).hexdigest()}.note"

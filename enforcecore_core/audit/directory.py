"""The files of one trail.

    log.json                     what this is: {"created":...,"format":1,"id":...}
    entries/000000000000.jsonl   the records, append-only
    head                         how many records there are and the hash of the last one
    digest.key                   32 random bytes that key the digests of arguments
    writers/<epoch>.lock         held by a living writer, so that others know it is alive
    torn/                        bytes that a crash left after the last whole record
    .lock                        taken for each append

Everything is readable by its owner only. Files are opened without following symbolic links and
without waiting (a FIFO in their place must not hang a reader).
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.heads import HEAD_SIZE, Head, boot_id, parse_head
from enforcecore_core.audit.records import FIRST_PREV

__all__ = ["SEGMENT", "TrailDirectory", "read_small"]

SEGMENT = "entries/000000000000.jsonl"
_FOLDERS = ("entries", "writers", "torn")
_OURS = {*_FOLDERS, ".lock", "log.json", "log.json.new", "head", "digest.key"}
_KEY_BYTES = 32
_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(frozen=True, slots=True)
class TrailDirectory:
    """The absolute path of a trail, and what opens its files. It keeps nothing open."""

    path: Path

    @staticmethod
    def prepared(path: str | os.PathLike[str], created: str) -> TrailDirectory:
        """The trail at `path`, made when there is none. Two processes may do so at once."""
        directory = TrailDirectory(Path(os.path.realpath(path)))
        if directory.path.exists() and not directory.path.is_dir():
            raise AuditFault(f"{directory.path} is no directory. Give the trail a path of its own.")
        directory.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.check_owner()
        if not (directory.path / "log.json").exists():
            directory.refuse_foreign_files()
            with directory._locked():
                if not (directory.path / "log.json").exists():
                    directory._create(created)
        return directory

    def check_owner(self) -> None:
        """Refuses a directory in which somebody else could change the trail."""
        status = self.path.stat()
        if status.st_uid not in (os.geteuid(), 0):
            raise AuditFault(f"{self.path} belongs to another user. Use a directory of your own.")
        if status.st_mode & stat.S_IWOTH:
            raise AuditFault(f"{self.path} is writable by everyone. Run: chmod o-w {self.path}")

    def refuse_foreign_files(self) -> None:
        """A new trail starts in an empty directory, never among other people's files."""
        names = {entry.name for entry in os.scandir(self.path)}
        if names - _OURS:
            raise AuditFault(f"{self.path} is not empty and is no trail. Give the trail its own.")

    def open(self, name: str, flags: int) -> int:
        """A descriptor of one of the trail's files, which must be a regular file."""
        descriptor = os.open(self.path / name, flags | _FLAGS, 0o600)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise AuditFault(f"{self.path / name} is no regular file.")
        return descriptor

    def settled_size(self) -> int:
        """Up to where the records are finished, as far as can be seen without the lock."""
        head = parse_head(self.read("head"))
        return 0 if head is None else head.size

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Holds the trail's write lock through a descriptor of its own."""
        descriptor = self.open(".lock", os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def log_id(self) -> str:
        """The trail's id, from log.json."""
        try:
            log = json.loads(self.read("log.json"))
        except (ValueError, RecursionError):
            raise AuditFault(f"{self.path}/log.json is damaged. {_MOVE_AWAY}") from None
        if not isinstance(log, dict) or not isinstance(log.get("id"), str):
            raise AuditFault(f"{self.path}/log.json is damaged. {_MOVE_AWAY}")
        if type(log.get("format")) is not int or log["format"] != 1:
            raise AuditFault(f"{self.path} is a trail of another format than 1.")
        return str(log["id"])

    def key(self) -> bytes:
        """The key of the digests of arguments."""
        key = self.read("digest.key")
        if len(key) != _KEY_BYTES:
            raise AuditFault(f"{self.path}/digest.key is damaged. {_MOVE_AWAY}")
        return key

    def head(self) -> Head:
        """What the head file says."""
        head = parse_head(self.read("head"))
        if head is None:
            raise AuditFault(f"{self.path}/head is damaged. {_MOVE_AWAY}")
        return head

    def read(self, name: str) -> bytes:
        """The content of one of the small files."""
        try:
            return read_small(self, name)
        except FileNotFoundError:
            raise AuditFault(f"{self.path}/{name} is missing. {_MOVE_AWAY}") from None

    def write_new(self, name: str, content: bytes) -> None:
        """Writes a small file and syncs it."""
        descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        try:
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def sync(self, folder: str = ".") -> None:
        """Makes the names in a folder durable."""
        descriptor = os.open(self.path / folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _create(self, created: str) -> None:
        segment = self.path / SEGMENT
        if segment.exists() and segment.stat().st_size:
            raise AuditFault(f"{self.path} holds records but no log.json. {_MOVE_AWAY}")
        for folder in _FOLDERS:
            (self.path / folder).mkdir(mode=0o700, exist_ok=True)
        self.write_new("digest.key", secrets.token_bytes(_KEY_BYTES))
        self.write_new("head", Head(0, 0, FIRST_PREV, boot_id()).encoded())
        self.write_new(SEGMENT, b"")
        self.sync("entries")
        log = {"created": created, "format": 1, "id": secrets.token_hex(16)}
        # Written last and renamed: a trail with a log.json is complete.
        self.write_new("log.json.new", json.dumps(log, sort_keys=True).encode() + b"\n")
        (self.path / "log.json.new").rename(self.path / "log.json")
        self.sync()
        self.sync("..")


_MOVE_AWAY = (
    "Run `verify_trail` on it, keep it as evidence, and move it away: a new trail is started."
)
_SMALL = max(4096, HEAD_SIZE)


def read_small(directory: TrailDirectory, name: str) -> bytes:
    """The first 4 KiB of a file, for those that have no reason to be longer."""
    descriptor = directory.open(name, os.O_RDONLY)
    try:
        return os.pread(descriptor, _SMALL, 0)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]

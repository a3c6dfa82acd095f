"""The files of one trail.

    log.json                     what this is: {"created":...,"format":1,"id":...,"origin":...}
    entries/000000000000.jsonl   the records, append-only, in segments named by their first record
    head                         where the records end
    digest.key                   32 random bytes that key the digests of arguments
    writers/<epoch>.lock         held by a living writer, so that others know it is alive
    torn/                        bytes that a crash left after the last whole record
    checkpoint                   the newest signed checkpoint, of a trail that is signed
    .lock                        taken for each append
    .sync                        taken for each sync, and what it reached

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

from enforcecore_core.audit.chain import START
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.filesystems import refuse_network
from enforcecore_core.audit.heads import HEAD_SIZE, Head, boot_id, new_head_file

__all__ = ["TrailDirectory", "read_small", "segment_name"]

_FOLDERS = ("entries", "writers", "torn")
_OURS = {*_FOLDERS, ".lock", ".sync", "log.json", "log.json.new", "head", "digest.key"}
_KEY_BYTES = 32
_FLAGS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass(frozen=True, slots=True)
class TrailDirectory:
    """The absolute path of a trail, and what opens its files. It keeps nothing open."""

    path: Path

    @staticmethod
    def prepared(
        path: str | os.PathLike[str],
        created: str,
        origin: str | None = None,
        *,
        trust_file_system: bool = False,
    ) -> TrailDirectory:
        """The trail at `path`, made when there is none. Two processes may do so at once."""
        directory = TrailDirectory(Path(os.path.realpath(path)))
        if not trust_file_system:
            refuse_network(directory.path)
        if directory.path.exists() and not directory.path.is_dir():
            raise AuditFault(f"{directory.path} is no directory. Give the trail a path of its own.")
        directory.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.check_owner()
        if not (directory.path / "log.json").exists():
            directory.refuse_foreign_files()
            with directory._locked():
                if not (directory.path / "log.json").exists():
                    directory._create(created, origin)
        if origin is not None and directory.origin() != origin:
            raise AuditFault(f"{directory.path} is a trail of another origin than {origin!r}.")
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
        return str(self._log()["id"])

    def origin(self) -> str:
        """The name that the trail's checkpoints bear, from log.json."""
        return str(self._log()["origin"])

    def identity(self) -> dict[str, object]:
        """What records say of the trail that they belong to: its id and its origin."""
        return {"log": self.log_id(), "origin": self.origin()}

    def key(self) -> bytes:
        """The key of the digests of arguments."""
        key = self.read("digest.key")
        if len(key) != _KEY_BYTES:
            raise AuditFault(f"{self.path}/digest.key is damaged. {_MOVE_AWAY}")
        return key

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

    def _log(self) -> dict[str, object]:
        try:
            log = json.loads(self.read("log.json"))
        except (ValueError, RecursionError):
            log = None
        names = (log.get("id"), log.get("origin")) if isinstance(log, dict) else ()
        if not names or not all(isinstance(name, str) for name in names):
            raise AuditFault(f"{self.path}/log.json is damaged. {_MOVE_AWAY}")
        if type(log.get("format")) is not int or log["format"] != 1:
            raise AuditFault(f"{self.path} is a trail of another format than 1.")
        return dict(log)

    def _create(self, created: str, origin: str | None) -> None:
        entries = self.path / "entries"
        if entries.exists() and any(entry.stat().st_size for entry in os.scandir(entries)):
            raise AuditFault(f"{self.path} holds records but no log.json. {_MOVE_AWAY}")
        for folder in _FOLDERS:
            (self.path / folder).mkdir(mode=0o700, exist_ok=True)
        self.write_new("digest.key", secrets.token_bytes(_KEY_BYTES))
        self.write_new("head", new_head_file(Head(1, START, 0, 0, 0, boot_id())))
        self.write_new(segment_name(0), b"")
        self.sync("entries")
        name = secrets.token_hex(16)
        origin = origin or f"enforcecore/{name}"
        log = {"created": created, "format": 1, "id": name, "origin": origin}
        # Written last and renamed: a trail with a log.json is complete.
        self.write_new("log.json.new", json.dumps(log, sort_keys=True).encode() + b"\n")
        (self.path / "log.json.new").rename(self.path / "log.json")
        self.sync()
        self.sync("..")


_MOVE_AWAY = (
    "Run `verify_trail` on it, keep it as evidence, and move it away: a new trail is started."
)


def segment_name(first: int) -> str:
    """The name of the segment that begins with record `first`, below the trail's directory."""
    return f"entries/{first:012d}.jsonl"


def read_small(directory: TrailDirectory, name: str) -> bytes:
    """The first 16 KiB of a file, for those that have no reason to be longer."""
    descriptor = directory.open(name, os.O_RDONLY)
    try:
        return os.pread(descriptor, HEAD_SIZE, 0)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]

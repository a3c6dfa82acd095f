"""The keys of subjects, in a directory apart from the trail, readable by its owner only."""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from enforcecore_core.audit.directory import TrailDirectory, read_small
from enforcecore_core.audit.faults import AuditFault

__all__ = ["KEY_ID", "SubjectKey", "SubjectKeys"]

KEY_ID = re.compile(r"[0-9a-f]{32}")
_SECRET_BYTES = 32
_FOLDERS = ("subjects", "keys", "erasing")
_PSEUDONYMS = "pseudonyms.key"
_DOMAIN = b"enforcecore/subject/v1\0"
_ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A key of one subject. `id` names it in records; the secret is not shown."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SubjectKeys:
    """The directory of the keys. Nothing of it is kept in memory: a destroyed key is gone."""

    directory: TrailDirectory

    @staticmethod
    def prepared(path: str | os.PathLike[str]) -> SubjectKeys:
        """The keys at `path`, made when there are none."""
        keys = SubjectKeys(TrailDirectory(Path(os.path.realpath(path))))
        keys.directory.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys.directory.check_owner()
        for folder in _FOLDERS:
            (keys.directory.path / folder).mkdir(mode=0o700, exist_ok=True)
        if not (keys.directory.path / _PSEUDONYMS).exists():
            keys._create(_PSEUDONYMS, secrets.token_bytes(_SECRET_BYTES))
        keys.directory.sync()
        return keys

    @staticmethod
    def existing(path: str | os.PathLike[str]) -> SubjectKeys:
        """The keys at `path`. Raises `AuditFault` when there are none."""
        keys = SubjectKeys(TrailDirectory(Path(os.path.realpath(path))))
        if not (keys.directory.path / _PSEUDONYMS).exists():
            raise AuditFault(f"{keys.directory.path} holds no keys of payloads.")
        return keys

    def pseudonym(self, subject: str) -> str:
        """What stands for a subject on disk. Without `pseudonyms.key` nobody can guess it."""
        name = subject.encode("utf-8", "surrogatepass")
        key = self._secret(_PSEUDONYMS)
        return hmac.digest(key, _DOMAIN + name, "sha256").hex()[:32]

    def of_subject(self, subject: str) -> SubjectKey:
        """The key that a subject has now, made when there is none."""
        pointer = f"subjects/{self.pseudonym(subject)}"
        for _ in range(_ATTEMPTS):
            name = self._current(pointer)
            key = self.by_id(name) if name is not None else self._made(pointer)
            if key is not None:
                return key
            # Somebody else made one first, or erased it in between.
        raise AuditFault(f"The key in {self.directory.path}/{pointer} is missing.")

    def current(self, pseudonym: str) -> str | None:
        """The id of the key that a subject has now, if any."""
        return self._current(f"subjects/{pseudonym}")

    def by_id(self, name: str) -> SubjectKey | None:
        """A key by its id, or None when it does not exist, as after an erasure."""
        if not KEY_ID.fullmatch(name):
            return None
        try:
            return SubjectKey(name, self._secret(f"keys/{name}.key"))
        except FileNotFoundError:
            return None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other erasures out."""
        descriptor = self.directory.open(".lock", os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def begin_erasure(self, name: str, statement: dict[str, object]) -> None:
        """Notes durably that a key is to be destroyed, whatever happens from here on."""
        content = json.dumps(statement, sort_keys=True).encode()
        self.directory.write_new(f"{name}.new", content)
        path = self.directory.path
        (path / f"{name}.new").rename(path / "erasing" / name)
        self.directory.sync("erasing")

    def begun_erasures(self) -> list[dict[str, object]]:
        """What was noted of the erasures that have not been finished."""
        names = sorted(one.name for one in (self.directory.path / "erasing").iterdir())
        begun = []
        for name in filter(KEY_ID.fullmatch, names):
            # Another process may be about to finish it.
            with suppress(FileNotFoundError):
                begun.append(json.loads(read_small(self.directory, f"erasing/{name}")))
        return begun

    def destroy(self, pseudonym: str, name: str) -> None:
        """Takes a key from its subject and overwrites it before its name goes."""
        if self.current(pseudonym) == name:
            self._remove(f"subjects/{pseudonym}")
        with suppress(FileNotFoundError):
            descriptor = self.directory.open(f"keys/{name}.key", os.O_WRONLY)
            try:
                os.pwrite(descriptor, secrets.token_bytes(_SECRET_BYTES), 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._remove(f"keys/{name}.key")

    def end_erasure(self, name: str) -> None:
        """Forgets an erasure that has been finished and recorded."""
        self._remove(f"erasing/{name}")

    def _current(self, pointer: str) -> str | None:
        try:
            descriptor = self.directory.open(pointer, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            name = os.pread(descriptor, 64, 0).decode("ascii", "replace")
        finally:
            os.close(descriptor)
        if not KEY_ID.fullmatch(name):
            raise AuditFault(f"{self.directory.path}/{pointer} is damaged.")
        return name

    def _made(self, pointer: str) -> SubjectKey | None:
        key = SubjectKey(secrets.token_hex(16), secrets.token_bytes(_SECRET_BYTES))
        self._create(f"keys/{key.id}.key", key.secret)
        if self._create(pointer, key.id.encode()):
            return key
        self._remove(f"keys/{key.id}.key")
        return None

    def _create(self, name: str, content: bytes) -> bool:
        """Makes a file that is whole from the first moment on; False when it is there already."""
        path, new = self.directory.path, f"{secrets.token_hex(8)}.new"
        self.directory.write_new(new, content)
        try:
            os.link(path / new, path / name)
        except FileExistsError:
            return False
        finally:
            (path / new).unlink()
        self.directory.sync(str(Path(name).parent))
        return True

    def _remove(self, name: str) -> None:
        (self.directory.path / name).unlink(missing_ok=True)
        self.directory.sync(str(Path(name).parent))

    def _secret(self, name: str) -> bytes:
        descriptor = self.directory.open(name, os.O_RDONLY)
        try:
            if os.fstat(descriptor).st_mode & 0o077:
                raise AuditFault(
                    f"{self.directory.path}/{name} can be read by others. "
                    f"Run: chmod -R go= {self.directory.path}"
                )
            secret = os.pread(descriptor, _SECRET_BYTES + 1, 0)
        finally:
            os.close(descriptor)
        if len(secret) != _SECRET_BYTES:
            raise AuditFault(f"{self.directory.path}/{name} is damaged.")
        return secret

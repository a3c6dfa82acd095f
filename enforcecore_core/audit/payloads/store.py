"""Writes payloads beside a trail, and reads them back by what their records say."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from enforcecore_core.audit.digests import arguments_digest
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.files import datasync
from enforcecore_core.audit.keys import need_cryptography
from enforcecore_core.audit.payloads.encryption import PayloadInvalid, decrypted, encrypted
from enforcecore_core.audit.payloads.spelling import payload_bytes
from enforcecore_core.audit.payloads.subjects import KEY_ID, SubjectKeys
from enforcecore_core.audit.stamps import Clock, timestamp
from enforcecore_core.descriptions import LARGEST_PAYLOAD
from enforcecore_core.errors import ConfigurationError

__all__ = [
    "PayloadStore",
    "Place",
    "existing_payloads",
    "open_payloads",
    "payload_days",
    "place_of",
    "remove_days_before",
]

_FOLDER = "payloads"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_LINE = 2 * LARGEST_PAYLOAD
_BLOCK = 1 << 14
_DIGEST_KEY = b"enforcecore/arguments-key/v1"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the payload of a record is, and what the record commits to."""

    day: str
    key: str
    at: int
    commitment: str


@dataclass(frozen=True, slots=True)
class PayloadStore:
    """The payloads of one trail. Any number of threads and processes may use it at once."""

    directory: TrailDirectory
    keys: SubjectKeys
    clock: Clock = time.time_ns

    def keep(self, subject: str, payload: Mapping[str, object]) -> dict[str, object]:
        """Encrypts a payload for its subject; returns what its record is to say of it.

        It is on disk before this returns. Of what is larger than a mebibyte, or has no finite form,
        the record says that it was left out.
        """
        try:
            plain = payload_bytes(payload)
        except (AuditFault, ValueError, RecursionError):
            return {"omitted": "it has no finite form"}
        if len(plain) > LARGEST_PAYLOAD:
            return {"omitted": f"it is larger than {LARGEST_PAYLOAD} bytes"}
        key = self.keys.of_subject(subject)
        commitment, box = encrypted(key, plain)
        day = timestamp(self.clock())[:10]
        at = self._append(day, key.id, box)
        return {"at": at, "commitment": commitment, "day": day, "key": key.id}

    def digest(self, subject: str, arguments: Mapping[str, object]) -> str:
        """A digest of arguments that nobody can test guesses against once the key is destroyed.

        Equal arguments of one subject have equal digests, until its payloads are erased.
        """
        secret = self.keys.of_subject(subject).secret
        return arguments_digest(hmac.digest(secret, _DIGEST_KEY, "sha256"), arguments)

    def read(self, place: Place) -> Mapping[str, object] | None:
        """A payload; None when it or its key is gone. Raises `PayloadInvalid` for a wrong one."""
        key = self.keys.by_id(place.key)
        if key is None:
            return None
        try:
            box = self._box(place)
        except FileNotFoundError:
            return None
        except binascii.Error:
            raise PayloadInvalid("the payload was changed") from None
        payload = json.loads(decrypted(key, box, place.commitment))
        if not isinstance(payload, dict):
            raise PayloadInvalid("the payload is no object")
        return payload

    def count(self, key: str) -> int:
        """How many payloads are encrypted with a key."""
        return sum(_lines_of(file) for file in self._files(key))

    def remove(self, key: str) -> None:
        """Removes everything that is encrypted with a key."""
        for file in self._files(key):
            file.unlink(missing_ok=True)
            self.directory.sync(f"{_FOLDER}/{file.parent.name}")

    def _append(self, day: str, key: str, box: bytes) -> int:
        name = f"{_FOLDER}/{day}/{key}"
        descriptor = self._opened(name)
        try:
            # The line feed comes first: what a crash left without an end stays a line of its own.
            line = b"\n" + base64.b64encode(box)
            if os.write(descriptor, line) != len(line):
                raise OSError(28, "the disk took only a part of a payload", name)
            end = os.lseek(descriptor, 0, os.SEEK_CUR)
            datasync(descriptor)
        finally:
            os.close(descriptor)
        return end - len(line) + 1

    def _opened(self, name: str) -> int:
        flags = os.O_WRONLY | os.O_APPEND
        try:
            return self.directory.open(name, flags)
        except FileNotFoundError:
            folder = self.directory.path / Path(name).parent
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.directory.sync(_FOLDER)
                self.directory.sync()
            descriptor = self.directory.open(name, flags | os.O_CREAT)
            self.directory.sync(str(Path(name).parent))
            return descriptor

    def _box(self, place: Place) -> bytes:
        name = f"{_FOLDER}/{place.day}/{place.key}"
        descriptor = self.directory.open(name, os.O_RDONLY)
        try:
            line, ended = b"", b""
            while not ended and len(line) <= _LONGEST_LINE:
                block = os.pread(descriptor, _BLOCK, place.at + len(line))
                piece, ended, _ = block.partition(b"\n")
                line += piece
                if len(block) < _BLOCK:
                    break
        finally:
            os.close(descriptor)
        return base64.b64decode(line, validate=True)

    def _files(self, key: str) -> Iterator[Path]:
        if KEY_ID.fullmatch(key):
            yield from (day / key for day in _days(self.directory) if (day / key).exists())


def _days(directory: TrailDirectory) -> list[Path]:
    folder = directory.path / _FOLDER
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if _DAY.fullmatch(one.name))


def _lines_of(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for line in lines if line != b"\n")


def open_payloads(
    trail: str | os.PathLike[str], keys: str | os.PathLike[str], *, clock: Clock = time.time_ns
) -> PayloadStore:
    """The payloads beside a trail, and the directory of their keys, made when it is new.

    Raises `ConfigurationError` without the `signing` extra, and for keys inside the trail.
    """
    need_cryptography("Payloads")
    directory = TrailDirectory(Path(os.path.realpath(trail)))
    if Path(os.path.realpath(keys)).is_relative_to(directory.path):
        raise ConfigurationError(
            f"The keys of payloads cannot lie in the trail {directory.path}: whoever copies it "
            "would copy them. Set ENFORCECORE_AUDIT_PAYLOAD_KEYS to another directory."
        )
    return PayloadStore(directory, SubjectKeys.prepared(keys), clock)


def existing_payloads(trail: str | os.PathLike[str], keys: str | os.PathLike[str]) -> PayloadStore:
    """The payloads beside a trail, to be read. Raises `AuditFault` when there are no keys."""
    need_cryptography("Payloads")
    return PayloadStore(TrailDirectory(Path(os.path.realpath(trail))), SubjectKeys.existing(keys))


def payload_days(directory: TrailDirectory) -> list[str]:
    """The days of which a trail has payloads, oldest first."""
    return [day.name for day in _days(directory)]


def remove_days_before(directory: TrailDirectory, day: str) -> int:
    """Removes the payloads of whole days of a trail; returns of how many."""
    days = [one for one in _days(directory) if one.name < day]
    for one in days:
        for file in one.iterdir():
            file.unlink(missing_ok=True)
        one.rmdir()
    if days:
        directory.sync(_FOLDER)
    return len(days)


def place_of(body: Mapping[str, object]) -> Place | None:
    """Where the payload of a record is; None when it has none. Raises `PayloadInvalid`."""
    stated = body.get("payload")
    if stated is None or (isinstance(stated, dict) and "omitted" in stated):
        return None
    match stated:
        case {"at": int(at), "commitment": str(commitment), "day": str(day), "key": str(key)}:
            if at >= 0 and _DAY.fullmatch(day) and KEY_ID.fullmatch(key):
                return Place(day, key, at, commitment)
    raise PayloadInvalid("the record does not say where its payload is")

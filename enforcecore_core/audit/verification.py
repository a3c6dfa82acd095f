"""Checks a trail from its bytes alone.

Nothing that a writer keeps in memory or derives is trusted: every hash is computed again. The trail
may be in use meanwhile, may be a copy without the lock files, and may be garbage.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from enforcecore_core.audit import writers
from enforcecore_core.audit.chain import START, Chain
from enforcecore_core.audit.directory import SEGMENT, TrailDirectory, read_small
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.heads import Head, parse_head
from enforcecore_core.audit.pairing import Pairing
from enforcecore_core.audit.reading import Line, lines
from enforcecore_core.audit.records import Record
from enforcecore_core.errors import Finding, TrailInvalid

__all__ = ["Verification", "verify_trail"]

_MOST_FINDINGS = 1000
_PATIENCE = 30.0
_PAUSE = 0.01


@dataclass(frozen=True, slots=True)
class Verification:
    """A trail in which nothing wrong was found.

    `assurance` is how much that means: "unsigned" is against mistakes and against changes by
    somebody who did not think of the head file. `open_calls` are running in a living process.
    """

    path: str
    records: int
    entries: int
    blocked: int
    indeterminate: int
    open_calls: int
    recoveries: int
    status: str = "ok"
    assurance: str = "unsigned"

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.status}, {self.assurance}: {self.entries} entries "
            f"({self.blocked} blocked, {self.indeterminate} indeterminate, {self.open_calls} "
            f"open) in {self.records} records. Unsigned: a trail cut off together with its head "
            "file, or a rebuilt chain, cannot be noticed."
        )


def verify_trail(path: str | os.PathLike[str]) -> Verification:
    """Returns only when the trail is whole; otherwise raises `TrailInvalid` with all findings.

    Nothing is written. A trail that is missing, empty or unreadable is invalid. After a thousand
    findings the rest are only counted.
    """
    directory = TrailDirectory(Path(os.path.realpath(path)))
    examination = _Examination(directory)
    examination.run()
    if examination.findings:
        raise TrailInvalid(str(directory.path), examination.findings)
    return examination.result()


class _Examination:
    def __init__(self, directory: TrailDirectory) -> None:
        self.findings: list[Finding] = []
        self._directory = directory
        self._pairing = Pairing()
        self._records = 0
        self._recoveries = 0
        self._unlisted = 0
        self._log_id: object = None
        self._head: Head | None = None
        self._alive: set[str] = set()

    def run(self) -> None:
        try:
            self._examine()
        except FileNotFoundError as fault:
            self._find("MISSING", f"{fault.filename} is missing")
        except (OSError, AuditFault) as fault:
            self._find("UNREADABLE", str(fault))
        if self._unlisted:
            detail = f"{self._unlisted} more findings are not listed"
            self.findings.append(Finding("MORE", None, detail))

    def result(self) -> Verification:
        return Verification(
            path=str(self._directory.path),
            records=self._records,
            entries=self._pairing.calls,
            blocked=self._pairing.blocked,
            indeterminate=self._pairing.indeterminate,
            open_calls=len(self._pairing.open),
            recoveries=self._recoveries,
        )

    def _examine(self) -> None:
        if not self._directory.path.is_dir():
            self._find("MISSING", "there is no trail here")
            return
        self._examine_log()
        self._examine_names()
        descriptor = self._directory.open(SEGMENT, os.O_RDONLY)
        try:
            with _shared_lock(self._directory):
                size = os.fstat(descriptor).st_size
                self._examine_head()
                # Asked under the lock: who has finished later has no open call in these bytes.
                known = writers.known(self._directory)
                self._alive = {e for e in known if writers.is_alive(self._directory, e)}
            self._examine_records(lines(descriptor, 0, size))
        finally:
            os.close(descriptor)
        self._examine_calls()

    def _examine_log(self) -> None:
        try:
            log = json.loads(read_small(self._directory, "log.json"))
        except FileNotFoundError:
            self._find("MISSING", "log.json is missing")
        except (ValueError, RecursionError):
            self._find("MALFORMED", "log.json is not JSON")
        except (OSError, AuditFault) as fault:
            self._find("UNREADABLE", str(fault))
        else:
            if not isinstance(log, dict) or log.get("format") != 1:
                self._find("MALFORMED", "log.json is not of format 1")
            else:
                self._log_id = log.get("id")

    def _examine_names(self) -> None:
        for entry in sorted((self._directory.path / "entries").iterdir()):
            if f"entries/{entry.name}" != SEGMENT:
                self._find("UNEXPECTED", f"entries/{entry.name!r} is no part of the trail")

    def _examine_head(self) -> None:
        try:
            self._head = parse_head(read_small(self._directory, "head"))
        except FileNotFoundError:
            self._find("MISSING", "the head file is missing")
        except (OSError, AuditFault) as fault:
            self._find("UNREADABLE", str(fault))
        else:
            if self._head is None:
                self._find("MALFORMED", "the head file is damaged")

    def _examine_records(self, trail: Iterator[Line]) -> None:
        chain = START
        for line in trail:
            if not line.is_whole:
                detail = f"{line.size} bytes follow the last whole record; opening settles it"
                self._find("TORN_TAIL", detail, chain.records)
                break
            chain = self._examine_record(chain, line)
        if self._records == 0:
            self._find("EMPTY", "the trail holds no record")
        self._compare(chain)

    def _examine_record(self, chain: Chain, line: Line) -> Chain:
        record, findings = chain.judge(line.content)
        self._records += 1
        following = chain.after(line.content)
        if record is not None:
            # What a record claims is the measure for the next: one gap is found once.
            following = replace(following, records=record.seq + 1)
            findings += self._pairing.take(record)
            findings += self._examine_writer(record)
        for finding in findings:
            self._find(finding.code, finding.detail, finding.seq)
        return following

    def _examine_writer(self, record: Record) -> list[Finding]:
        kind = record.body.get("kind")
        self._recoveries += kind == "recovery"
        if kind == "open" and record.body.get("log") != self._log_id is not None:
            return [Finding("OTHER_TRAIL", record.seq, "the record is of another trail")]
        return []

    def _compare(self, chain: Chain) -> None:
        head = self._head
        if head is None:
            return
        if head.records > self._records:
            detail = f"the head counts {head.records} records, {self._records} are here"
            self._find("TRUNCATED", detail)
        elif head.records < self._records:
            detail = f"the head counts only {head.records} records of {self._records}"
            self._find("HEAD_MISMATCH", f"{detail}; after a crash, opening settles it")
        elif (head.leaf, head.size) != (chain.leaf, chain.size):
            self._find("HEAD_MISMATCH", "the last record is not the one that the head names")

    def _examine_calls(self) -> None:
        for seq, epoch in self._pairing.open.items():
            if epoch not in self._alive:
                detail = "its process is gone and it has no outcome; opening settles it"
                self._find("OPEN_CALL", detail, seq)

    def _find(self, code: str, detail: str, seq: int | None = None) -> None:
        if len(self.findings) < _MOST_FINDINGS:
            self.findings.append(Finding(code, seq, detail))
        else:
            self._unlisted += 1


@contextmanager
def _shared_lock(directory: TrailDirectory) -> Iterator[None]:
    """Keeps writers out for a moment. A copy of a trail may have no lock file, and no writers."""
    try:
        descriptor = directory.open(".lock", os.O_RDONLY)
    except (FileNotFoundError, PermissionError):
        yield
        return
    try:
        _wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int) -> None:
    patience = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > patience:
                raise AuditFault("a writer holds the trail's lock and does not go on") from None
            time.sleep(_PAUSE)
        else:
            return

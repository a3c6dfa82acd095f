"""The head: where a trail ends, and what is needed to append to it or to open it quickly.

It is derived from the records and rewritten after each append. In a trail that is not signed it is
also the guard that shows a missing end: a chain alone does not show that its end was cut off or
that its last record was edited; the head does, as long as it was not changed together with the
chain. It is not signed itself.

The file has two slots of `SLOT_SIZE` bytes, written in turn, so that a torn write leaves the state
before. A slot is one line and whatever follows it: `head 1`, then separated by one space

    generation   grows with each write; the valid slot with the larger one counts
    records      how many there are
    first        the number of the active segment's first record
    size         the bytes of the active segment
    began        when the active segment was begun, in seconds since 1970
    synced       how many records are known to be on disk
    writers      how many writers have entered and not left
    boot         which run of the machine this is
    leaf         the hash of the last record
    frontier     the roots of the tree's complete subtrees, large to small, or -
    seal         `size:first:offset:frontier` of the newest seal, or -
    crc          CRC-32 of all before it, with the space
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from enforcecore_core.audit.chain import Chain, Place
from enforcecore_core.audit.tree import Frontier

__all__ = [
    "HEAD_SIZE",
    "SLOT_SIZE",
    "Head",
    "Sealed",
    "boot_id",
    "is_this_boot",
    "new_head_file",
    "parse_head",
]

SLOT_SIZE = 8192
HEAD_SIZE = 2 * SLOT_SIZE
_UNKNOWN_BOOT = "-" * 36
_HASHES = rb"((?:[0-9a-f]{64})+|-)"
_LINE = re.compile(
    rb"head 1 " + rb"([0-9]{1,18}) " * 7 + rb"([0-9a-f-]{36}) ([0-9a-f]{64}) " + _HASHES + rb" "
    rb"(?:-|([0-9]{1,18}):([0-9]{1,18}):([0-9]{1,18}):" + _HASHES + rb") ([0-9a-f]{8})\n"
)
_CRC = 9


@dataclass(frozen=True, slots=True)
class Sealed:
    """The newest seal: where it stands, and the tree that it signed, which ends there."""

    first: int
    offset: int
    frontier: Frontier

    @property
    def place(self) -> Place:
        """Where the seal stands."""
        return Place(self.frontier.size, self.first, self.offset)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the trail ends; see the module's own words for the fields."""

    generation: int
    chain: Chain
    began: int
    synced: int
    writers: int
    boot: str
    sealed: Sealed | None = None

    @property
    def records(self) -> int:
        """How many records there are."""
        return self.chain.records

    @property
    def first(self) -> int:
        """The number of the active segment's first record."""
        return self.chain.first

    @property
    def size(self) -> int:
        """The bytes of the active segment."""
        return self.chain.size

    @property
    def leaf(self) -> str:
        """The hash of the last record."""
        return self.chain.leaf

    @property
    def offset(self) -> int:
        """Where in the head's file this one belongs."""
        return _offset(self.generation)

    @property
    def offset_of_next(self) -> int:
        """Where the head that follows this one will stand."""
        return _offset(self.generation + 1)

    def encoded(self) -> bytes:
        """The line that a slot holds."""
        chain = self.chain
        line = b"head 1 %d %d %d %d %d %d %d %b %b %b %b " % (
            self.generation,
            chain.records,
            chain.first,
            chain.size,
            self.began,
            self.synced,
            self.writers,
            self.boot.encode("ascii"),
            chain.leaf.encode("ascii"),
            _hexes(chain.frontier),
            _seal(self.sealed),
        )
        return b"%b%08x\n" % (line, zlib.crc32(line))

    def is_of_this_boot(self) -> bool:
        """Whether the machine has run since: then nothing written can have been lost."""
        return is_this_boot(self.boot)


def new_head_file(head: Head) -> bytes:
    """A head's whole file, in which both slots are good and `head` is the one that counts."""
    before = Head(head.generation - 1, head.chain, head.began, 0, 0, head.boot, head.sealed)
    slots = {one.offset: one.encoded().ljust(SLOT_SIZE) for one in (before, head)}
    return slots[0] + slots[SLOT_SIZE]


def parse_head(content: bytes) -> Head | None:
    """The head that a file with this content holds, or None when neither slot is good."""
    slots = (content[:SLOT_SIZE], content[SLOT_SIZE : 2 * SLOT_SIZE])
    heads = [head for slot in slots if (head := _slot(slot)) is not None]
    return max(heads, key=lambda head: head.generation, default=None)


@cache
def boot_id() -> str:
    """What tells one run of this machine from the next; dashes where the system does not say."""
    try:
        text = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return _UNKNOWN_BOOT
    return text if re.fullmatch("[0-9a-f-]{36}", text) else _UNKNOWN_BOOT


def is_this_boot(boot: str) -> bool:
    """Whether it is known that the machine has not been started again since."""
    return boot == boot_id() != _UNKNOWN_BOOT


def _offset(generation: int) -> int:
    return (generation & 1) * SLOT_SIZE


def _slot(content: bytes) -> Head | None:
    match = _LINE.match(content)
    if match is None:
        return None
    *numbers, boot, leaf, hashes, sealed, sealed_first, offset, sealed_hashes, crc = match.groups()
    generation, records, first, size, began, synced, writers = map(int, numbers)
    if int(crc, 16) != zlib.crc32(match[0][:-_CRC]):
        return None
    frontier = _frontier(records, hashes)
    seal = None
    if sealed is not None:
        covered = _frontier(int(sealed), sealed_hashes)
        seal = None if covered is None else Sealed(int(sealed_first), int(offset), covered)
    if frontier is None or (sealed is not None and seal is None):
        return None
    chain = Chain(first, records, size, leaf.decode("ascii"), frontier)
    return Head(generation, chain, began, synced, writers, boot.decode("ascii"), seal)


def _hexes(frontier: Frontier) -> bytes:
    return b"".join(frontier.hashes).hex().encode("ascii") or b"-"


def _seal(sealed: Sealed | None) -> bytes:
    if sealed is None:
        return b"-"
    place = (sealed.frontier.size, sealed.first, sealed.offset)
    return b"%d:%d:%d:%b" % (*place, _hexes(sealed.frontier))


def _frontier(size: int, hexes: bytes) -> Frontier | None:
    raw = b"" if hexes == b"-" else bytes.fromhex(hexes.decode("ascii"))
    hashes = tuple(raw[at : at + 32] for at in range(0, len(raw), 32))
    return Frontier(size, hashes) if len(hashes) == size.bit_count() else None

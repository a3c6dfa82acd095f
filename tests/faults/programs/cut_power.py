"""Cuts the power at random moments, as a disk may be found then, and opens the trail afterwards.

    cut_power.py DIRECTORY CUTS SEED

What was synced is there; of what was written after that the disk may hold a beginning, zeros,
other bytes, or all but a sector; of the head one of its last versions, or a torn one. Then the
machine starts anew. Prints one line of JSON: how many cuts there were of each kind, and how many of
them had something to take.
"""

import json
import os
import random
import re
import shutil
import sys
import zlib
from collections import Counter
from pathlib import Path

from calls_and_acks import ALLOW, BLOCK, BLOCKED, DECIDED, DONE, ENDED, Acks, check

from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.heads import SLOT_SIZE, boot_id
from enforcecore_core.audit.signing import generate_key, load_signer

SECTOR = 512
OTHER_BOOT = b"00000000-1111-2222-3333-444444444444"
WAYS = ("strict", "intent", "relaxed")


class Disk:
    """Knows how much of each file of records is on disk, and all versions of the head."""

    def __init__(self):
        self.sizes = {}

    def sync(self, descriptor):
        os.fdatasync(descriptor)
        self.sizes[os.fstat(descriptor).st_ino] = os.fstat(descriptor).st_size


class Moment:
    """What the files held, how much of that was on disk, and what had been acknowledged."""

    def __init__(self, path, disk, heads, acks):
        self.segments = {
            part.name: (part.read_bytes(), disk.sizes.get(part.stat().st_ino, 0))
            for part in (path / "entries").iterdir()
        }
        self.small = {
            name: (path / name).read_bytes()
            for name in ("log.json", "digest.key", "checkpoint", ".sync")
            if (path / name).exists()
        }
        self.writers = {lock.name: lock.read_bytes() for lock in (path / "writers").iterdir()}
        self.heads = list(heads)
        self.acks = acks


def copied(acks):
    now = Acks(2000)
    for kind in (DECIDED, ENDED, BLOCKED):
        for seq in sorted(acks.of(kind)):
            now.add(kind, seq)
    return now


def moments(path, signer, chance):
    """Makes calls, each as durable as chance has it, and remembers the moment after each."""
    disk, durable, heads = Disk(), Acks(2000), []
    pending = Acks(2000)

    def acknowledged(kind, seq, is_on_disk):
        pending.add(kind, seq)
        if is_on_disk:
            # It has taken everything before it along.
            for one in (DECIDED, ENDED, BLOCKED):
                for number in pending.of(one) - durable.of(one):
                    durable.add(one, number)
        heads.append((path / "head").read_bytes())
        seen.append(Moment(path, disk, heads[-8:], copied(durable)))

    trail = AuditTrail.open(path, signer=signer, sync=disk.sync, segment_size=5000)
    seen = []
    for _ in range(40):
        way = chance.choice(WAYS)
        seq = trail.decided(ALLOW, durability=way)
        acknowledged(DECIDED, seq, way != "relaxed")
        trail.ended(seq, DONE, durability=way)
        acknowledged(ENDED, seq, way == "strict")
        way = chance.choice(WAYS)
        acknowledged(BLOCKED, trail.decided(BLOCK, durability=way), way != "relaxed")
    trail.close()
    return seen


def beginning(lost, chance):
    return lost[: chance.randrange(len(lost) + 1)]


def zeros(lost, chance):
    kept = chance.randrange(len(lost) + 1)
    return lost[:kept] + bytes(len(lost) - kept)


def other_bytes(lost, chance):
    kept = chance.randrange(len(lost) + 1)
    return lost[:kept] + chance.randbytes(len(lost) - kept)


def hole(lost, chance):
    start = chance.randrange(len(lost) + 1)
    return lost[:start] + bytes(len(lost[start : start + SECTOR])) + lost[start + SECTOR :]


def nothing_lost(lost, _):
    return lost


SPOILED = (beginning, zeros, other_bytes, hole, nothing_lost)


def started_anew(head):
    """The head as this machine would find it after it was started again."""
    slots = []
    for slot in (head[:SLOT_SIZE], head[SLOT_SIZE:]):
        line, _, _ = slot.split(b"\n")[0].rpartition(b" ")
        line = line.replace(boot_id().encode(), OTHER_BOOT) + b" "
        slots.append((line + b"%08x\n" % zlib.crc32(line)).ljust(SLOT_SIZE))
    return b"".join(slots)


def after_the_cut(path, moment, spoil, chance):
    """Lays out what the disk holds; returns how many bytes were not on it."""
    lost = 0
    (path / "entries").mkdir(parents=True)
    (path / "torn").mkdir()
    (path / "writers").mkdir()
    for name, (content, synced) in moment.segments.items():
        rest = content[synced:]
        lost += len(rest)
        (path / "entries" / name).write_bytes(content[:synced] + spoil(rest, chance))
    for name, content in moment.small.items():
        changed = re.sub(re.escape(boot_id().encode()), OTHER_BOOT, content)
        (path / name).write_bytes(changed)
    for name, content in moment.writers.items():
        (path / "writers" / name).write_bytes(content)
    head = started_anew(chance.choice(moment.heads))
    if chance.random() < 0.2:
        torn = chance.randrange(len(head))
        head = head[:torn] + bytes(min(SECTOR, len(head) - torn)) + head[torn + SECTOR :]
    (path / "head").write_bytes(head)
    return lost


def main():
    directory, cuts = Path(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(int(sys.argv[3]))
    generate_key(directory / "key", "example.com/power")
    key = load_signer(directory / "key")
    kinds, lost, seen = Counter(), 0, []
    for number in range(cuts):
        signer = key if number // 100 % 2 else None
        if number % 100 == 0:
            source = directory / f"source{number}"
            seen = moments(source, signer, chance)
        spoil, moment = chance.choice(SPOILED), chance.choice(seen)
        path = directory / "cut"
        shutil.rmtree(path, ignore_errors=True)
        missing = after_the_cut(path, moment, spoil, chance)
        try:
            check(path, [moment.acks], signer)
        except Exception as error:
            raise AssertionError(f"cut {number}, {spoil.__name__}: {error}") from error
        kinds[spoil.__name__] += 1
        lost += missing > 0
    print(json.dumps({"cuts": cuts, "with something to lose": lost, **kinds}))


main()

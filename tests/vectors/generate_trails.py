"""Writes the sample trails in `trails/`: good ones, and one for each way of being bad.

A bad one's name begins with the code of what must be found. Run it again after a change of the
format; the samples are checked in because a format is what old files look like.
"""

import contextlib
import gc
import hashlib
import itertools
import json
import shutil
import tempfile
from pathlib import Path

from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.records import canonical, frame, leaf_hash

HERE = Path(__file__).parent / "trails"
SEGMENT = "entries/000000000000.jsonl"
ALLOW = {
    "tool": "search",
    "effect": "allow",
    "rule": "search.allow",
    "code": "EC-ALLOWED",
    "reason": 'a search \u2713 \U0001f600 "quoted"\\\n',
    "policy": {"name": "sample", "sha256": hashlib.sha256(b"sample").hexdigest()},
    "links": {"run_id": "r-1"},
}
BLOCK = {"tool": "delete", "effect": "block", "rule": "default", "code": "EC-NO-RULE"}


def clock():
    ticks = itertools.count(1_790_000_000_000_000_000, 1_234_567_000)
    return lambda: next(ticks)


def write_sample(path):
    with AuditTrail.open(path, clock=clock(), sync=lambda _: None) as trail:
        for status in ("returned", "raised", "timed_out", "cancelled", "withheld"):
            seq = trail.decided({**ALLOW, "args_digest": trail.digest({"q": status})})
            trail.ended(seq, {"status": status, "dur_us": 1500, "redactions": {"email": 1}})
            trail.decided(BLOCK)


def write_crashed(path):
    write_sample(path)
    trail = AuditTrail.open(path, clock=clock(), sync=lambda _: None)
    trail.decided(ALLOW)
    del trail
    gc.collect()
    with (path / SEGMENT).open("ab") as segment:
        segment.write(b'{"body":{"kind":"deci')
    AuditTrail.open(path, clock=clock(), sync=lambda _: None).close()


def lines_of(path):
    return (path / SEGMENT).read_bytes().splitlines()


def write_lines(path, lines):
    (path / SEGMENT).write_bytes(b"".join(line + b"\n" for line in lines))


def rechained(lines):
    """The lines with numbers and hashes as if they had been written so."""
    prev, chained = "0" * 64, []
    for seq, line in enumerate(lines):
        chained.append(frame(canonical(json.loads(line)["body"]), prev=prev, seq=seq))
        prev = leaf_hash(chained[-1])
    return chained


def write_head(path):
    """Makes the head agree with the lines, as somebody would who knows of it."""
    lines = lines_of(path)
    boot = (path / "head").read_bytes().split(b" ")[-1]
    size = sum(len(line) + 1 for line in lines)
    leaf = leaf_hash(lines[-1]).encode()
    (path / "head").write_bytes(b"head 1 %016d %016d %b %b" % (len(lines), size, leaf, boot))


def edit(path, change):
    lines = lines_of(path)
    write_lines(path, change(lines) or lines)


BAD = {
    "CHAIN_BREAK-edited": lambda p: edit(
        p, lambda ls: [ls[0], ls[1].replace(b'"allow"', b'"block"'), *ls[2:]]
    ),
    "SEQ_GAP-deleted": lambda p: edit(p, lambda ls: ls[:4] + ls[5:]),
    "SEQ_GAP-swapped": lambda p: edit(p, lambda ls: [*ls[:3], ls[4], ls[3], *ls[5:]]),
    "SEQ_GAP-duplicated": lambda p: edit(p, lambda ls: [*ls[:4], ls[3], *ls[4:]]),
    "DUP_OUTCOME-rechained": lambda p: (
        edit(p, lambda ls: rechained([*ls, ls[2]])),
        write_head(p),
    ),
    "ORPHAN_OUTCOME-rechained": lambda p: (
        edit(p, lambda ls: rechained([*ls, ls[2].replace(b'"ref":1', b'"ref":3')])),
        write_head(p),
    ),
    "OPEN_CALL-left": lambda p: (
        edit(p, lambda ls: rechained([line for n, line in enumerate(ls) if n != 14])),
        write_head(p),
    ),
    "NON_CANONICAL-key-twice": lambda p: edit(
        p, lambda ls: [ls[0], ls[1].replace(b'"effect":', b'"effect":"block","effect":'), *ls[2:]]
    ),
    "MALFORMED-list": lambda p: edit(p, lambda ls: [*ls[:3], b"[1]", *ls[3:]]),
    "MALFORMED-not-utf8": lambda p: edit(p, lambda ls: [*ls[:3], b"\xff\xfe\0", *ls[4:]]),
    "TRUNCATED-cut-at-a-record": lambda p: edit(p, lambda ls: ls[:-1]),
    "TORN_TAIL-half-a-record": lambda p: (p / SEGMENT).write_bytes(
        (p / SEGMENT).read_bytes()[:-20]
    ),
    "HEAD_MISMATCH-last-edited": lambda p: edit(
        p, lambda ls: [*ls[:-1], ls[-1].replace(b'"close"', b'"cl0se"')]
    ),
    "EMPTY-no-record": lambda p: (p / SEGMENT).write_bytes(b""),
    "MISSING-no-head": lambda p: (p / "head").unlink(),
    "MISSING-no-log": lambda p: (p / "log.json").unlink(),
    "MISSING-no-records": lambda p: (p / SEGMENT).unlink(),
    "OTHER_TRAIL-log-exchanged": lambda p: (p / "log.json").write_text(
        '{"created":"x","format":1,"id":"another"}'
    ),
}


def main():
    shutil.rmtree(HERE, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        samples = {"good-sample": write_sample, "good-after-a-crash": write_crashed}
        for name, write in samples.items():
            write(Path(scratch) / name)
            keep(Path(scratch) / name, HERE / name)
    for name, spoil in BAD.items():
        shutil.copytree(HERE / "good-sample", HERE / name)
        spoil(HERE / name)


def keep(trail, sample):
    """Only what an auditor gets: no lock, no key."""
    for name in ("log.json", "head", SEGMENT):
        (sample / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(trail / name, sample / name)
    with contextlib.suppress(FileNotFoundError):
        shutil.copytree(trail / "torn", sample / "torn")


if __name__ == "__main__":
    main()

"""Writes the sample trails in `trails/` and `trails.json`, which says what each of them is.

It shares no code with the product: it was written from docs/reference/trail-format.md with the
standard library and an Ed25519 of somebody else. Run it again after a change of the format; the
samples are checked in because a format is what old files look like. The keys are no secrets.
"""

import base64
import copy
import hashlib
import json
import shutil
import zlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = Path(__file__).parent
NO_BOOT = "-" * 36


def jcs(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(content):
    return base64.b64encode(content).decode()


def leaf(line):
    return hashlib.sha256(b"\0" + line).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def subtrees(leaves):
    """The roots of the complete subtrees, largest first: as many as the size has one bits."""
    found, start = [], 0
    for bit in reversed(range(len(leaves).bit_length())):
        if len(leaves) & 1 << bit:
            level, start = leaves[start : start + (1 << bit)], start + (1 << bit)
            while len(level) > 1:
                level = [node(*level[n : n + 2]) for n in range(0, len(level), 2)]
            found += level
    return found


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    *rest, result = subtrees(leaves)
    for left in reversed(rest):
        result = node(left, result)
    return result


class Key:
    def __init__(self, name):
        self.name = name
        self._private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())
        public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(bytes([1]) + public)}"

    def line(self, text):
        return f"\u2014 {self.name} {b64(self.id + self._private.sign(text.encode()))}\n"


OURS, NEXT, THIEF = Key("vectors.example/first"), Key("vectors.example/next"), Key("thief.example")


class Sample:
    """A trail in the making: bodies and where segments begin. Lines are made from them."""

    def __init__(self, origin="vectors.example/trail", signer=None):
        self.id = hashlib.sha256(origin.encode()).hexdigest()[:32]
        self.origin = origin
        self.signers = [signer] if signer else []
        self.starts = [0]
        self.lines = []
        self.clock = 0
        self.epoch = "0123456789abcdef"
        self.checkpoint = None
        self.pruned = 0
        self.torn = {}

    @property
    def size(self):
        return len(self.lines)

    def leaves(self, size=None):
        return [leaf(line) for line in self.lines[:size]]

    def add(self, kind, **fields):
        self.clock += 1_234_567
        second, micro = divmod(self.clock, 1_000_000)
        at = f"2026-09-21T{14 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        stamp = {"epoch": self.epoch, "kind": kind, "mono_us": self.clock}
        self.put({**fields, **stamp, "ts": f"{at}.{micro:06d}Z"})
        return self.size - 1

    def put(self, body):
        prev = leaf(self.lines[-1]).hex() if self.lines else "0" * 64
        self.lines.append(jcs({"body": body, "prev": prev, "seq": self.size, "v": 1}))

    def open(self):
        self.add(
            "open",
            boot=NO_BOOT,
            host="sample",
            log=self.id,
            origin=self.origin,
            pid=1,
            version="0.1.0",
        )
        return self

    def calls(self, *statuses):
        for status in statuses:
            seq = self.decide("allow")
            self.add("outcome", dur_us=1500, redactions={"email": 1}, ref=seq, status=status)
            self.decide("block")
        return self

    def decide(self, effect):
        reason = 'a search \u2713 \U0001f600 "quoted"\\\n\u007f\u0001'
        policy = {"name": "sample", "sha256": hashlib.sha256(b"sample").hexdigest()}
        return self.add("decision", effect=effect, policy=policy, reason=reason, tool="search")

    def note(self, size=None, signers=None, origin=None):
        size = self.size if size is None else size
        text = f"{origin or self.origin}\n{size}\n{b64(root(self.leaves(size)))}\n"
        signatures = "".join(key.line(text) for key in signers or self.signers)
        return f"{text}\n{signatures}"

    def seal(self, *, publish=True, **how):
        note = self.note(**how)
        self.add("seal", note=note)
        if publish:
            self.checkpoint = note
        return self

    def next_segment(self):
        hashes = subtrees(self.leaves())
        previous, root_now = self.starts[-1], b64(root(self.leaves()))
        self.starts.append(self.size)
        frontier = [item.hex() for item in hashes]
        named = {"log": self.id, "origin": self.origin}
        self.add("segment", frontier=frontier, previous=previous, root=root_now, **named)
        return self

    def rotate(self, old, new):
        self.add("key_rotate", new=new.vkey, old=old.id.hex())
        return self

    def close(self):
        self.add("close")
        if self.signers:
            self.seal()
        return self

    def segments(self):
        ends = [*self.starts[1:], self.size]
        return {s: self.lines[s:e] for s, e in zip(self.starts, ends, strict=True)}

    def rechain(self, bodies):
        """Other bodies, chained as if they had been written so."""
        self.lines = []
        for body in bodies:
            self.put(body)
        return self

    def bodies(self):
        return [json.loads(line)["body"] for line in self.lines]

    def write(self, path):
        (path / "entries").mkdir(parents=True)
        log = {"created": "2026-09-21T14:00:00Z", "format": 1, "id": self.id, "origin": self.origin}
        (path / "log.json").write_bytes(jcs(log) + b"\n")
        for start, lines in self.segments().items():
            if start >= self.pruned:
                content = b"".join(line + b"\n" for line in lines)
                (path / f"entries/{start:012d}.jsonl").write_bytes(content)
        (path / "head").write_bytes(self.head())
        if self.checkpoint is not None:
            (path / "checkpoint").write_text(self.checkpoint, "utf-8")
        for name, content in self.torn.items():
            (path / "torn").mkdir(exist_ok=True)
            (path / "torn" / name).write_bytes(content)

    def head(self):
        active = self.segments()[self.starts[-1]]
        size = sum(len(line) + 1 for line in active)
        last = leaf(self.lines[-1]).hex() if self.lines else "0" * 64
        hashes = b"".join(subtrees(self.leaves())).hex() or "-"
        numbers = f"2 {self.size} {self.starts[-1]} {size} 0 0 0"
        line = f"head 1 {numbers} {NO_BOOT} {last} {hashes} - ".encode()
        # The first of two slots; that the second is not there does not harm.
        return line + f"{zlib.crc32(line):08x}\n".encode()

    def facts(self):
        bodies = self.bodies()[self.pruned :]
        kinds = [body["kind"] for body in bodies]
        allowed = {n for n, b in enumerate(self.bodies()) if b.get("effect") == "allow"}
        ended = {b["ref"] for b in bodies if b["kind"] == "outcome"}
        return {
            "records": len(bodies),
            "entries": kinds.count("decision"),
            "blocked": sum(b.get("effect") == "block" for b in bodies),
            "indeterminate": sum(b.get("status") == "indeterminate" for b in bodies),
            "recoveries": kinds.count("recovery"),
            "erased": sum(b["count"] for b in bodies if b["kind"] == "erasure"),
            "pruned_below": self.pruned,
            "open_calls": len({n for n in allowed - ended if n >= self.pruned}),
        }


def unsigned():
    return Sample().open().calls("returned", "raised", "timed_out", "cancelled", "withheld").close()


def crashed(sample):
    """A process dies in a call and in the middle of a line; the next one settles that."""
    seq = sample.open().calls("returned").decide("allow")
    if sample.signers:
        sample.seal()
    torn = b'{"body":{"effect":"allow","ki'
    digest = hashlib.sha256(torn).hexdigest()
    sample.torn[f"{sample.size:012d}-{digest}.bin"] = torn
    sample.epoch = "fedcba9876543210"
    cut = sample.size
    sample.open()
    sample.add("recovery", from_seq=cut, sha256=digest, torn_bytes=len(torn))
    sample.add("outcome", ref=seq, status="indeterminate")
    return sample.calls("not_run").close()


def segmented(sample):
    sample.open()
    for status in ("returned", "raised", "returned"):
        sample.calls(status)
        if sample.signers:
            sample.seal()
        sample.next_segment()
    return sample.calls("withheld").close()


def signed():
    sample = Sample(signer=OURS).open()
    return sample.calls("returned").seal().calls("raised", "returned").seal().close()


def rotated():
    sample = Sample(signer=OURS).open().calls("returned").seal().rotate(OURS, NEXT).seal()
    sample.signers = [OURS, NEXT]
    sample.calls("returned").seal()
    sample.signers = [NEXT]
    return sample.calls("returned").seal().close()


def pruned(*, record=True):
    sample = segmented(Sample(signer=OURS))
    below = sample.starts[2]
    if record:
        sample.add("prune", below=below)
        sample.seal()
    sample.pruned = below
    return sample


def erased():
    sample = Sample(signer=OURS).open().calls("returned").seal()
    sample.add("erasure", count=2, key=hashlib.sha256(b"k").hexdigest()[:32], subject="5e" * 16)
    return sample.close()


def idle():
    sample = Sample(signer=OURS).open().calls("returned")
    return sample.seal().seal().seal().close()


def pruned_across_a_call():
    """An outcome stays, and its decision was deleted."""
    sample = Sample(signer=OURS).open().calls("returned")
    seq = sample.decide("allow")
    sample.seal().next_segment()
    sample.add("outcome", dur_us=9, ref=seq, status="returned")
    sample.add("prune", below=sample.starts[1])
    sample.pruned = sample.starts[1]
    return sample.calls("returned").close()


def untouched(sample):
    return sample


def set_body(number, **changes):
    def change(sample):
        bodies = sample.bodies()
        bodies[number].update(changes)
        return sample.rechain(bodies)

    return change


def set_line(number, old, new):
    def change(sample):
        assert old in sample.lines[number], (number, old)
        sample.lines[number] = sample.lines[number].replace(old, new)
        return sample

    return change


def lines(change):
    """The lines as `change` makes them; nothing else follows suit."""

    def changed(sample):
        sample.lines = change(sample.lines)
        return sample

    return changed


def bodies(change):
    return lambda sample: sample.rechain(change(sample.bodies()))


def without(bodies, dropped):
    """The bodies but some, with references to the numbers that the rest get."""
    numbers = {old: new for new, old in enumerate(set(range(len(bodies))) - dropped)}
    kept = [bodies[old] for old in numbers]
    return [{**b, "ref": numbers[b["ref"]]} if "ref" in b else b for b in kept]


def without_seals(sample):
    bodies = sample.bodies()
    sample.rechain(without(bodies, {n for n, b in enumerate(bodies) if b["kind"] == "seal"}))
    sample.checkpoint = None
    return sample


def signed_again_by(key):
    """Every seal made anew by another key, over a history with one call less."""

    def change(sample):
        bodies = without(sample.bodies(), {3})
        sample.lines = []
        for body in bodies:
            if body["kind"] == "seal":
                body["note"] = sample.checkpoint = sample.note(signers=[key])
            sample.put(body)
        return sample

    return change


def cut_to(size):
    def change(sample):
        sample.lines = sample.lines[:size]
        return sample

    return change


def checkpoint(make):
    def change(sample):
        sample.checkpoint = make(sample)
        return sample

    return change


def of_another_key(sample):
    sample.checkpoint = sample.note(size=sample.size - 1, signers=[THIEF])
    return sample


def of_another_history(sample):
    """The key has signed two roots of one size."""
    text = f"{sample.origin}\n5\n{b64(root(sample.leaves(4)))}\n"
    sample.checkpoint = f"{text}\n{OURS.line(text)}"
    return sample


def bad_signature(note):
    head, last = note[:-1].rsplit(" ", 1)
    raw = bytearray(base64.b64decode(last))
    raw[10] ^= 1
    return f"{head} {b64(bytes(raw))}\n"


def spoiled_last_seal(sample):
    body = sample.bodies()[-1]
    sample.lines.pop()
    sample.put({**body, "note": bad_signature(body["note"])})
    return sample


def foreign_log(sample):
    sample.id = "f" * 32
    return sample


def foreign_origin(sample):
    sample.origin = "vectors.example/other"
    return sample


def renamed_origin(sample):
    sample.lines.pop()
    return sample.seal(origin="vectors.example/other")


def wrong_size(sample):
    sample.lines.pop()
    return sample.seal(size=sample.size - 2)


def alone_too_early():
    """The new key signs before the old one has signed together with it."""
    sample = Sample(signer=OURS).open().calls("returned").seal().rotate(OURS, NEXT).seal()
    sample.signers = [NEXT]
    return sample.calls("returned").seal().close()


def uncovered_rotation():
    """Whoever has only the new key names it."""
    sample = Sample(signer=OURS).open().calls("returned").seal().rotate(OURS, THIEF)
    sample.signers = [THIEF]
    return sample.calls("returned").seal().close()


def retired_key():
    sample = rotated()
    sample.signers = [OURS]
    return sample.calls("returned").seal()


def new_segment():
    """The next segment was made, and nothing is in it yet."""
    sample = unsigned()
    sample.starts.append(sample.size)
    return sample


def unsigned_tail():
    sample = signed()
    sample.epoch = "fedcba9876543210"
    sample.open().calls("returned")
    sample.add("close")
    return sample


def unsigned_prune(sample):
    sample.add("prune", below=sample.starts[2])
    return sample


def forged_frontier(sample):
    """A beginning that never was: whole to the eye, and the seals know better."""
    bodies = sample.bodies()
    first = sample.pruned
    bodies[first]["frontier"] = [
        hashlib.sha256(b"x").hexdigest() for _ in bodies[first]["frontier"]
    ]
    kept = [json.loads(line) for line in sample.lines]
    prev = None
    for number in range(first, len(bodies)):
        record = {**kept[number], "body": bodies[number]}
        if prev is not None:
            record["prev"] = prev
        sample.lines[number] = jcs(record)
        prev = leaf(sample.lines[number]).hex()
    return sample


def earlier_checkpoint():
    sample = signed()
    first = next(n for n, body in enumerate(sample.bodies()) if body["kind"] == "seal")
    sample.checkpoint = sample.note(size=first)
    return sample


# Name, what writes it, what spoils it, the keys that it is checked with.
GOOD = [
    ("good-unsigned", unsigned, []),
    ("good-unsigned-after-a-crash", lambda: crashed(Sample()), []),
    ("good-unsigned-segments", lambda: segmented(Sample()), []),
    ("good-unsigned-new-segment", new_segment, []),
    ("good-signed", signed, [OURS]),
    ("good-signed-without-head", signed, [OURS]),
    ("good-signed-after-a-crash", lambda: crashed(Sample(signer=OURS)), [OURS]),
    ("good-signed-segments", lambda: segmented(Sample(signer=OURS)), [OURS]),
    ("good-rotated", rotated, [OURS]),
    ("good-rotated-new-key-known", rotated, [NEXT]),
    ("good-pruned", pruned, [OURS]),
    ("good-pruned-across-a-call", pruned_across_a_call, [OURS]),
    ("good-erased", erased, [OURS]),
    ("good-idle", idle, [OURS]),
    ("partial-unsigned-tail", unsigned_tail, [OURS]),
    ("partial-earlier-checkpoint", earlier_checkpoint, [OURS]),
    ("partial-no-key-given", signed, []),
]
BAD = [
    ("CHAIN_BREAK-edited", unsigned, set_line(1, b'"allow"', b'"block"')),
    ("SEQ_GAP-deleted", unsigned, lines(lambda ls: ls[:4] + ls[5:])),
    ("SEQ_GAP-swapped", unsigned, lines(lambda ls: [*ls[:3], ls[4], ls[3], *ls[5:]])),
    ("SEQ_GAP-duplicated", unsigned, lines(lambda ls: [*ls[:4], ls[3], *ls[4:]])),
    ("DUP_OUTCOME-rechained", unsigned, bodies(lambda bs: [*bs, bs[2]])),
    ("ORPHAN_OUTCOME-rechained", unsigned, bodies(lambda bs: [*bs, {**bs[2], "ref": 3}])),
    ("OPEN_CALL-left", unsigned, bodies(lambda bs: [*bs[:14], bs[15]])),
    (
        "NON_CANONICAL-key-twice",
        unsigned,
        set_line(1, b'"effect":', b'"effect":"block","effect":'),
    ),
    ("NON_CANONICAL-spaced", unsigned, set_line(1, b'"effect":', b'"effect": ')),
    ("NON_CANONICAL-escaped", unsigned, set_line(1, b'"search"', b'"se\\u0061rch"')),
    ("MALFORMED-fraction", unsigned, set_line(2, b'"dur_us":1500', b'"dur_us":1500.0')),
    ("NON_CANONICAL-large-number", unsigned, set_line(2, b":1500", b":9007199254740992")),
    ("MALFORMED-list", unsigned, lines(lambda ls: [*ls[:3], b"[1]", *ls[3:]])),
    ("MALFORMED-not-utf8", unsigned, lines(lambda ls: [*ls[:3], b"\xff\xfe\0", *ls[4:]])),
    ("MALFORMED-unknown-kind", unsigned, set_body(-1, kind="closing")),
    ("EMPTY-no-record", unsigned, lambda s: s),
    ("TRUNCATED-cut-at-a-record", unsigned, lambda s: s),
    ("TORN_TAIL-half-a-record", unsigned, lambda s: s),
    ("HEAD_MISMATCH-last-edited", unsigned, lambda s: s),
    ("MISSING-no-head", unsigned, lambda s: s),
    ("MISSING-no-log", unsigned, lambda s: s),
    ("MISSING-no-records", unsigned, lambda s: s),
    ("OTHER_TRAIL-log-exchanged", unsigned, foreign_log),
    ("OTHER_TRAIL-origin-exchanged", unsigned, foreign_origin),
    ("SEGMENT_MISMATCH-swapped", lambda: segmented(Sample()), lambda s: s),
    ("SEQ_GAP-segment-deleted", lambda: segmented(Sample()), lambda s: s),
    ("TRUNCATED-last-segment-deleted", lambda: segmented(Sample()), lambda s: s),
    ("BEGINNING_MISSING-first-segment-deleted", lambda: segmented(Sample()), lambda s: s),
    ("UNEXPECTED-foreign-file", lambda: segmented(Sample()), lambda s: s),
    ("NO_CHECKPOINT-seals-removed", signed, without_seals),
    ("NO_CHECKPOINT-file-removed", signed, checkpoint(lambda _: None)),
    ("NO_CHECKPOINT-signed-again-by-a-thief", signed, signed_again_by(THIEF)),
    ("BAD_CHECKPOINT-file-of-another-key", signed, of_another_key),
    ("BAD_CHECKPOINT-file-damaged", signed, checkpoint(lambda s: s.checkpoint[:-9])),
    ("BAD_CHECKPOINT-signature-forged", signed, spoiled_last_seal),
    ("BAD_CHECKPOINT-wrong-size", signed, wrong_size),
    ("OTHER_TRAIL-origin-of-a-seal", signed, renamed_origin),
    ("ROOT_MISMATCH-rechained", signed, set_body(3, tool="refund")),
    ("ROOT_MISMATCH-checkpoint-of-another-history", signed, of_another_history),
    ("TRUNCATED-cut-to-a-seal", signed, cut_to(5)),
    ("TRUNCATED-cut-to-nothing-signed", signed, cut_to(3)),
    ("BAD_ROTATION-new-key-alone", alone_too_early, untouched),
    ("BAD_ROTATION-not-covered-by-the-old-key", uncovered_rotation, untouched),
    ("UNKNOWN_KEY-retired", retired_key, untouched),
    ("BEGINNING_MISSING-not-stated", lambda: pruned(record=False), untouched),
    ("BEGINNING_MISSING-stated-unsigned", lambda: pruned(record=False), unsigned_prune),
    ("ROOT_MISMATCH-forged-frontier", pruned, forged_frontier),
]


def swap(path):
    first, second = sorted((path / "entries").iterdir())[1:3]
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)


def shorten(path, by):
    segment = path / "entries/000000000000.jsonl"
    content = segment.read_bytes()
    segment.write_bytes(content[:-by] if by else b"".join(content.splitlines(keepends=True)[:-1]))


def edit_last(path):
    segment = path / "entries/000000000000.jsonl"
    *lines, last = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join([*lines, last.replace(b'"ts":"2026', b'"ts":"2025')]))


def segment(path, number):
    return sorted((path / "entries").iterdir())[number]


# What is done to the files themselves, after they were written.
TO_FILES = {
    "EMPTY-no-record": lambda p: segment(p, 0).write_bytes(b""),
    "TRUNCATED-cut-at-a-record": lambda p: shorten(p, 0),
    "TORN_TAIL-half-a-record": lambda p: shorten(p, 20),
    "HEAD_MISMATCH-last-edited": edit_last,
    "good-signed-without-head": lambda p: (p / "head").unlink(),
    "MISSING-no-head": lambda p: (p / "head").unlink(),
    "MISSING-no-log": lambda p: (p / "log.json").unlink(),
    "MISSING-no-records": lambda p: segment(p, 0).unlink(),
    "SEGMENT_MISMATCH-swapped": swap,
    "SEQ_GAP-segment-deleted": lambda p: segment(p, 1).unlink(),
    "TRUNCATED-last-segment-deleted": lambda p: segment(p, -1).unlink(),
    "BEGINNING_MISSING-first-segment-deleted": lambda p: segment(p, 0).unlink(),
    "UNEXPECTED-foreign-file": lambda p: (p / "entries/notes.txt").write_text("x"),
}


def good(name, make, keys):
    sample = make()
    sample.write(HERE / "trails" / name)
    TO_FILES.get(name, lambda _: None)(HERE / "trails" / name)
    status = name.partition("-")[0].replace("good", "ok")
    seals = [n for n, b in enumerate(sample.bodies()) if b["kind"] == "seal"] if keys else []
    return {
        **sample.facts(),
        "status": status,
        "assurance": "signed" if keys else "unsigned",
        "origin": sample.origin,
        "signed_size": seals[-1] if seals else 0,
        "unsigned_tail": sample.size - 1 - seals[-1] if seals else sample.size - sample.pruned,
        "keys": [key.vkey for key in keys],
    }


def bad(name, make, spoil):
    sample = spoil(copy.deepcopy(make()))
    sample.write(HERE / "trails" / name)
    TO_FILES.get(name, lambda _: None)(HERE / "trails" / name)
    keys = [OURS.vkey] if make().signers else []
    return {"status": "invalid", "code": name.partition("-")[0], "keys": keys}


def main():
    shutil.rmtree(HERE / "trails", ignore_errors=True)
    told = {name: good(name, make, keys) for name, make, keys in GOOD}
    told |= {name: bad(name, make, spoil) for name, make, spoil in BAD}
    (HERE / "trails.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()

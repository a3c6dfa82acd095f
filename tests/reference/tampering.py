"""What somebody could do to the files of a trail, without its signing key.

A trail is a mapping from names to contents. Each function yields `(what was done, the files)`.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from reference.merkle import root

FIRST_PREV = "0" * 64
THIEF = Ed25519PrivateKey.from_private_bytes(b"thief" * 6 + b"th")


def jcs(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def segments(files):
    return sorted(name for name in files if name.startswith("entries/"))


def lines_of(files):
    return [line for name in segments(files) for line in files[name].split(b"\n")[:-1]]


def joined(lines):
    return b"".join(line + b"\n" for line in lines)


def leaf(line):
    return hashlib.sha256(b"\0" + line).digest()


def with_lines(files, lines):
    """The same segments with other lines; what is over goes to the last one."""
    made, rest = dict(files), list(lines)
    names = segments(files)
    for name in names:
        count = len(rest) if name == names[-1] else files[name].count(b"\n")
        made[name], rest = joined(rest[:count]), rest[count:]
    return made


def rechained(files, bodies):
    """Other bodies under numbers and hashes as if they had been written so."""
    first = json.loads(lines_of(files)[0])
    prev, seq, lines = first["prev"], first["seq"], []
    for body in bodies:
        lines.append(jcs({"body": body, "prev": prev, "seq": seq, "v": 1}))
        prev, seq = leaf(lines[-1]).hex(), seq + 1
    return with_lines(files, lines)


def bodies_of(files):
    return [json.loads(line)["body"] for line in lines_of(files)]


def stated(files):
    """What log.json says, but for the time of making, to which nothing else holds."""
    log = json.loads(files["log.json"])
    return log["format"], log["id"], log["origin"]


# Bytes


def flipped_bits(files, rng):
    while True:
        name = rng.choice([*segments(files)] * 4 + [n for n in ("checkpoint",) if n in files])
        content = bytearray(files[name])
        at, bit = rng.randrange(len(content)), rng.randrange(8)
        content[at] ^= 1 << bit
        yield f"bit {bit} of byte {at} of {name}", {**files, name: bytes(content)}


def changed_bytes(files, rng):
    while True:
        name = rng.choice(segments(files))
        content = files[name]
        start = rng.randrange(len(content) + 1)
        end = min(len(content), start + rng.choice((0, 1, 1, 2, 7, 64, 300)))
        new = rng.randbytes(rng.choice((0, 1, 1, 2, 7)))
        if rng.random() < 0.5:
            new = rng.choice((b"", b" ", b"\n", b"\0", b'"', b"0", b"}", b",", b"\\", b"\xff"))
        if content[start:end] != new:
            made = content[:start] + new + content[end:]
            yield f"bytes {start} to {end} of {name}", {**files, name: made}


def cut_ends(files, _):
    """At every byte of the last three records."""
    name = segments(files)[-1]
    content = files[name]
    third = content.rstrip(b"\n").rfind(b"\n", 0, content.rstrip(b"\n").rfind(b"\n"))
    start = max(content.rfind(b"\n", 0, third) + 1, 0)
    for end in range(start, len(content)):
        yield f"{name} cut at byte {end}", {**files, name: content[:end]}


def cut_records(files, _):
    """At every record; the segments behind it are gone as well."""
    lines = lines_of(files)
    for count in range(len(lines)):
        made, left = dict(files), count
        for name in segments(files):
            kept = files[name].split(b"\n")[:-1][:left]
            left -= len(kept)
            made[name] = joined(kept)
            if not kept:
                del made[name]
        yield f"cut to {count} records", made


# Lines


def edited_lines(files, _):
    lines = lines_of(files)
    for n, line in enumerate(lines):
        yield f"record {n} deleted", with_lines(files, [*lines[:n], *lines[n + 1 :]])
        yield f"record {n} twice", with_lines(files, [*lines[:n], line, *lines[n:]])
        yield f"an empty line at {n}", with_lines(files, [*lines[:n], b"", *lines[n:]])
        other = [*lines[:n], *lines[n + 1 : n + 2], line, *lines[n + 2 :]]
        if n + 1 < len(lines):
            yield f"records {n} and {n + 1} exchanged", with_lines(files, other)


def arranged_lines(files, rng):
    lines = lines_of(files)
    while True:
        made = lines.copy()
        match rng.randrange(4):
            case 0:
                rng.shuffle(made)
            case 1:
                made.insert(rng.randrange(len(made)), made.pop(rng.randrange(len(made))))
            case 2:
                a, b = sorted(rng.sample(range(len(made) + 1), 2))
                del made[a:b]
            case 3:
                a, b = sorted(rng.sample(range(len(made) + 1), 2))
                made[a:b] = reversed(made[a:b])
        if made != lines:
            yield "lines arranged otherwise", with_lines(files, made)


# What records say


def _changes(body, rng):
    for key in body:
        yield f"{key} removed", {k: v for k, v in body.items() if k != key}
        yield f"{key} renamed", {k if k != key else f"{k}_": v for k, v in body.items()}
        yield f"{key} is another", {**body, key: _other(body[key], rng)}
    yield "a key added", {**body, "approved_by": "me"}


def _other(value, rng):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + rng.choice((-1, 1, 1000))
    if isinstance(value, str):
        swapped = {"allow": "block", "block": "allow", "returned": "raised"}
        return swapped.get(value, value + "x" if rng.random() < 0.5 else value[:-1])
    if isinstance(value, dict):
        return {**value, "x": 1}
    return [*value, 1] if isinstance(value, list) else 0


def edited_records(files, rng):
    """One record says something else; the rest is left as it was."""
    lines = lines_of(files)
    for n, line in enumerate(lines):
        record = json.loads(line)
        for what, body in _changes(record["body"], rng):
            made = jcs({**record, "body": body})
            if made != line:
                yield f"record {n}: {what}", with_lines(files, [*lines[:n], made, *lines[n + 1 :]])
        for what, made in _respelled(line):
            yield f"record {n}: {what}", with_lines(files, [*lines[:n], made, *lines[n + 1 :]])


def _respelled(line):
    """The same values in another spelling."""
    record = json.loads(line)
    yield "a space", line.replace(b":", b": ", 1)
    yield "keys turned round", json.dumps(dict(reversed(record.items()))).encode()
    yield "a key twice", line.replace(b'"kind":', b'"kind":"close","kind":', 1)
    yield "an escape", line.replace(b'"kind"', b'"k\\u0069nd"', 1)
    yield "a fraction", line.replace(b'"v":1}', b'"v":1.0}')
    yield "true for 1", line.replace(b'"v":1}', b'"v":true}')
    yield "a carriage return", line + b"\r"


def rechained_records(files, rng):
    """One record says something else or is gone, and the chain is computed anew behind it.

    Only the last record is left out: see `last_seals`.
    """
    bodies = bodies_of(files)
    for n, body in enumerate(bodies[:-1]):
        for what, other in _changes(body, rng):
            if other != body:
                made = rechained(files, [*bodies[:n], other, *bodies[n + 1 :]])
                yield f"record {n}: {what}, rechained", made
        yield f"record {n} gone, rechained", rechained(files, [*bodies[:n], *bodies[n + 1 :]])
        twice = rechained(files, [*bodies[:n], body, *bodies[n:]])
        yield f"record {n} twice, rechained", twice


# Segments, checkpoints, signatures


def moved_segments(files, _):
    names = segments(files)
    for name in names:
        without = {n: c for n, c in files.items() if n != name}
        yield f"{name} gone", without
        yield f"{name} emptied", {**files, name: b""}
        yield f"{name} renamed", {**without, "entries/000000000001.jsonl": files[name]}
        yield f"{name} hidden", {**without, f"{name}.bak": files[name]}
    for one, other in itertools.combinations(names, 2):
        swapped = {**files, one: files[other], other: files[one]}
        yield f"{one} and {other} exchanged", swapped
        yield f"{other} put behind {one}", {**files, one: files[one] + files[other], other: b""}
    for count in range(1, len(names)):
        kept = {n: c for n, c in files.items() if n not in names[:count]}
        yield f"the first {count} segments gone", kept


def moved_checkpoints(files, _):
    note = files.get("checkpoint")
    if note is None:
        return
    without = {n: c for n, c in files.items() if n != "checkpoint"}
    yield "no checkpoint", without
    yield "an empty checkpoint", {**files, "checkpoint": b""}
    yield "half a checkpoint", {**files, "checkpoint": note[: len(note) // 2]}
    yield "a thief's checkpoint", {**files, "checkpoint": thiefs_note(files, len(note))}
    bodies = bodies_of(files)
    for n, body in enumerate(bodies[:-1]):
        if body["kind"] == "seal":
            yield f"the checkpoint of record {n}", {**files, "checkpoint": body["note"].encode()}
    unsealed = [body for body in bodies if body["kind"] != "seal"]
    yield "no seals, rechained", rechained(files, unsealed)
    yield "no seals and no checkpoint, rechained", rechained(without, unsealed)


def thiefs_note(files, size, head=bytes(32)):
    public = THIEF.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    name = "thief.example"
    key_id = hashlib.sha256(f"{name}\n\x01".encode() + public).digest()[:4]
    origin = stated(files)[2]
    text = f"{origin}\n{size}\n{base64.b64encode(head).decode()}\n"
    signature = base64.b64encode(key_id + THIEF.sign(text.encode())).decode()
    return f"{text}\n\u2014 {name} {signature}\n".encode()


def signed_by_a_thief(files, _):
    """A call never happened: all is computed anew without it, and another key seals it."""
    bodies = bodies_of(files)
    if json.loads(lines_of(files)[0])["seq"]:
        return
    for seq, body in enumerate(bodies):
        if body["kind"] == "decision":
            gone = {n for n, one in enumerate(bodies) if n == seq or one.get("ref") == seq}
            yield f"the call of record {seq} gone, sealed by a thief", _forged(files, bodies, gone)


def _forged(files, bodies, gone):
    """A trail in which everything agrees but for who signed it."""
    made = {"log.json": files["log.json"]}
    numbers = {old: new for new, old in enumerate(n for n in range(len(bodies)) if n not in gone)}
    starts = {json.loads(files[n].split(b"\n", 1)[0])["seq"] for n in segments(files) if files[n]}
    lines, begun = [], []
    for old, new in numbers.items():
        if old in starts:
            begun.append(new)
        body = _fitting(files, bodies[old], lines, begun, numbers)
        prev = leaf(lines[-1]).hex() if lines else FIRST_PREV
        lines.append(jcs({"body": body, "prev": prev, "seq": new, "v": 1}))
        if body["kind"] == "seal":
            made["checkpoint"] = body["note"].encode()
    for start, end in itertools.pairwise([*begun, len(lines)]):
        made[f"entries/{start:012d}.jsonl"] = joined(lines[start:end])
    return made


def _fitting(files, body, lines, begun, numbers):
    if body["kind"] == "seal":
        return {**body, "note": thiefs_note(files, len(lines), root(lines)).decode()}
    if body["kind"] == "segment":
        head = base64.b64encode(root(lines)).decode()
        frontier = [one.hex() for one in frontier_of(lines)]
        return {**body, "previous": begun[-2], "root": head, "frontier": frontier}
    return {**body, "ref": numbers[body["ref"]]} if "ref" in body else body


def frontier_of(lines):
    hashes, start = [], 0
    for bit in reversed(range(len(lines).bit_length())):
        if len(lines) & 1 << bit:
            hashes.append(root(lines[start : start + (1 << bit)]))
            start += 1 << bit
    return hashes


def other_logs(files, _):
    log = json.loads(files["log.json"])
    for key in ("id", "origin", "format"):
        other = {**log, key: 2 if key == "format" else f"{log[key]}x"}
        yield f"another {key}", {**files, "log.json": jcs(other)}
        yield f"no {key}", {**files, "log.json": jcs({k: v for k, v in log.items() if k != key})}
    yield "no log.json", {n: c for n, c in files.items() if n != "log.json"}


# What cannot be seen without knowing more


def cut_back_to_seals(files):
    """A signed trail as it was at an earlier seal, with that seal's checkpoint."""
    lines = lines_of(files)
    bodies = bodies_of(files)
    sealed = [n for n, body in enumerate(bodies[:-1]) if body["kind"] == "seal"]
    for n in sealed:
        made = next(m for what, m in cut_records(files, None) if what == f"cut to {n + 1} records")
        made = {name: content for name, content in made.items() if name != "head"}
        yield (
            f"as it was at record {n} of {len(lines)}",
            {
                **made,
                "checkpoint": bodies[n]["note"].encode(),
            },
        )


def last_seals(files):
    """What the last seal says of itself: its time, its writer. The next seal would cover it."""
    *bodies, last = bodies_of(files)
    without = {name: content for name, content in files.items() if name != "head"}
    for key, value in {"ts": "2031-01-01T00:00:00.000000Z", "mono_us": 1, "epoch": "e"}.items():
        yield f"another {key} of the last seal", rechained(without, [*bodies, {**last, key: value}])


ALWAYS = (
    cut_ends,
    cut_records,
    edited_lines,
    edited_records,
    rechained_records,
    moved_segments,
    moved_checkpoints,
    signed_by_a_thief,
    other_logs,
)
AT_RANDOM = (flipped_bits, changed_bytes, arranged_lines)

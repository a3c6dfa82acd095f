"""A second verifier of trails, for the reader who does not trust the first.

It uses the Python standard library and nothing of EnforceCore, and was written from the format's
description. Usage: python verify_trail_independently.py TRAIL; exit 0 says whole, 1 says not.
A trail copied here has no living writers, so every open call counts as left behind.
"""

import hashlib
import json
import sys
import zlib
from pathlib import Path


def canonical(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        assert abs(value) < 2**53, "number out of range"
        return str(value)
    if isinstance(value, str):
        short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
        return (
            '"'
            + "".join(
                short.get(ord(c)) or (f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in value
            )
            + '"'
        )
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    assert isinstance(value, dict), "not a record's value"
    assert all(key.isascii() for key in value), "a key that is not ASCII"
    return "{" + ",".join(f"{canonical(k)}:{canonical(value[k])}" for k in sorted(value)) + "}"


def newest_head(content):
    """The words of the good slot with the larger generation, without `head 1`."""
    good = []
    for slot in (content[:8192], content[8192:16384]):
        line, _, crc = slot.split(b"\n")[0].rpartition(b" ")
        if line.startswith(b"head 1 ") and int(crc, 16) == zlib.crc32(line + b" "):
            good.append(line.split(b" ")[2:])
    return max(good, key=lambda words: int(words[0]))


def check(trail):
    log = json.loads((trail / "log.json").read_text())
    assert log["format"] == 1, "another format"
    content = (trail / "entries" / "000000000000.jsonl").read_bytes()
    assert content.endswith(b"\n"), "empty, or the last line is torn"
    leaf, calls, still_open = "0" * 64, 0, set()
    lines = content[:-1].split(b"\n")
    for seq, line in enumerate(lines):
        assert len(line) <= 60 * 1024, f"{seq}: too long"
        record = json.loads(line)
        assert canonical(record).encode() == line, f"{seq}: not canonical"
        assert record.keys() == {"body", "prev", "seq", "v"}, f"{seq}: keys"
        assert record["v"] == 1, f"{seq}: another version"
        assert record["seq"] == seq, f"{seq}: out of sequence"
        assert record["prev"] == leaf, f"{seq}: chain broken"
        leaf = hashlib.sha256(b"\0" + line).hexdigest()
        body = record["body"]
        if body["kind"] == "open":
            assert body["log"] == log["id"], f"{seq}: of another trail"
        elif body["kind"] == "decision":
            calls += 1
            assert body["effect"] in ("allow", "block"), f"{seq}: no effect"
            if body["effect"] == "allow":
                still_open.add(seq)
        elif body["kind"] == "outcome":
            assert body["ref"] in still_open, f"{seq}: an outcome of no open call"
            still_open.remove(body["ref"])
        else:
            assert body["kind"] in ("close", "recovery"), f"{seq}: unknown kind"
    head = newest_head((trail / "head").read_bytes())
    assert (int(head[1]), int(head[3]), head[8].decode()) == (len(lines), len(content), leaf), (
        "head"
    )
    assert not still_open, "calls left open"
    return len(lines), calls


if __name__ == "__main__":
    try:
        records, entries = check(Path(sys.argv[1]))
    except Exception as problem:  # noqa: BLE001  # whatever it is, the trail is not whole
        sys.stdout.write(f"invalid: {type(problem).__name__}: {problem}\n")
        sys.exit(1)
    sys.stdout.write(f"whole: {records} records, {entries} entries\n")

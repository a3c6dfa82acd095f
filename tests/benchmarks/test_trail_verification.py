"""How fast a trail is verified, and in how much memory, whatever its length.

Measured against what any reader needs: parsing each line with `json`, and hashing it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.keys import ED25519, VerifierKey
from enforcecore_core.audit.notes import signed
from enforcecore_core.audit.records import canonical, frame
from enforcecore_core.audit.tree import GrowingTree, leaf_hash

pytestmark = pytest.mark.bench

RECORDS = 1_000_000
SEALED_EVERY = {"seals by time": 1000, "a seal for each call": 3}
STAMP = {"epoch": "0123456789abcdef", "mono_us": 81_234_567, "ts": "2026-11-25T23:03:35.123456Z"}
DECISION = {
    **STAMP,
    "args_digest": "ab" * 32,
    "args_meta": [{"name": "query", "size": 5, "type": "str"}],
    "call_id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "code": "EC-ALLOWED",
    "effect": "allow",
    "kind": "decision",
    "policy": {"name": "shop", "sha256": "cd" * 32},
    "reason": "search.allow allows this call",
    "rule": "search.allow",
    "tool": "search",
}
OUTCOME = {**STAMP, "dur_us": 1500, "kind": "outcome", "ref": 987654321, "status": "returned"}


class Signer:
    def __init__(self):
        self._private = Ed25519PrivateKey.generate()
        self.vkey = VerifierKey("bench", ED25519, self._private.public_key().public_bytes_raw())

    def sign(self, message):
        return self._private.sign(message)


def write_trail(path, sealed_every):
    """A trail as the product writes it, without waiting for the disk; returns its key."""
    (path / "entries").mkdir(parents=True)
    log = {"created": "2026-11-25T23:03:35Z", "format": 1, "id": "a" * 32, "origin": "bench/trail"}
    (path / "log.json").write_bytes(json.dumps(log).encode())
    signer, tree, prev, note = Signer(), GrowingTree(), "0" * 64, ""
    decision, outcome = canonical(DECISION), canonical(OUTCOME)
    with (path / "entries/000000000000.jsonl").open("wb") as file:
        while not note or tree.size < RECORDS:
            bodies = [decision, outcome.replace(b"987654321", b"%d" % tree.size)]
            if tree.size % sealed_every >= sealed_every - 2 or tree.size >= RECORDS - 2:
                bodies.append(b"")
            for body in bodies:
                if not body:
                    text = Checkpoint("bench/trail", tree.size, tree.root()).text()
                    note = signed(text, [signer])
                    body = canonical({**STAMP, "kind": "seal", "note": note})  # noqa: PLW2901
                line = frame(body, prev=prev, seq=tree.size)
                leaf = leaf_hash(line)
                prev = leaf.hex()
                tree.append(leaf)
                file.write(line + b"\n")
    (path / "checkpoint").write_text(note, "utf-8")
    return str(signer.vkey)


VERIFY = r"""
    import re, sys, time
    from enforcecore_core.audit import verify_trail
    began = time.process_time()
    verified = verify_trail(sys.argv[1], keys=sys.argv[2:])
    taken = time.process_time() - began
    assert verified.status == "ok", verified
    # Not ru_maxrss: that begins with what the parent had.
    peak = re.search(r"VmHWM:\s+([0-9]+) kB", open("/proc/self/status").read())[1]
    print(verified.records, taken, peak)
"""
PARSE = """
    import hashlib, json, sys, time
    began = time.process_time()
    with open(f"{sys.argv[1]}/entries/000000000000.jsonl", "rb") as file:
        for line in file:
            json.loads(line)
            hashlib.sha256(line).digest()
    print(time.process_time() - began)
"""


def run(program, *arguments):
    command = [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(word) for word in done.stdout.split()]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("sealed_every", SEALED_EVERY.values(), ids=SEALED_EVERY)
def test_a_million_records(sealed_every, tmp_path):
    key = write_trail(tmp_path / "trail", sealed_every)
    ratios = []
    for _ in range(3):
        records, taken, memory = run(VERIFY, tmp_path / "trail", key)
        [parsed] = run(PARSE, tmp_path / "trail")
        ratios.append(taken / parsed)
        print(
            f"\n  verified {records / taken:10,.0f} records a second in {memory / 1024:.0f} MiB; "
            f"{taken / parsed:.2f} x json and SHA-256"
        )
        assert memory < 64 * 1024
    assert min(ratios) < (2.6 if sealed_every < 10 else 1.9)

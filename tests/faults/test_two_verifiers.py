"""Two verifiers that share no code say the same of trails that were tampered with.

`make fuzz-trail` asks about COMPARED_TRAILS of them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from reference import tampering

from enforcecore_core.audit import AuditTrail, verify_trail
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.errors import TrailInvalid

VECTORS = Path(__file__).parents[1] / "vectors"
COMPARED = int(os.environ.get("COMPARED_TRAILS", "200"))
SEED = int(os.environ.get("TAMPERING_SEED", "1"))
NODE = shutil.which("node")


@pytest.fixture(scope="module", autouse=True)
def _node():
    if NODE is None:
        if os.environ.get("ENFORCECORE_REQUIRE_INTEROP"):
            pytest.fail("node is missing, and ENFORCECORE_REQUIRE_INTEROP says that it must not be")
        pytest.skip("node is not installed: there is no second verifier")


def verdicts(paths, keys):
    """What the verifier in JavaScript says of each trail."""
    asked = "".join(json.dumps({"path": str(path), "keys": keys}) + "\n" for path in paths)
    command = [str(NODE), str(VECTORS / "verify_trail.mjs"), "--batch"]
    done = subprocess.run(command, input=asked, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def ours(path, keys):
    try:
        verified = verify_trail(path, keys=keys)
    except TrailInvalid as invalid:
        return {"status": "invalid", "why": str(invalid)}
    names = ("status", "records", "entries", "blocked", "indeterminate", "signed_size", "origin")
    return {name: getattr(verified, name) for name in names}


def agree(one, other):
    if "invalid" in (one["status"], other["status"]):
        return one["status"] == other["status"]
    return all(other[name] == value for name, value in one.items())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A trail as the product writes it: several segments, two keys, the oldest part pruned."""
    folder = tmp_path_factory.mktemp("written")
    path = folder / "trail"
    keys = [generate_key(folder / name, f"example.org/{name}") for name in ("old", "new")]
    old, new = load_signer(folder / "old"), load_signer(folder / "new")
    for number, signer in enumerate([old, old, new]):
        with AuditTrail.open(path, signer=signer, segment_size=2500, sync=lambda _: None) as trail:
            for _ in range(4):
                seq = trail.decided({"tool": "t\u00e4", "effect": "allow"})
                trail.decided({"tool": "u", "effect": "block"})
                trail.ended(seq, {"status": "returned"})
            if number == 1:
                trail.rotate_key(new)
            if number == 2:
                trail.prune(15)
    return path, [str(key) for key in keys]


def files_of(path):
    names = [name for name in ("log.json", "head", "checkpoint") if (path / name).exists()]
    parts = [*(path / name for name in names), *(path / "entries").iterdir()]
    return {str(part.relative_to(path)): part.read_bytes() for part in parts}


def tampered(files, count, rng):
    listed = [one for way in tampering.ALWAYS for one in way(files, rng)]
    unseen = [*tampering.cut_back_to_seals(files), *tampering.last_seals(files)]
    at_random = [way(files, rng) for way in tampering.AT_RANDOM]
    some = [next(rng.choice(at_random)) for _ in range(count // 2)]
    return [*unseen, *rng.sample(listed, min(len(listed), count - len(some))), *some]


def test_they_say_the_same_of_a_trail_as_it_is_written(written):
    path, keys = written
    for known in (keys[:1], keys[1:], keys, []):
        [second] = verdicts([path], known)
        first = ours(path, known)
        assert agree(first, second), (first, second)
        assert first["status"] == ("ok" if keys[1] in known else "partial" if not known else "ok")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "name", ["written", "good-unsigned", "good-signed-segments", "good-rotated", "good-pruned"]
)
def test_they_say_the_same_of_tampered_trails(name, written, tmp_path):
    path, keys = written
    if name != "written":
        path = VECTORS / "trails" / name
        keys = json.loads((VECTORS / "trails.json").read_text("utf-8"))[name]["keys"]
    rng = random.Random(f"{SEED} {name}")
    done = tampered(files_of(path), COMPARED // 5, rng)
    for number, (_, files) in enumerate(done):
        (tmp_path / str(number) / "entries").mkdir(parents=True)
        for part, content in files.items():
            (tmp_path / str(number) / part).write_bytes(content)
    paths = [tmp_path / str(number) for number in range(len(done))]
    for (what, _), place, second in zip(done, paths, verdicts(paths, keys), strict=True):
        first = ours(place, keys)
        assert agree(first, second), f"{name}: {what}: {first} and {second}"

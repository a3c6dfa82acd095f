"""Nobody without the key changes a trail unnoticed, whatever is done to its files.

`make fuzz-trail` tries TAMPERED_TRAILS of them. What cannot be seen without knowing more than the
trail stands at the end, and is seen by who remembers it.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from collections import Counter
from pathlib import Path

import pytest
from reference import tampering

from enforcecore_core.audit import verify_trail
from enforcecore_core.errors import TrailInvalid

VECTORS = Path(__file__).parents[1] / "vectors"
SAMPLES = json.loads((VECTORS / "trails.json").read_text("utf-8"))
WHOLE = sorted(
    name
    for name, told in SAMPLES.items()
    # Without its head, and with a file in which nothing is yet, there is less to tamper with.
    if told["status"] == "ok" and not name.endswith(("without-head", "new-segment"))
)
SIGNED = [name for name in WHOLE if SAMPLES[name]["keys"]]
TRAILS = int(os.environ.get("TAMPERED_TRAILS", "600"))
SEED = int(os.environ.get("TAMPERING_SEED", "1"))


def files_of(path):
    parts = (part for part in path.rglob("*") if part.is_file() and "torn" not in part.parts)
    return {str(part.relative_to(path)): part.read_bytes() for part in parts}


def write(files, path):
    """Makes the trail at `path` hold these files; what stays as it is is not touched."""
    (path / "entries").mkdir(parents=True, exist_ok=True)
    there = files_of(path)
    for name in there:
        if there[name] != files.get(name):
            # Removed first: writing into a file that is there makes ext4 flush it to disk.
            (path / name).unlink()
    for name, content in files.items():
        if content != there.get(name):
            (path / name).write_bytes(content)
    return path


def verdict(path, keys, **known):
    """What is said of a trail: ok, partial, or the codes of what was found."""
    try:
        return verify_trail(path, keys=keys, **known).status
    except TrailInvalid as invalid:
        return ", ".join(sorted({finding.code for finding in invalid.findings}))


def tampered(files, count, rng):
    """Every way that can be listed, thinned out to about half, and the rest at random."""
    listed = [one for way in tampering.ALWAYS for one in way(files, rng)]
    if len(listed) > count // 2:
        listed = rng.sample(listed, count // 2)
    ways = itertools.cycle([way(files, rng) for way in tampering.AT_RANDOM])
    at_random = (next(way) for way in ways)
    return [*listed, *itertools.islice(at_random, count - len(listed))]


@pytest.mark.timeout(3600)
def test_no_tampered_trail_is_called_valid(tmp_path):
    rng = random.Random(SEED)
    found = Counter()
    for name in WHOLE:
        keys = SAMPLES[name]["keys"]
        files = files_of(VECTORS / "trails" / name)
        assert verdict(write(files, tmp_path / "trail"), keys) == "ok"
        for what, made in tampered(files, -(-TRAILS // len(WHOLE)), rng):
            said = verdict(write(made, tmp_path / "trail"), keys)
            assert said != "ok", f"{name}: {what}"
            found[said] += 1
    assert found.total() >= TRAILS
    assert "UNREADABLE" not in found
    print(f"\n{found.total()} tampered trails, none called valid; most often found:")
    for said, count in found.most_common(12):
        print(f"{count:6} {said}")


@pytest.mark.parametrize("name", SIGNED)
def test_a_trail_put_back_to_an_earlier_seal_is_seen_by_who_remembers_it(name, tmp_path):
    keys, files = SAMPLES[name]["keys"], files_of(VECTORS / "trails" / name)
    path, state = tmp_path / "trail", tmp_path / "state.json"
    expected = files["checkpoint"].decode()
    assert verdict(write(files, path), keys, state=state) == "ok"
    for what, made in tampering.cut_back_to_seals(files):
        write(made, path)
        assert "ROLLBACK" in verdict(path, keys, state=state), what
        assert "ROLLBACK" in verdict(path, keys, expected=expected), what


@pytest.mark.parametrize("name", SIGNED)
def test_what_the_last_seal_says_of_itself_is_seen_by_who_remembers_it(name, tmp_path):
    keys, files = SAMPLES[name]["keys"], files_of(VECTORS / "trails" / name)
    path, state = tmp_path / "trail", tmp_path / "state.json"
    assert verdict(write(files, path), keys, state=state) == "ok"
    for what, made in tampering.last_seals(files):
        assert "EQUIVOCATION" in verdict(write(made, path), keys, state=state), what


def test_without_more_knowledge_an_earlier_state_is_as_good_as_a_later_one(tmp_path):
    keys, files = SAMPLES["good-signed"]["keys"], files_of(VECTORS / "trails" / "good-signed")
    unseen = [*tampering.cut_back_to_seals(files), *tampering.last_seals(files)]
    assert len(unseen) == 5
    for what, made in unseen:
        assert verdict(write(made, tmp_path / "trail"), keys) == "ok", what

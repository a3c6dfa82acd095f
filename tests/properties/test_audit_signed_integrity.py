"""S3 of signed trails: without the key nothing changes unnoticed, head or no head.

The trail is written by the product, in three segments. Whoever changes it does so with everything
but the key: chain, head, frontiers and checkpoint are made to agree wherever that is possible.
"""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import tampering

from enforcecore_core.audit import AuditTrail, verify_trail
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.errors import TrailInvalid


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "signing.key"
    return generate_key(path, "example.org/bot"), load_signer(path)


@pytest.fixture(scope="module")
def files(tmp_path_factory, key):
    path = tmp_path_factory.mktemp("whole") / "trail"
    for _ in range(3):
        with AuditTrail.open(path, signer=key[1], segment_size=2500, sync=lambda _: None) as trail:
            for n in range(3):
                seq = trail.decided({"tool": "t\u00e4", "effect": "allow", "call_id": str(n)})
                trail.decided({"tool": "u", "effect": "block", "n": n})
                trail.ended(seq, {"status": "returned", "dur_us": n})
    names = ("log.json", "head", "checkpoint")
    parts = [path / name for name in names] + sorted((path / "entries").iterdir())
    return {str(part.relative_to(path)): part.read_bytes() for part in parts}


@pytest.fixture(scope="module")
def said_of(key, files):
    """What verification says of other files: ok, partial, or the codes of what it finds."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "trail"

        def said(changed):
            shutil.rmtree(path, ignore_errors=True)
            (path / "entries").mkdir(parents=True)
            for name, content in changed.items():
                (path / name).write_bytes(content)
            try:
                return verify_trail(path, keys=[key[0]]).status
            except TrailInvalid as invalid:
                return {finding.code for finding in invalid.findings}

        assert said(files) == "ok"
        yield said


@pytest.fixture(scope="module")
def headless(files):
    return {name: content for name, content in files.items() if name != "head"}


@pytest.fixture(scope="module")
def sealed_lines(headless):
    """All lines but the last, which is the newest seal: that one vouches for all of these."""
    lines = tampering.lines_of(headless)
    assert json.loads(lines[-1])["body"]["kind"] == "seal"
    assert len(tampering.segments(headless)) >= 3
    return lines[:-1]


def test_a_signed_trail_needs_no_head(said_of, headless):
    assert said_of(headless) == "ok"


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_chain_integrity_any_splice_of_signed_bytes_is_found(said_of, headless, data):
    name = data.draw(st.sampled_from(tampering.segments(headless)[:-1]))
    content = headless[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 300)))
    spoiled = content[:start] + data.draw(st.binary(max_size=30)) + content[end:]
    assert spoiled == content or said_of({**headless, name: spoiled}) != "ok"


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_chain_integrity_any_other_arrangement_of_signed_lines_is_found(
    said_of, headless, sealed_lines, data
):
    last = tampering.lines_of(headless)[-1]
    arranged = data.draw(st.lists(st.sampled_from(sealed_lines), min_size=1, max_size=30))
    changed = tampering.with_lines(headless, [*arranged, last])
    assert arranged == sealed_lines or said_of(changed) != "ok"


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_chain_integrity_a_signed_record_written_anew_with_all_that_follows_is_found(
    said_of, headless, sealed_lines, data
):
    bodies = tampering.bodies_of(headless)
    number = data.draw(st.integers(0, len(sealed_lines) - 1))
    body = bodies[number]
    member = data.draw(st.sampled_from(sorted(body)))
    value = data.draw(
        st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab\u00e4", max_size=3)
    )
    changed = [*bodies[:number], {**body, member: value}, *bodies[number + 1 :]]
    made = tampering.rechained(headless, changed)
    assert made == headless or said_of(made) not in ("ok", "partial")


def test_chain_integrity_every_signed_record_that_is_left_out_is_found(said_of, headless):
    bodies = tampering.bodies_of(headless)
    for number in range(len(bodies) - 1):
        shorter = tampering.rechained(headless, [*bodies[:number], *bodies[number + 1 :]])
        assert said_of(shorter) not in ("ok", "partial"), number


def test_chain_integrity_every_end_of_a_signed_trail_that_is_cut_off_is_found(said_of, headless):
    for what, made in tampering.cut_records(headless, None):
        assert said_of(made) != "ok", what
    for what, made in itertools.islice(tampering.cut_ends(headless, None), 0, None, 11):
        assert said_of(made) != "ok", what


def test_chain_integrity_no_other_key_can_seal_a_signed_trail_again(said_of, headless):
    forgeries = list(tampering.signed_by_a_thief(headless, None))
    assert len(forgeries) == 18
    for what, made in forgeries:
        assert said_of(made) == {"NO_CHECKPOINT", "BAD_CHECKPOINT"}, what


def test_chain_integrity_segments_do_not_move_and_do_not_go(said_of, headless):
    for what, made in tampering.moved_segments(headless, None):
        assert said_of(made) != "ok", what

"""S3: any change, deletion, insertion or reordering of a trail is found.

What is left to a signature (a trail cut off or rebuilt together with its head) stands at the end,
as what it is.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcecore_core.audit import AuditTrail, verify_trail
from enforcecore_core.audit.chain import START
from enforcecore_core.audit.heads import new_head_file, parse_head
from enforcecore_core.audit.records import canonical, frame, leaf_hash
from enforcecore_core.errors import TrailInvalid

SEGMENT = "entries/000000000000.jsonl"


@pytest.fixture(scope="module")
def trail(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "trail"
    with AuditTrail.open(path, sync=lambda _: None) as opened:
        for n in range(6):
            seq = opened.decided({"tool": "t\u00e4", "effect": "allow", "call_id": str(n)})
            opened.decided({"tool": "u", "effect": "block", "n": n})
            opened.ended(seq, {"status": "returned", "dur_us": n})
    return path


@pytest.fixture(scope="module")
def content(trail):
    return (trail / SEGMENT).read_bytes()


@pytest.fixture(scope="module")
def changed(trail, content):
    """A copy of the trail whose records can be set to any bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "trail"
        shutil.copytree(trail, copy)

        def set_to(records: bytes, head: bytes | None = None) -> Path:
            # A new file each time: rewriting one in place makes ext4 flush it to disk.
            (copy / SEGMENT).unlink()
            (copy / SEGMENT).write_bytes(records)
            (copy / "head").unlink()
            (copy / "head").write_bytes(head or (trail / "head").read_bytes())
            return copy

        assert verify_trail(set_to(content)).entries == 12
        yield set_to


def codes(path):
    try:
        verify_trail(path)
    except TrailInvalid as invalid:
        return {finding.code for finding in invalid.findings}
    return set()


def joined(lines):
    return b"".join(line + b"\n" for line in lines)


def test_chain_integrity_every_byte_counts(changed, content):
    for position in range(0, len(content), 2):
        spoiled = bytearray(content)
        spoiled[position] ^= (1, 0x20, 0x80)[position % 3]
        assert codes(changed(bytes(spoiled))), position


def test_chain_integrity_every_truncation_is_found(changed, content):
    for end in range(0, len(content), 2):
        assert codes(changed(content[:end])) & {"TRUNCATED", "TORN_TAIL", "EMPTY"}, end


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_chain_integrity_any_splice_of_bytes_is_found(changed, content, data):
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 400)))
    spoiled = content[:start] + data.draw(st.binary(max_size=40)) + content[end:]
    assert spoiled == content or codes(changed(spoiled))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_chain_integrity_any_other_arrangement_of_lines_is_found(changed, content, data):
    lines = content.splitlines()
    arranged = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines) + 3))
    assert arranged == lines or codes(changed(joined(arranged)))


def test_chain_integrity_each_deletion_insertion_and_exchange_is_found(changed, content):
    lines = content.splitlines()
    for n, line in enumerate(lines):
        assert codes(changed(joined([*lines[:n], *lines[n + 1 :]]))), "deletion"
        assert codes(changed(joined([*lines[:n], line, *lines[n:]]))), "duplicate"
        assert codes(changed(joined([*lines[:n], b"", *lines[n:]]))), "empty line"
        if n:
            exchanged = [*lines[: n - 1], line, lines[n - 1], *lines[n + 1 :]]
            assert codes(changed(joined(exchanged))), "exchange"


@pytest.mark.parametrize(
    "respell",
    [
        pytest.param(lambda b: {**b, "approved_by": "me"}, id="a field added"),
        pytest.param(lambda b: {k: v for k, v in b.items() if k != "tool"}, id="a field removed"),
        pytest.param(lambda b: {**b, "effect": "allow"}, id="a decision turned round"),
        pytest.param(lambda b: {**b, "ts": "2020-01-01T00:00:00.000000Z"}, id="backdated"),
    ],
)
def test_chain_integrity_a_record_written_anew_is_found(changed, content, respell):
    lines = content.splitlines()
    for n, line in enumerate(lines):
        record = json.loads(line)
        body = respell(record["body"])
        if body != record["body"]:
            lines_now = lines.copy()
            lines_now[n] = frame(canonical(body), prev=record["prev"], seq=n)
            assert codes(changed(joined(lines_now))), n


def rebuilt(lines):
    chained, prev = [], "0" * 64
    for seq, line in enumerate(lines):
        chained.append(frame(canonical(json.loads(line)["body"]), prev=prev, seq=seq))
        prev = leaf_hash(chained[-1])
    return chained


def head_of(trail, lines):
    chain = START
    for line in lines:
        chain = chain.after(line)
    return new_head_file(replace(parse_head((trail / "head").read_bytes()), chain=chain))


def test_chain_integrity_a_rebuilt_chain_is_found_by_the_head(changed, content):
    lines = content.splitlines()
    for n in range(len(lines)):
        spoiled = rebuilt([*lines[:n], *lines[n + 1 :]])
        assert codes(changed(joined(spoiled))) & {"TRUNCATED", "HEAD_MISMATCH"}
    spoiled = rebuilt([lines[0], lines[1].replace(b'"t', b'"x'), *lines[2:]])
    assert codes(changed(joined(spoiled))) == {"HEAD_MISMATCH"}


def test_a_rebuilt_trail_whose_calls_do_not_add_up_is_found_even_with_its_head(
    trail, changed, content
):
    lines = content.splitlines()
    without_outcome = rebuilt([line for line in lines if b'"ref":1,' not in line])
    found = codes(changed(joined(without_outcome), head_of(trail, without_outcome)))
    assert found & {"OPEN_CALL", "DUP_OUTCOME", "ORPHAN_OUTCOME"}


def test_only_a_signature_would_show_a_trail_rebuilt_or_cut_together_with_its_head(
    trail, changed, content
):
    cut = content.splitlines()[:4]
    verified = verify_trail(changed(joined(cut), head_of(trail, cut)))
    assert verified.assurance == "unsigned"
    assert "cannot be noticed" in str(verified)

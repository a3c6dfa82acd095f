"""Verification answers for every directory there can be, and never says ok of nothing."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, read_entries, verify_trail
from enforcecore_core.audit.heads import new_head_file, parse_head
from enforcecore_core.errors import TrailInvalid

SEGMENT = "entries/000000000000.jsonl"


@pytest.fixture
def trail(tmp_path):
    path = tmp_path / "trail"
    with AuditTrail.open(path, sync=lambda _: None) as opened:
        opened.ended(opened.decided({"tool": "t", "effect": "allow"}), {"status": "returned"})
        opened.decided({"tool": "t", "effect": "block"})
    return path


def codes(path):
    with pytest.raises(TrailInvalid) as caught:
        verify_trail(path)
    return [finding.code for finding in caught.value.findings]


def test_a_whole_trail_is_counted(trail):
    verified = verify_trail(trail)
    assert (verified.status, verified.assurance) == ("ok", "unsigned")
    assert (verified.records, verified.entries, verified.blocked) == (5, 2, 1)
    assert (verified.open_calls, verified.indeterminate, verified.recoveries) == (0, 0, 0)


def test_people_are_told_what_unsigned_means(trail):
    assert "nsigned" in str(verify_trail(trail))
    assert "cannot be noticed" in str(verify_trail(trail))


def test_verification_writes_nothing(trail):
    before = {f: (f.stat().st_mtime_ns, f.stat().st_size) for f in trail.rglob("*")}
    verify_trail(trail)
    list(read_entries(trail))
    assert {f: (f.stat().st_mtime_ns, f.stat().st_size) for f in trail.rglob("*")} == before


def test_a_trail_that_is_not_there_is_missing(tmp_path):
    assert codes(tmp_path / "nothing") == ["MISSING"]
    assert not (tmp_path / "nothing").exists()


def test_an_empty_directory_is_no_trail(tmp_path):
    assert "MISSING" in codes(tmp_path)


def test_a_file_is_no_trail(tmp_path):
    (tmp_path / "file").write_text("x")
    assert codes(tmp_path / "file") == ["MISSING"]


@pytest.mark.parametrize("name", ["log.json", "head", SEGMENT, "entries"])
@pytest.mark.parametrize("kind", ["gone", "a directory", "a pipe", "a link"])
def test_a_part_that_is_not_a_file_is_found(trail, name, kind):
    part = trail / name
    shutil.rmtree(part) if part.is_dir() else part.unlink()
    if kind == "a directory":
        part.mkdir()
    elif kind == "a pipe":
        os.mkfifo(part)
    elif kind == "a link":
        part.symlink_to("/dev/zero")
    assert set(codes(trail)) & {"MISSING", "UNREADABLE"}


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\n",
        b"\n\n\n",
        b"[1]\n",
        b"null\n",
        b"\0" * 5000,
        b"\0" * 5000 + b"\n",
        b"\xff\xfe\n",
        b"[" * 50_000 + b"\n",
        b"{" * 2_000_000 + b"\n",
        b"x" * 2_000_000,
        b'{"body":{"kind":["open"],"epoch":"e"},"prev":"%b","seq":0,"v":1}\n' % (b"0" * 64),
        b'{"body":{"epoch":"e","kind":"outcome","ref":[],"status":[]},"prev":"%b","seq":0,"v":1}\n'
        % (b"0" * 64),
        b'{"body":{"epoch":"e","kind":"decision"},"prev":"%b","seq":9007199254740991,"v":1}\n'
        % (b"0" * 64),
    ],
    ids=lambda garbage: repr(garbage[:20]),
)
@pytest.mark.parametrize("where", ["instead", "before", "after"])
def test_garbage_is_found_and_does_not_crash(trail, garbage, where):
    content = (trail / SEGMENT).read_bytes()
    both = {"instead": garbage, "before": garbage + content, "after": content + garbage}[where]
    (trail / SEGMENT).write_bytes(both)
    if both != content:
        assert codes(trail)


@pytest.mark.parametrize("name", ["log.json", "head"])
@pytest.mark.parametrize("garbage", [b"", b"[1]", b"\xff", b"[" * 5000, b"{}", b"1" * 5000])
def test_garbage_in_a_small_file_is_found(trail, name, garbage):
    (trail / name).write_bytes(garbage)
    assert "MALFORMED" in codes(trail)


def test_a_file_that_does_not_belong_there_is_found(trail):
    (trail / "entries" / "notes.txt").write_text("x")
    assert codes(trail) == ["UNEXPECTED"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda chain: {"size": chain.size + 1}, id="one more"),
        pytest.param(lambda _: {"size": 0}, id="none"),
        pytest.param(lambda chain: {"first": chain.records}, id="those of a segment to come"),
    ],
)
def test_a_head_that_counts_other_bytes_is_found(trail, change):
    head = parse_head((trail / "head").read_bytes())
    chain = replace(head.chain, **change(head.chain))
    (trail / "head").write_bytes(new_head_file(replace(head, chain=chain)))
    assert codes(trail) == ["HEAD_MISMATCH"]


def test_a_segment_that_is_only_announced_is_missed_by_nobody(trail):
    head = parse_head((trail / "head").read_bytes())
    announced = replace(head, chain=head.chain.in_next_segment())
    (trail / "head").write_bytes(new_head_file(announced))
    assert verify_trail(trail).records == 5


def test_a_record_that_only_has_another_number_is_found_as_that_alone(trail):
    lines = (trail / SEGMENT).read_bytes().splitlines(keepends=True)
    lines[-1] = lines[-1].replace(b'"seq":4,', b'"seq":7,')
    (trail / SEGMENT).write_bytes(b"".join(lines))
    assert codes(trail) == ["SEQ_GAP", "HEAD_MISMATCH"]


def test_all_findings_are_listed(trail):
    lines = (trail / SEGMENT).read_bytes().splitlines(keepends=True)
    lines[1] = b"[1]\n"
    lines[3] = lines[3].replace(b'"block"', b'"allow"')
    (trail / SEGMENT).write_bytes(b"".join(lines))
    assert {"MALFORMED", "CHAIN_BREAK", "ORPHAN_OUTCOME", "OPEN_CALL"} <= set(codes(trail))


def test_a_flood_of_findings_is_counted(trail):
    (trail / SEGMENT).write_bytes(b"x\n" * 5000)
    found = codes(trail)
    assert (len(found), found[-1]) == (1001, "MORE")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_trail_that_may_not_be_read_is_unreadable(trail):
    for folder in [trail, *trail.parents][:4]:
        folder.chmod(0o755)
    os.seteuid(65534)
    try:
        assert "UNREADABLE" in codes(trail)
    finally:
        os.seteuid(0)


def test_a_copy_without_locks_and_key_verifies(trail, tmp_path):
    (tmp_path / "copy" / "entries").mkdir(parents=True)
    for name in ("log.json", "head", SEGMENT):
        shutil.copyfile(trail / name, tmp_path / "copy" / name)
    assert verify_trail(tmp_path / "copy").entries == 2


def test_a_trail_in_use_verifies_at_any_moment(trail):
    with AuditTrail.open(trail, sync=lambda _: None) as running:
        for _ in range(20):
            seq = running.decided({"tool": "t", "effect": "allow"})
            assert verify_trail(trail).open_calls == 1
            running.ended(seq, {"status": "returned"})
            assert verify_trail(trail).open_calls == 0


def test_entries_of_a_damaged_trail_are_an_error_and_not_skipped(trail):
    lines = (trail / SEGMENT).read_bytes().splitlines(keepends=True)
    (trail / SEGMENT).write_bytes(b"".join([*lines[:2], b"[1]\n", *lines[2:]]))
    with pytest.raises(AuditFault, match=r"record 2: .* Run `verify_trail`"):
        list(read_entries(trail))


def test_entries_of_no_trail_are_an_error(tmp_path):
    with pytest.raises(AuditFault, match="holds no trail"):
        read_entries(tmp_path)

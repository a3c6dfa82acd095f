"""A trail with a signer is sealed, and nobody goes on with it who has not its key."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail
from enforcecore_core.audit.checkpoints import open_checkpoint
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.heads import new_head_file, parse_head
from enforcecore_core.audit.segments import segment_names, segments, trail_lines
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.audit.tree import Frontier

pytest.importorskip("cryptography")

ALLOW = {"tool": "search", "effect": "allow"}
DONE = {"status": "returned"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "trail"


@pytest.fixture
def signer(tmp_path):
    generate_key(tmp_path / "key", "example.com/one")
    return load_signer(tmp_path / "key")


@pytest.fixture
def other(tmp_path):
    generate_key(tmp_path / "other", "example.com/two")
    return load_signer(tmp_path / "other")


def opened(path, signer, **more):
    return AuditTrail.open(path, sync=lambda _: None, signer=signer, **more)


def write(trail, calls=1, durability=None):
    for _ in range(calls):
        seq = trail.decided(ALLOW, durability=durability)
        trail.ended(seq, DONE, durability=durability)


def kinds(path):
    return [json.loads(line.content)["body"]["kind"] for line in trail_lines(TrailDirectory(path))]


def verified(path, *signers):
    return verify_trail(path, keys=[str(signer.vkey) for signer in signers])


def published(path, signer):
    return open_checkpoint((path / "checkpoint").read_text(), [signer.vkey])


def test_no_checkpoint_is_published_before_its_records_are_on_disk(path, signer):
    on_disk = [0]
    too_early = []

    def sync(_):
        # What the last sync reached is all that is on disk yet.
        if (path / "checkpoint").exists():
            size = published(path, signer).size
            too_early.extend([size] if size > on_disk[-1] else [])
        on_disk.append(len(list(trail_lines(TrailDirectory(path)))))

    with AuditTrail.open(path, sync=sync, signer=signer, durability="relaxed") as trail:
        for _ in range(3):
            trail.ended(trail.decided(ALLOW), DONE)
            trail.seal()
    assert published(path, signer).size > 6
    assert len(on_disk) > 3
    assert too_early == []


def test_a_closed_trail_is_sealed_to_its_last_record(path, signer):
    with opened(path, signer) as trail:
        write(trail, 3)
    assert kinds(path)[-2:] == ["close", "seal"]
    result = verified(path, signer)
    assert (result.status, result.assurance, result.entries) == ("ok", "signed", 3)
    assert published(path, signer).size == result.records - 1


def test_strict_records_are_sealed_before_they_are_acknowledged(path, signer):
    with opened(path, signer) as trail:
        seq = trail.decided(ALLOW, durability="strict")
        assert kinds(path)[seq:] == ["decision", "seal"]
        trail.ended(seq, DONE, durability="strict")
        assert kinds(path)[seq:] == ["decision", "seal", "outcome", "seal"]
        assert verified(path, signer).status == "ok"


def test_other_records_are_sealed_and_published_within_about_a_second(path, signer):
    with opened(path, signer) as trail:
        write(trail, 3)
        records = len(kinds(path))
        patience = time.monotonic() + 10
        while published(path, signer).size < records and time.monotonic() < patience:
            time.sleep(0.05)
        assert kinds(path)[-1] == "seal"
        assert published(path, signer).size >= records


def test_a_quiet_trail_is_sealed_as_a_sign_of_life(path, signer):
    with opened(path, signer, heartbeat=0.1):
        patience = time.monotonic() + 10
        while kinds(path).count("seal") < 4 and time.monotonic() < patience:
            time.sleep(0.05)
        assert kinds(path)[:4] == ["open", "seal", "seal", "seal"]
    assert verified(path, signer).status == "ok"


def test_a_full_segment_ends_with_a_seal(path, signer):
    with opened(path, signer, segment_size=3000) as trail:
        write(trail, 20)
    parts = segments(TrailDirectory(path))
    assert len(parts) > 3
    for part in parts:
        *_, last = trail_lines(TrailDirectory(path), [part])
        assert json.loads(last.content)["body"]["kind"] == "seal"
    assert verified(path, signer).status == "ok"


def test_a_signed_trail_is_not_gone_on_with_without_its_key(path, signer, other):
    with opened(path, signer) as trail:
        write(trail)
    before = kinds(path)
    with pytest.raises(AuditFault, match="ENFORCECORE_SIGNING_KEY"):
        AuditTrail.open(path)
    with pytest.raises(AuditFault, match="another key"):
        opened(path, other)
    assert kinds(path) == before


@pytest.mark.parametrize("damage", ["checkpoint", "head", "both"])
def test_a_signed_trail_stays_signed_when_files_beside_its_records_are_lost(path, signer, damage):
    with opened(path, signer) as trail:
        write(trail)
    if damage != "head":
        (path / "checkpoint").unlink()
    if damage != "checkpoint":
        (path / "head").write_bytes(b"")
    with pytest.raises(AuditFault, match="ENFORCECORE_SIGNING_KEY"):
        AuditTrail.open(path)
    opened(path, signer).close()
    assert verified(path, signer).status == "ok"


def test_a_trail_that_was_not_signed_is_sealed_from_now_on(path, signer):
    with AuditTrail.open(path) as trail:
        write(trail, 2)
    with opened(path, signer) as trail:
        write(trail, 2)
    assert verified(path, signer).entries == 4


def test_records_that_were_signed_are_never_cut_off(path, signer):
    with opened(path, signer) as trail:
        write(trail, 2)
    segment = path / segment_names(TrailDirectory(path))[0]
    lines = segment.read_bytes().splitlines(keepends=True)
    (path / "head").write_bytes(b"")
    for kept in (b"".join(lines[:-3]), b"".join(lines[:-3]) + b"torn"):
        segment.write_bytes(kept)
        with pytest.raises(AuditFault, match="Nothing was changed"):
            opened(path, signer)
        assert segment.read_bytes() == kept


@pytest.mark.parametrize("part", ["at the end", "at the seal"])
def test_no_key_signs_a_history_that_it_has_not_followed(path, signer, part):
    with opened(path, signer) as trail:
        write(trail, 2)
    head = parse_head((path / "head").read_bytes())
    if part == "at the end":
        spoiled = replace(head, chain=replace(head.chain, frontier=forged(head.chain.frontier)))
    else:
        spoiled = replace(head, sealed=replace(head.sealed, frontier=forged(head.sealed.frontier)))
    (path / "head").write_bytes(new_head_file(spoiled))
    with pytest.raises(AuditFault, match="not as it was signed"):
        opened(path, signer)


def forged(frontier):
    return Frontier(frontier.size, tuple(bytes(32) for _ in frontier.hashes))


def test_a_checkpoint_of_another_trail_is_refused(path, signer, tmp_path):
    opened(path, signer).close()
    opened(tmp_path / "second", signer).close()
    (path / "checkpoint").write_bytes((tmp_path / "second" / "checkpoint").read_bytes())
    with pytest.raises(AuditFault, match="its checkpoint is of"):
        opened(path, signer)


def test_a_new_key_is_signed_for_by_the_old_one(path, signer, other):
    with opened(path, signer) as trail:
        write(trail, 2)
        trail.rotate_key(other)
        write(trail, 2)
    assert verified(path, signer).status == "ok"
    with pytest.raises(AuditFault, match="another key"):
        opened(path, signer)
    with opened(path, other) as trail:
        write(trail)
    assert verified(path, signer).entries == 5


def test_writers_with_the_old_key_stop(path, signer, other):
    with opened(path, signer) as left, opened(path, signer) as trail:
        write(left)
        trail.rotate_key(other)
        with pytest.raises(AuditFault, match="new key"):
            left.decided(ALLOW)
        write(trail)
    opened(path, other).close()
    assert verified(path, signer).status == "ok"


def test_a_trail_without_key_has_none_to_change(path, other):
    with AuditTrail.open(path) as trail, pytest.raises(AuditFault, match="no key"):
        trail.rotate_key(other)


@pytest.mark.parametrize("signed", [True, False])
def test_whole_segments_are_pruned_and_the_rest_verifies(path, signer, signed):
    signer = signer if signed else None
    with opened(path, signer, segment_size=3000) as trail:
        write(trail, 30)
    with opened(path, signer, segment_size=3000) as trail:
        firsts = [part.first for part in segments(TrailDirectory(path))]
        assert trail.prune(firsts[3] + 1) == firsts[3]
        left = [part.first for part in segments(TrailDirectory(path))]
        assert left[: len(firsts) - 3] == firsts[3:]
        write(trail, 2)
    result = verified(path, signer) if signed else verify_trail(path)
    assert (result.status, result.pruned_below) == ("ok", firsts[3])


def test_what_may_still_be_open_is_not_pruned(path, signer):
    with opened(path, signer, segment_size=3000) as trail:
        seq = trail.decided(ALLOW)
        write(trail, 30)
        assert trail.prune(10_000) == 0
        trail.ended(seq, DONE)
    assert verified(path, signer).entries == 31


def test_a_signer_that_fails_blocks_the_call(path, signer):
    class Failing:
        vkey = signer.vkey
        works = True

        def sign(self, message):
            if not self.works:
                raise ConnectionError("the service is away: secret")
            return signer.sign(message)

    failing = Failing()
    trail = opened(path, failing)
    failing.works = False
    with pytest.raises(AuditFault, match="could not sign a checkpoint \\(ConnectionError\\)"):
        trail.decided(ALLOW, durability="strict")


def test_a_writer_at_rest_does_not_keep_old_segments(path, signer):
    with opened(path, signer, heartbeat=0.05):
        with opened(path, signer, segment_size=3000) as trail:
            write(trail, 30)
        last = segments(TrailDirectory(path))[-1].first
        patience = time.monotonic() + 10
        with opened(path, signer) as pruner:
            while pruner.prune(10_000) < last and time.monotonic() < patience:
                time.sleep(0.05)
            assert pruner.prune(10_000) >= last


PROGRAM = """
import sys
from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.signing import load_signer

trail = AuditTrail.open(sys.argv[1], signer=load_signer(sys.argv[2]))
trail.decided({"tool": "t", "effect": "allow"})
"""


def test_a_process_that_ends_closes_and_seals_its_trail(path, signer, tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(path), str(tmp_path / "key")]
    subprocess.run(command, check=True)
    assert kinds(path)[-2:] == ["close", "seal"]
    result = verified(path, signer)
    assert (result.status, result.indeterminate) == ("ok", 1)

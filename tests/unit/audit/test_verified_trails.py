"""Trails as the product writes them: signed, handed to another key, pruned, in use, put back."""

from __future__ import annotations

import fcntl
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, read_entries, verify_trail
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosign
from enforcecore_core.audit.notes import text_of
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.errors import ConfigurationError, TrailInvalid


class Keys:
    def __init__(self, folder):
        self.folder = folder

    def make(self, name, generate=generate_key):
        vkey = generate(self.folder / name, f"example.org/{name}")
        return vkey, load_signer(self.folder / name)


@pytest.fixture
def keys(tmp_path):
    return Keys(tmp_path)


@pytest.fixture
def first(keys):
    return keys.make("first")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "trail"


def opened(path, signer, **options):
    return AuditTrail.open(path, signer=signer, sync=lambda _: None, **options)


def write(path, signer, calls=3, **options):
    with opened(path, signer, **options) as trail:
        for number in range(calls):
            seq = trail.decided({"tool": "t", "effect": "allow", "n": number})
            trail.ended(seq, {"status": "returned"})
            trail.decided({"tool": "t", "effect": "block"})


def codes(path, **known):
    with pytest.raises(TrailInvalid) as caught:
        verify_trail(path, **known)
    return {finding.code for finding in caught.value.findings}


def test_a_signed_trail_is_ok_to_who_has_the_key(path, first):
    vkey, signer = first
    write(path, signer)
    verified = verify_trail(path, keys=[str(vkey)])
    assert (verified.status, verified.assurance, verified.remarks) == ("ok", "signed", ())
    assert (verified.entries, verified.unsigned_tail) == (6, 0)
    assert verified.signed_size == verified.records - 1
    assert verified.checkpoint_age_s in range(120)
    assert verified.origin == json.loads((path / "log.json").read_text())["origin"]


def test_a_single_key_need_not_be_a_list(path, first):
    write(path, first[1])
    assert verify_trail(path, keys=str(first[0])).status == "ok"


def test_a_signed_trail_is_partial_to_who_has_no_key(path, first):
    write(path, first[1])
    verified = verify_trail(path)
    assert (verified.status, verified.assurance) == ("partial", "unsigned")
    assert "no key was given" in str(verified)


def test_a_trail_that_was_never_signed_is_invalid_to_who_has_a_key(path, first):
    write(path, None)
    assert codes(path, keys=[first[0]]) == {"NO_CHECKPOINT"}


def test_a_signed_trail_is_invalid_to_who_has_another_key(path, keys, first):
    write(path, first[1])
    other, _ = keys.make("other")
    assert codes(path, keys=[other]) == {"NO_CHECKPOINT", "BAD_CHECKPOINT"}


def test_a_trail_in_many_segments_is_one(path, first):
    write(path, first[1], calls=20, segment_size=2000)
    assert len(list((path / "entries").iterdir())) > 5
    verified = verify_trail(path, keys=[first[0]], all_signatures=True)
    assert (verified.status, verified.entries) == ("ok", 40)
    assert len(list(read_entries(path))) == 40


def test_a_change_of_keys_is_followed_from_the_old_key_and_from_the_new_one(path, keys, first):
    old, signer = first
    new, next_signer = keys.make("next")
    with opened(path, signer) as trail:
        trail.decided({"tool": "t", "effect": "block"})
        trail.rotate_key(next_signer)
        trail.decided({"tool": "t", "effect": "block"})
    write(path, next_signer)
    for known in ([old], [new], [old, new]):
        assert verify_trail(path, keys=known, all_signatures=True).status == "ok"
    stranger, _ = keys.make("stranger")
    assert "NO_CHECKPOINT" in codes(path, keys=[stranger])


def test_a_pruned_trail_is_whole_and_its_rest_is_counted(path, first):
    vkey, signer = first
    write(path, signer, calls=20, segment_size=2000)
    with opened(path, signer, segment_size=2000) as trail:
        below = trail.prune(40)
    verified = verify_trail(path, keys=[vkey])
    assert 0 < below == verified.pruned_below <= 40
    assert verified.status == "ok"
    entries = list(read_entries(path))
    assert len(entries) == verified.entries
    assert entries[0].seq > below
    assert min((path / "entries").iterdir()).name == f"{below:012d}.jsonl"


def test_more_segments_than_were_pruned_cannot_go(path, first):
    vkey, signer = first
    write(path, signer, calls=20, segment_size=2000)
    with opened(path, signer, segment_size=2000) as trail:
        trail.prune(20)
    min((path / "entries").iterdir()).unlink()
    assert "BEGINNING_MISSING" in codes(path, keys=[vkey])


def test_a_call_that_was_killed_is_settled_and_then_the_trail_is_ok(path, first, tmp_path):
    vkey, signer = first
    program = f"""
        import os, signal
        from enforcecore_core.audit import AuditTrail
        from enforcecore_core.audit.signing import load_signer
        trail = AuditTrail.open({str(path)!r}, signer=load_signer({str(tmp_path / "first")!r}))
        trail.decided({{"tool": "t", "effect": "allow"}}, durability="strict")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False)
    assert done.returncode == -9
    assert "OPEN_CALL" in codes(path, keys=[vkey])
    write(path, signer)
    verified = verify_trail(path, keys=[vkey])
    assert (verified.status, verified.indeterminate, verified.entries) == ("ok", 1, 7)


def test_records_behind_the_last_seal_are_partial_and_counted(path, first):
    vkey, signer = first
    with opened(path, signer, heartbeat=3600) as trail:
        trail.seal()
        sealed = verify_trail(path, keys=[vkey])
        assert (sealed.status, sealed.unsigned_tail) == ("ok", 0)
        seq = trail.decided({"tool": "t", "effect": "allow"}, durability="relaxed")
        verified = verify_trail(path, keys=[vkey])
        assert (verified.status, verified.unsigned_tail, verified.open_calls) == ("partial", 1, 1)
        assert "last 1 records are not signed yet" in str(verified)
        trail.ended(seq, {"status": "returned"})


@pytest.mark.parametrize("records", [1, 2])
def test_what_was_not_signed_is_not_remembered(path, first, tmp_path, records):
    vkey, signer = first
    state, copied = tmp_path / "seen", tmp_path / "copied"
    with opened(path, signer, heartbeat=3600) as trail:
        trail.seal()
        shutil.copytree(path, copied)
        for _ in range(records):
            trail.decided({"tool": "t", "effect": "block"}, durability="relaxed")
        assert verify_trail(path, keys=[vkey], state=state).unsigned_tail == records
    # Whoever appended that, the true trail went on otherwise.
    with opened(copied, signer) as trail:
        trail.decided({"tool": "other", "effect": "block"})
    assert verify_trail(copied, keys=[vkey], state=state).assurance == "remembered"


def test_a_trail_verifies_at_any_moment_while_threads_write_and_segments_change(path, first):
    vkey, signer = first
    stop = threading.Event()
    with opened(path, signer, segment_size=4000) as trail:

        def work():
            while not stop.is_set():
                seq = trail.decided({"tool": "t", "effect": "allow"}, durability="relaxed")
                trail.ended(seq, {"status": "returned"}, durability="relaxed")
                time.sleep(0.001)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            seen = [verify_trail(path, keys=[vkey], state=path.parent / "seen") for _ in range(15)]
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    sizes = [verified.records for verified in seen]
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    assert verify_trail(path, keys=[vkey], state=path.parent / "seen").assurance == "remembered"


def _write_and_prune(path, key):
    signer = load_signer(key)
    for _ in range(4):
        write(path, signer, calls=10, segment_size=2000)
        with opened(path, signer, segment_size=2000) as trail:
            trail.prune(10**9)


def test_a_trail_that_is_pruned_meanwhile_verifies(path, first, tmp_path):
    vkey, signer = first
    write(path, signer, calls=40, segment_size=2000)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_write_and_prune, args=(path, tmp_path / "first"))
    process.start()
    seen = set()
    while process.is_alive():
        seen.add(verify_trail(path, keys=[vkey]).pruned_below)
        list(read_entries(path))
    process.join()
    assert process.exitcode == 0
    seen.add(verify_trail(path, keys=[vkey]).pruned_below)
    assert len(seen) > 1


def test_segments_that_are_pruned_in_the_middle_of_a_look_make_it_look_again(path, first):
    vkey, signer = first
    write(path, signer, calls=20, segment_size=2000)
    with opened(path, signer, segment_size=2000) as trail:
        looks = []

        def prune(done, total):
            if not looks:
                trail.prune(10**9)
            looks.append((done, total))

        verified = verify_trail(path, keys=[vkey], progress=prune)
        assert verified.pruned_below > 0
        assert len({total for _, total in looks}) == 2


def test_entries_go_on_when_the_segments_before_are_pruned(path, first):
    signer = first[1]
    write(path, signer, calls=20, segment_size=2000)
    with opened(path, signer, segment_size=2000) as trail:
        coming = trail.entries()
        taken = [next(coming)]
        below = trail.prune(10**9)
        taken += coming
    left = [entry.seq for entry in taken if entry.seq >= below]
    assert left == [entry.seq for entry in read_entries(path)]


def test_entries_of_a_trail_without_a_segment_in_the_middle_are_an_error(path, first):
    write(path, first[1], calls=20, segment_size=2000)
    coming = read_entries(path)
    next(coming)
    parts = sorted((path / "entries").iterdir())
    parts[2].unlink()
    with pytest.raises(AuditFault, match=rf"{parts[2].name} is missing. Run `verify_trail`"):
        list(coming)
    with pytest.raises(AuditFault, match=rf"{parts[3].name} comes next. Run `verify_trail`"):
        list(read_entries(path))


@pytest.mark.parametrize("twice", [0, 1, 2])
def test_entries_of_a_trail_with_a_record_twice_are_an_error(path, twice):
    write(path, None)
    segment = path / "entries/000000000000.jsonl"
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join([*lines[: twice + 1], *lines[twice:]]))
    with pytest.raises(AuditFault, match=f"record {twice + 1}: the record calls itself {twice}"):
        list(read_entries(path))


# What is known from elsewhere


def test_a_state_makes_it_remembered_from_the_second_time_on(path, first, tmp_path):
    vkey, signer = first
    state = tmp_path / "seen"
    write(path, signer)
    assert verify_trail(path, keys=[vkey], state=state).assurance == "signed"
    write(path, signer)
    assert verify_trail(path, keys=[vkey], state=state).assurance == "remembered"


def test_a_trail_that_was_put_back_or_gone_on_with_otherwise_is_found(path, first, tmp_path):
    vkey, signer = first
    state = tmp_path / "seen"
    write(path, signer)
    shutil.copytree(path, tmp_path / "backup")
    write(path, signer)
    verify_trail(path, keys=[vkey], state=state)
    expected = (path / "checkpoint").read_text()
    shutil.rmtree(path)
    shutil.copytree(tmp_path / "backup", path)
    assert verify_trail(path, keys=[vkey]).status == "ok"
    before = state.read_bytes()
    assert codes(path, keys=[vkey], state=state) == {"ROLLBACK"}
    assert codes(path, keys=[vkey], expected=expected) == {"ROLLBACK"}
    write(path, signer, calls=9)
    assert codes(path, keys=[vkey], state=state) == {"EQUIVOCATION"}
    assert codes(path, keys=[vkey], expected=expected) == {"EQUIVOCATION"}
    assert state.read_bytes() == before, "a failure is not remembered"


def test_a_signed_trail_that_is_replaced_by_an_unsigned_one_is_found_without_a_key(
    path, first, tmp_path
):
    vkey, signer = first
    state = tmp_path / "seen"
    write(path, signer)
    verify_trail(path, keys=[vkey], state=state)
    shutil.rmtree(path)
    write(path, None, calls=9)
    assert {"NO_CHECKPOINT", "OTHER_TRAIL"} <= codes(path, state=state)


def test_another_trail_by_the_same_key_is_another_trail(path, first, tmp_path):
    vkey, signer = first
    state = tmp_path / "seen"
    write(path, signer)
    verify_trail(path, keys=[vkey], state=state)
    expected = (path / "checkpoint").read_text()
    write(tmp_path / "other", signer)
    assert "OTHER_TRAIL" in codes(tmp_path / "other", keys=[vkey], state=state)
    assert "OTHER_TRAIL" in codes(tmp_path / "other", keys=[vkey], expected=expected)


def test_a_missing_trail_is_missing_also_to_who_remembers_it(path, first, tmp_path):
    vkey, signer = first
    state = tmp_path / "seen"
    write(path, signer)
    verify_trail(path, keys=[vkey], state=state)
    shutil.rmtree(path)
    assert codes(path, keys=[vkey], state=state) == {"MISSING"}
    assert state.exists()


def test_an_unsigned_trail_is_remembered_as_well(path, tmp_path):
    state = tmp_path / "seen"
    write(path, None)
    shutil.copytree(path, tmp_path / "backup")
    write(path, None)
    assert verify_trail(path, state=state).assurance == "unsigned"
    assert verify_trail(path, state=state).status == "ok"
    assert codes(tmp_path / "backup", state=state) == {"ROLLBACK"}


def test_what_is_pruned_beyond_what_is_remembered_cannot_be_compared(path, first, tmp_path):
    vkey, signer = first
    state = tmp_path / "seen"
    write(path, signer)
    verify_trail(path, keys=[vkey], state=state)
    write(path, signer, calls=20, segment_size=2000)
    with opened(path, signer, segment_size=2000) as trail:
        trail.prune(10**9)
    assert codes(path, keys=[vkey], state=state) == {"ANCHOR_PRUNED"}


@pytest.mark.parametrize("form", ["note", "text", "checkpoint"])
def test_an_expected_checkpoint_may_be_a_note_its_text_or_a_value(path, first, form):
    vkey, signer = first
    write(path, signer)
    note = (path / "checkpoint").read_text()
    write(path, signer)
    text = text_of(note)
    expected = {"note": note, "text": text, "checkpoint": Checkpoint.parse(text)}[form]
    assert verify_trail(path, keys=[vkey], expected=expected).assurance == "remembered"


def test_an_expected_note_that_none_of_the_keys_signed_does_not_count(path, first):
    vkey, signer = first
    write(path, signer)
    note = (path / "checkpoint").read_text()
    forged = note[:-20] + note[-20:].swapcase()
    assert codes(path, keys=[vkey], expected=forged) == {"BAD_CHECKPOINT"}


def test_an_expected_checkpoint_that_is_none_is_not_the_trails_fault(path, first):
    write(path, first[1])
    with pytest.raises(AuditFault, match="three lines"):
        verify_trail(path, expected="nonsense")
    with pytest.raises(AuditFault, match="verifier key"):
        verify_trail(path, keys=["nonsense"])


def test_a_state_within_the_trail_is_refused(path, first):
    write(path, first[1])
    with pytest.raises(ConfigurationError, match="where the trail's writers cannot write"):
        verify_trail(path, keys=[first[0]], state=path / "seen")


# Witnesses


def test_a_cosigned_checkpoint_makes_it_witnessed(path, keys, first):
    vkey, signer = first
    witness, witness_signer = keys.make("witness", generate_witness_key)
    write(path, signer)
    verified = verify_trail(path, keys=[vkey], witnesses=[witness])
    assert (verified.status, verified.assurance) == ("partial", "signed")
    assert "signed by the witnesses" in str(verified)
    note = (path / "checkpoint").read_text()
    (path / "checkpoint").write_text(note + cosign(note, witness_signer, 1_790_000_000))
    verified = verify_trail(path, keys=[vkey], witnesses=[witness])
    assert (verified.status, verified.assurance) == ("ok", "witnessed")


def test_a_forged_cosignature_is_found(path, keys, first):
    vkey, signer = first
    witness, witness_signer = keys.make("witness", generate_witness_key)
    write(path, signer)
    note = (path / "checkpoint").read_text()
    other = note.replace("\n", "x\n", 1)
    (path / "checkpoint").write_text(note + cosign(other, witness_signer, 1_790_000_000))
    assert codes(path, keys=[vkey], witnesses=[witness]) == {"BAD_CHECKPOINT"}


def test_the_key_of_the_log_is_no_witness(path, first):
    vkey, signer = first
    write(path, signer)
    assert verify_trail(path, keys=[vkey], witnesses=[vkey]).status == "partial"


# How it is done


def test_a_writer_that_holds_the_lock_for_a_moment_is_waited_for(path, first):
    write(path, first[1])
    descriptor = os.open(path / ".lock", os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    timer = threading.Timer(0.3, os.close, [descriptor])
    began = time.monotonic()
    timer.start()
    assert verify_trail(path, keys=[first[0]]).status == "ok"
    assert time.monotonic() - began > 0.2
    timer.join()


def test_progress_reaches_the_end(path, first):
    write(path, first[1], calls=20, segment_size=2000)
    told = []
    verify_trail(path, progress=lambda done, total: told.append((done, total)))
    size = sum(part.stat().st_size for part in (path / "entries").iterdir())
    assert told[-1] == (size, size)
    assert told == sorted(told)


def test_the_age_is_that_of_what_is_signed_and_not_of_what_the_last_seal_claims(path, first):
    vkey, signer = first
    began = 1_790_000_000
    ticks = iter(range(1000))
    with opened(path, signer, clock=lambda: (began + next(ticks)) * 10**9) as trail:
        trail.decided({"tool": "t", "effect": "block"})
    bodies = [
        json.loads(line)["body"]
        for segment in (path / "entries").iterdir()
        for line in segment.read_bytes().splitlines()
    ]
    covered = int(bodies[-2]["ts"][17:19]) + 60 * int(bodies[-2]["ts"][14:16])
    now = began + 100_000
    verified = verify_trail(path, keys=[vkey], clock=lambda: now * 10**9)
    assert verified.checkpoint_age_s == now - (began - began % 3600 + covered)


# Parts that are wrong alone


@pytest.mark.parametrize("frontier", [[], ["00"], None, ["g" * 64, "0" * 64, "0" * 64]])
def test_a_beginning_that_states_no_tree_is_found(path, first, frontier):
    vkey, signer = first
    write(path, signer, calls=20, segment_size=2000)
    with opened(path, signer, segment_size=2000) as trail:
        trail.prune(10**9)
    segment = min((path / "entries").iterdir())
    line, *rest = segment.read_bytes().splitlines(keepends=True)
    record = json.loads(line)
    record["body"]["frontier"] = frontier
    spelled = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    segment.write_bytes(b"".join([spelled.encode() + b"\n", *rest]))
    assert "SEGMENT_MISMATCH" in codes(path, keys=[vkey])
    segment.write_bytes(spelled.encode() + b"\n")
    for part in sorted((path / "entries").iterdir())[1:]:
        part.unlink()
    assert "SEGMENT_MISMATCH" in codes(path, keys=[vkey])


def test_a_checkpoint_whose_signatures_are_none_is_found_without_a_key(path, first):
    write(path, first[1])
    note = (path / "checkpoint").read_text()
    (path / "checkpoint").write_text(note + "\u2014 example.org/x nothing\n")
    assert codes(path) == {"BAD_CHECKPOINT"}


def test_an_expected_note_is_compared_without_a_key_too(path, first):
    write(path, first[1])
    note = (path / "checkpoint").read_text()
    write(path, first[1])
    assert verify_trail(path, expected=note).status == "partial"


def test_a_writer_that_has_not_published_yet_is_not_reproached(path, first):
    vkey, signer = first
    with opened(path, signer, heartbeat=3600) as trail:
        trail.seal()
        (path / "checkpoint").rename(path.parent / "later")
        assert verify_trail(path, keys=[vkey]).status == "ok"
        (path.parent / "later").rename(path / "checkpoint")
    (path / "checkpoint").unlink()
    assert codes(path, keys=[vkey]) == {"NO_CHECKPOINT"}


def test_another_trail_of_the_same_name_is_another_trail(path, first, tmp_path):
    vkey, signer = first
    state = tmp_path / "seen"
    write(path, signer, origin="example.org/trail")
    verify_trail(path, keys=[vkey], state=state)
    write(tmp_path / "other", signer, calls=9, origin="example.org/trail")
    assert "OTHER_TRAIL" in codes(tmp_path / "other", keys=[vkey], state=state)


def test_records_that_the_head_does_not_count_are_found(path):
    write(path, None)
    head = (path / "head").read_bytes()
    write(path, None)
    (path / "head").write_bytes(head)
    assert codes(path) == {"HEAD_MISMATCH"}


def test_a_checkpoint_of_a_trail_without_seals_is_found_without_a_key(path, first, tmp_path):
    write(path, None, origin="example.org/trail")
    write(tmp_path / "other", first[1], calls=1, origin="example.org/trail")
    shutil.copyfile(tmp_path / "other/checkpoint", path / "checkpoint")
    assert "NO_CHECKPOINT" in codes(path)

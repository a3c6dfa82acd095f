"""A trail that witnesses see can neither be taken back nor continued in two ways."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager

import pytest
from unit.audit.witnesses.growing_log import listening

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.notes import text_of
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.audit.witnesses.policies import parse_policy
from enforcecore_core.audit.witnesses.states import WitnessState
from enforcecore_core.audit.witnesses.witness import Witness
from enforcecore_core.errors import ConfigurationError, TrailInvalid

ORIGIN = "log.example/a"


@pytest.fixture
def signer(tmp_path):
    generate_key(tmp_path / "key")
    return load_signer(tmp_path / "key")


@pytest.fixture
def witnesses(tmp_path, signer):
    key = generate_witness_key(tmp_path / "witness.key", "witness.example")
    own = load_signer(tmp_path / "witness.key")
    state = WitnessState(tmp_path / "state", key)
    witness = Witness(own, {ORIGIN: [signer.vkey]}, state, clock=lambda: int(time.time()))
    with listening(witness) as server:
        yield parse_policy(f"witness w {key} {server.url}\nquorum w\n", "policy")


@pytest.fixture
def opened(tmp_path, signer, witnesses):
    def opened(name="trail"):
        return AuditTrail.open(
            tmp_path / name, origin=ORIGIN, signer=signer, witnesses=witnesses, segment_size=4000
        )

    return opened


def call(trail, count=1):
    for _ in range(count):
        trail.ended(trail.decided({"effect": "allow"}), {"status": "returned"})


def witnessed(path, witnesses):
    note = (path / "witnessed").read_text("utf-8")
    return Checkpoint.parse(text_of(note)) if cosignatures(note, witnesses.keys) else None


def test_what_a_trail_published_last_is_witnessed(tmp_path, opened, witnesses):
    for calls in (3, 30):
        with opened() as trail:
            call(trail, calls)
        published = Checkpoint.parse(text_of((tmp_path / "trail" / "checkpoint").read_text()))
        assert witnessed(tmp_path / "trail", witnesses) == published
        assert published.size > 2 * calls


def test_a_trail_that_was_restored_from_a_copy_is_refused_unsigned(tmp_path, opened):
    with opened() as trail:
        call(trail, 3)
    shutil.copytree(tmp_path / "trail", tmp_path / "copy")
    with opened() as trail:
        call(trail, 3)
    before = (tmp_path / "copy" / "checkpoint").read_bytes()
    with pytest.raises(AuditFault, match=r"not what its witnesses have seen: .* has seen"):
        opened("copy")
    assert (tmp_path / "copy" / "checkpoint").read_bytes() == before


def test_of_a_trail_that_goes_on_in_two_places_one_stops(tmp_path, opened):
    with opened() as trail:
        call(trail, 3)
    shutil.copytree(tmp_path / "trail", tmp_path / "copy")
    one, other = opened(), opened("copy")
    stopped: dict[AuditTrail, str] = {}
    deadline = time.monotonic() + 30
    while not stopped and time.monotonic() < deadline:
        for trail in (one, other):
            try:
                call(trail)
            except AuditFault as fault:
                stopped[trail] = str(fault)
        time.sleep(0.02)
    ((loser, why),) = stopped.items()
    assert "a witness disagrees" in why
    call(other if loser is one else one)
    for trail in (one, other):
        trail.close()


def test_a_forked_child_shows_its_records_too(tmp_path, opened, witnesses):
    with opened() as trail:
        call(trail)
        child = os.fork()
        if child == 0:
            call(trail, 5)
            trail.close()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        size = Checkpoint.parse(text_of((tmp_path / "trail" / "checkpoint").read_text())).size
        assert witnessed(tmp_path / "trail", witnesses).size == size
        assert size > 12


def test_witnesses_need_a_signing_key(tmp_path, witnesses):
    with pytest.raises(ConfigurationError, match="signing key"):
        AuditTrail.open(tmp_path / "trail", witnesses=witnesses)


def test_a_witnessed_trail_verifies_as_such(tmp_path, opened, signer, witnesses):
    with opened() as trail:
        call(trail, 3)
    for known in (witnesses, witnesses.keys):
        verified = verify_trail(tmp_path / "trail", keys=[signer.vkey], witnesses=known)
        assert (verified.status, verified.assurance) == ("ok", "witnessed")
        assert verified.witnessed_size == verified.signed_size > 6
        assert 0 <= verified.witnessed_age_s < 100
    assert verify_trail(tmp_path / "trail", keys=[signer.vkey]).assurance == "signed"


def test_a_witness_does_not_vouch_for_a_trail(tmp_path, opened, witnesses):
    with opened() as trail:
        call(trail)
    with pytest.raises(ConfigurationError, match="is that of a witness"):
        verify_trail(tmp_path / "trail", keys=witnesses.keys)


def test_fewer_witnesses_than_wanted_are_a_doubt(tmp_path, opened, signer, witnesses):
    with opened() as trail:
        call(trail)
    (one,) = witnesses.keys
    other = generate_witness_key(tmp_path / "other.key", "other.example")
    both = parse_policy(f"witness a {one}\nwitness b {other}\ngroup g all a b\nquorum g", "policy")
    verified = verify_trail(tmp_path / "trail", keys=[signer.vkey], witnesses=both)
    assert (verified.status, verified.assurance) == ("partial", "signed")
    assert "not by enough of them" in verified.remarks[0]
    verified = verify_trail(tmp_path / "trail", keys=[signer.vkey], witnesses=[other, one])
    assert verified.assurance == "witnessed"


def test_what_no_witness_has_seen_is_a_doubt(tmp_path, opened, signer, witnesses):
    with opened() as trail:
        call(trail)
    with AuditTrail.open(tmp_path / "trail", signer=signer) as trail:
        call(trail)
    verified = verify_trail(tmp_path / "trail", keys=[signer.vkey], witnesses=witnesses)
    assert (verified.status, verified.assurance) == ("partial", "witnessed")
    assert "No witness has seen the last" in verified.remarks[0]
    assert verified.witnessed_size < verified.signed_size


def test_a_trail_rebuilt_with_the_key_does_not_fit_what_was_witnessed(
    tmp_path, opened, signer, witnesses
):
    with opened() as trail:
        call(trail, 3)
    seen = (tmp_path / "trail" / "witnessed").read_bytes()
    shutil.rmtree(tmp_path / "trail")
    with AuditTrail.open(tmp_path / "trail", origin=ORIGIN, signer=signer) as trail:
        call(trail, 30)
    (tmp_path / "trail" / "witnessed").write_bytes(seen)
    with pytest.raises(TrailInvalid, match="ROOT_MISMATCH: the witnessed file has another root"):
        verify_trail(tmp_path / "trail", keys=[signer.vkey], witnesses=witnesses)


def test_a_trail_shorter_than_what_was_witnessed_is_truncated(tmp_path, opened, signer, witnesses):
    with opened() as trail:
        call(trail, 3)
    shutil.copytree(tmp_path / "trail", tmp_path / "copy")
    with opened() as trail:
        call(trail, 3)
    shutil.copy(tmp_path / "trail" / "witnessed", tmp_path / "copy" / "witnessed")
    with pytest.raises(TrailInvalid, match="TRUNCATED: the witnessed file is of"):
        verify_trail(tmp_path / "copy", keys=[signer.vkey], witnesses=witnesses)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda note: b"", id="empty"),
        pytest.param(lambda note: note.replace(b"log.", b"lag."), id="another origin"),
        pytest.param(lambda note: note[:-5] + b"AAA=\n", id="another cosignature"),
    ],
)
def test_a_damaged_witnessed_file_is_found(tmp_path, opened, signer, witnesses, damage):
    with opened() as trail:
        call(trail)
    file = tmp_path / "trail" / "witnessed"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(TrailInvalid) as caught:
        verify_trail(tmp_path / "trail", keys=[signer.vkey], witnesses=witnesses)
    assert "BAD_CHECKPOINT" in {finding.code for finding in caught.value.findings}


def test_a_new_key_has_to_be_known_to_the_witness(tmp_path, signer):
    new_key = generate_key(tmp_path / "next.key")
    new, path = load_signer(tmp_path / "next.key"), tmp_path / "trail"
    with witness_knowing(tmp_path, [signer.vkey]) as policy:
        with AuditTrail.open(path, origin=ORIGIN, signer=signer, witnesses=policy) as trail:
            trail.rotate_key(new)
            call(trail)
        assert not (path / "witnessed").exists()
    with witness_knowing(tmp_path, [signer.vkey, new_key]) as policy:
        with AuditTrail.open(path, signer=new, witnesses=policy) as trail:
            call(trail)
        verified = verify_trail(path, keys=[signer.vkey], witnesses=policy)
        assert (verified.status, verified.assurance) == ("ok", "witnessed")


@contextmanager
def witness_knowing(tmp_path, keys):
    if not (tmp_path / "w.key").exists():
        generate_witness_key(tmp_path / "w.key")
    own = load_signer(tmp_path / "w.key")
    state = WitnessState(tmp_path / "w.state", own.vkey)
    with listening(Witness(own, {ORIGIN: keys}, state, clock=lambda: 1)) as server:
        yield parse_policy(f"witness w {own.vkey} {server.url}\nquorum w\n", "policy")

"""A trail that witnesses see can neither be taken back nor continued in two ways."""

from __future__ import annotations

import os
import shutil
import time

import pytest
from unit.audit.witnesses.growing_log import listening

from enforcecore_core.audit import AuditFault, AuditTrail
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.notes import text_of
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.audit.witnesses.policies import parse_policy
from enforcecore_core.audit.witnesses.states import WitnessState
from enforcecore_core.audit.witnesses.witness import Witness
from enforcecore_core.errors import ConfigurationError

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

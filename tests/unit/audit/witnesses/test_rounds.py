"""Witnesses see each published checkpoint of a trail; what they say stands beside it."""

from __future__ import annotations

import fcntl
import itertools
import logging
import queue
import socket
import time
from contextlib import ExitStack

import pytest
from unit.audit.test_proving import publish
from unit.audit.witnesses.growing_log import NOW, ORIGIN, listening

from enforcecore_core.audit import AuditFault, AuditTrail
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosignatures
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.notes import text_of
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.audit.witnesses.policies import parse_policy
from enforcecore_core.audit.witnesses.publishing import Publishing, refuse_what_witnesses_refuse
from enforcecore_core.audit.witnesses.rounds import Rounds
from enforcecore_core.audit.witnesses.states import WitnessState
from enforcecore_core.audit.witnesses.witness import Witness
from enforcecore_core.errors import ConfigurationError


class World:
    """A trail, and two witnesses that listen until they are sent away."""

    def __init__(self, directory):
        generate_key(directory / "key", ORIGIN)
        self.signer = load_signer(directory / "key")
        self.path = directory / "trail"
        self.trail = AuditTrail.open(self.path, segment_size=3000)
        self.directory = TrailDirectory(self.path)
        self.keys, self.urls, self._servers = {}, {}, {}
        for name in ("north", "south"):
            self.keys[name] = generate_witness_key(directory / name, f"{name}.example")
            self.start(directory, name)
        self.now = 0.0

    def start(self, directory, name):
        signer = load_signer(directory / name)
        state = WitnessState(directory / f"{name}.state", signer.vkey)
        witness = Witness(signer, {ORIGIN: [self.signer.vkey]}, state, clock=lambda: NOW)
        self._servers[name] = ExitStack()
        self.urls[name] = self._servers[name].enter_context(listening(witness)).url

    def send_away(self, name):
        self._servers.pop(name).close()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.urls[name] = f"http://127.0.0.1:{listener.getsockname()[1]}"

    def close(self):
        self.trail.close()
        for name in list(self._servers):
            self._servers.pop(name).close()

    def policy(self, group="all"):
        lines = [f"witness {name} {key} {self.urls[name]}" for name, key in self.keys.items()]
        return parse_policy("\n".join([*lines, f"group g {group} north south", "quorum g"]), "p")

    def rounds(self, group="all"):
        return Rounds(self.directory, self.policy(group), monotonic=lambda: self.now)

    def grow(self, calls):
        for _ in range(calls):
            self.trail.ended(self.trail.decided({"effect": "allow"}), {"status": "returned"})
        return publish(self.path, self.signer)

    def witnessed(self):
        """The size that is witnessed, and by whom."""
        note = (self.path / "witnessed").read_text("utf-8")
        found = cosignatures(note, self.keys.values())
        return Checkpoint.parse(text_of(note)).size, {one.key.name for one in found}


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    yield world
    world.close()


BOTH = {"north.example", "south.example"}


def test_each_published_checkpoint_is_cosigned(world):
    rounds = world.rounds()
    assert rounds.ask() is None, "nothing is published yet"
    for calls in (3, 1, 40, 2):
        newest = world.grow(calls)
        assert rounds.ask() is None
        assert world.witnessed() == (newest.size, BOTH)


def test_who_has_cosigned_is_not_asked_again(world):
    rounds = world.rounds()
    world.grow(3)
    rounds.ask()
    world.send_away("north")
    before = (world.path / "witnessed").stat()
    assert rounds.ask() is None
    assert (world.path / "witnessed").stat() == before


def test_another_process_goes_on_where_the_witnesses_are(world):
    world.grow(40)
    world.rounds().ask()
    newest = world.grow(40)
    world.rounds().ask()
    assert world.witnessed() == (newest.size, BOTH)


def test_a_witness_that_is_away_is_asked_again_later(world, caplog):
    caplog.set_level(logging.INFO, "enforcecore")
    world.send_away("south")
    policy = world.policy("any")
    rounds = Rounds(world.directory, policy, monotonic=lambda: world.now)
    first = world.grow(3)
    assert rounds.ask() is None
    assert world.witnessed() == (first.size, {"north.example"})
    assert [record.message for record in caplog.records] == ["witness.away"]
    for _ in range(3):
        world.now += 100
        rounds.ask()
    assert len(caplog.records) == 1, "one line for one absence"


def test_a_witness_that_comes_back_is_told_of(world, tmp_path, caplog):
    caplog.set_level(logging.INFO, "enforcecore")
    world.grow(3)
    rounds = world.rounds()
    in_the_way = tmp_path / "south.state" / ".lock"
    in_the_way.mkdir()
    rounds.ask()
    assert world.witnessed()[1] == {"north.example"}
    in_the_way.rmdir()
    rounds.ask()
    assert world.witnessed()[1] == {"north.example"}, "it is not asked at once"
    world.now += 2
    rounds.ask()
    assert world.witnessed()[1] == BOTH
    assert [record.message for record in caplog.records] == ["witness.away", "witness.back"]


def test_a_quorum_is_not_given_up_for_a_newer_checkpoint_without_one(world):
    rounds = world.rounds("all")
    first = world.grow(3)
    rounds.ask()
    world.send_away("south")
    rounds = world.rounds("all")
    world.grow(3)
    rounds.ask()
    assert world.witnessed() == (first.size, BOTH)


def test_a_rollback_is_objected_to(world):
    rounds = world.rounds()
    early = world.grow(3)
    world.grow(40)
    rounds.ask()
    publish(world.path, world.signer, size=early.size)
    assert "has seen" in world.rounds().ask()
    with pytest.raises(AuditFault, match="not what its witnesses have seen"):
        refuse_what_witnesses_refuse(world.directory, world.policy())


def test_a_rewritten_trail_is_objected_to(world):
    world.grow(20)
    world.rounds().ask()
    world.grow(20)
    first = min((world.path / "entries").iterdir())
    first.write_bytes(first.read_bytes().replace(b"returned", b"raised\\u", 1))
    publish(world.path, world.signer)
    assert "with other records" in world.rounds().ask()


def test_what_was_pruned_since_a_witness_saw_it_cannot_be_proved(world, caplog):
    world.grow(3)
    world.rounds().ask()
    world.grow(60)
    for segment in sorted((world.path / "entries").iterdir())[:2]:
        segment.unlink()
    assert world.rounds().ask() is None
    assert "is pruned" in caplog.records[-1].why


def test_a_trail_that_witnesses_know_is_opened(world):
    refuse_what_witnesses_refuse(world.directory, world.policy())
    world.grow(3)
    refuse_what_witnesses_refuse(world.directory, world.policy())
    world.send_away("north")
    world.send_away("south")
    refuse_what_witnesses_refuse(world.directory, world.policy())


def test_two_processes_do_not_ask_at_once(world):
    world.grow(3)
    with (world.path / ".witnesses").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert world.rounds().ask() is None
    assert not (world.path / "witnessed").exists()


def test_the_background_follows_the_trail_and_asks_once_more_at_the_end(world):
    publishing = Publishing(world.directory, world.policy(), lambda why: None, pause=60)
    newest = world.grow(3)
    publishing.close()
    assert world.witnessed() == (newest.size, BOTH)


def test_the_background_stops_the_writer_when_a_witness_disagrees(world):
    early = world.grow(3)
    world.grow(40)
    world.rounds().ask()
    publish(world.path, world.signer, size=early.size)
    reasons = queue.Queue()
    publishing = Publishing(world.directory, world.policy(), reasons.put, pause=0.01)
    assert "has seen" in reasons.get(timeout=30)
    publishing.close()
    assert reasons.empty()


def test_no_call_is_taken_while_a_checkpoint_waits_for_too_long(world, tmp_path):
    in_the_way = tmp_path / "south.state" / ".lock"
    in_the_way.mkdir()
    asked_for_time = itertools.count()
    publishing = Publishing(
        world.directory,
        world.policy(),
        lambda why: None,
        pause=0.01,
        within=60,
        monotonic=lambda: (next(asked_for_time), world.now)[1],
    )
    world.grow(3)
    wait_for((world.path / "witnessed").exists)
    world.now = 50
    publishing.check()
    world.now = 61
    several_rounds_later = next(asked_for_time) + 100
    wait_for(lambda: next(asked_for_time) > several_rounds_later)
    with pytest.raises(AuditFault, match="For 60 seconds not enough witnesses"):
        publishing.check()
    in_the_way.rmdir()
    world.now = 100
    wait_for(lambda: world.witnessed()[1] == BOTH and passes(publishing))
    publishing.close()
    publishing.check()
    world.now = 200
    with pytest.raises(AuditFault, match="not enough witnesses"):
        publishing.check()


def wait_for(what):
    deadline = time.monotonic() + 30
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def passes(publishing):
    try:
        publishing.check()
    except AuditFault:
        return False
    return True


def test_without_a_limit_no_call_waits_for_witnesses(world):
    publishing = Publishing(
        world.directory, world.policy(), lambda why: None, monotonic=lambda: world.now
    )
    world.now = 1e9
    publishing.check()
    publishing.close()


def test_a_witness_that_is_to_be_asked_has_an_address(world):
    policy = parse_policy(f"witness north {world.keys['north']}\nquorum north", "p")
    with pytest.raises(ConfigurationError, match="witness north has no URL"):
        Rounds(world.directory, policy)

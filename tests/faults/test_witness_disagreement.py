"""When a witness has seen another history, no tool runs any more."""

from __future__ import annotations

import shutil
import time

import pytest
from unit.audit.witnesses.growing_log import listening

from enforcecore_core import AuditTrail, AuditUnavailable, open_enforcer, verify_trail
from enforcecore_core.audit import AuditFault
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.audit.witnesses.states import WitnessState
from enforcecore_core.audit.witnesses.witness import Witness


@pytest.fixture
def witnessed(tmp_path, settings):
    """Settings of a trail with a key and a witness that listens."""
    key = generate_key(tmp_path / "key")
    witness_key = generate_witness_key(tmp_path / "witness.key")
    changed = settings.model_copy(
        update={"signing_key": tmp_path / "key", "witnesses": tmp_path / "witnesses"}
    )
    with AuditTrail.open(settings.audit_path, signer=load_signer(tmp_path / "key")):
        origin = (settings.audit_path / "checkpoint").read_text("utf-8").splitlines()[0]
    signer = load_signer(tmp_path / "witness.key")
    state = WitnessState(tmp_path / "state", witness_key)
    witness = Witness(signer, {origin: [key]}, state, clock=lambda: int(time.time()))
    with listening(witness) as server:
        text = f"witness w {witness_key} {server.url}\nquorum w\n"
        (tmp_path / "witnesses").write_text(text, encoding="utf-8")
        yield changed


def test_after_a_fork_of_the_trail_no_tool_runs(tmp_path, witnessed, write_policy):
    policy, ran = write_policy("  tool: allow"), []
    with open_enforcer(policy, settings=witnessed) as enforcer:
        enforcer.call("tool", lambda: ran.append(1), {})
        copy = tmp_path / "copy"
        shutil.copytree(witnessed.audit_path, copy)
        shutil.rmtree(copy / "writers")
        (copy / "writers").mkdir()
        other = witnessed.model_copy(update={"audit_path": copy, "witnesses": None})
        with open_enforcer(policy, settings=other) as thief:
            for _ in range(10):
                thief.call("tool", lambda: None, {})
        shown = other.model_copy(update={"witnesses": witnessed.witnesses})
        open_enforcer(policy, settings=shown).close()
        why = blocked_within(30, enforcer, ran)
    assert "a witness disagrees" in why


def blocked_within(seconds, enforcer, ran):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        before = len(ran)
        try:
            enforcer.call("tool", lambda: ran.append(1), {})
        except AuditUnavailable as blocked:
            assert len(ran) == before
            return str(blocked.__cause__)
        time.sleep(0.05)
    return "nothing was blocked"


def test_a_trail_that_was_rolled_back_opens_no_enforcer(tmp_path, witnessed, write_policy):
    policy = write_policy("  tool: allow")
    with open_enforcer(policy, settings=witnessed) as enforcer:
        enforcer.call("tool", lambda: None, {})
    shutil.copytree(witnessed.audit_path, tmp_path / "backup")
    with open_enforcer(policy, settings=witnessed) as enforcer:
        enforcer.call("tool", lambda: None, {})
    shutil.rmtree(witnessed.audit_path)
    shutil.copytree(tmp_path / "backup", witnessed.audit_path)
    with pytest.raises(AuditFault, match="not what its witnesses have seen"):
        open_enforcer(policy, settings=witnessed)
    assert verify_trail(witnessed.audit_path).status == "partial"

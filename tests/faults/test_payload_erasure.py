"""Erasing while others write: nothing is lost, nothing is left, and the trail stays whole."""

import multiprocessing
import threading
import time

from enforcecore_core import AuditTrail, Settings, open_enforcer, verify_trail
from enforcecore_core.audit.payloads import check_payloads, erase, existing_payloads

POLICY = "enforcecore: 1\ntools: {look: allow}\n"
MARK = "Xanthippe lives at"


def writes(policy, settings):
    with open_enforcer(policy, settings=settings) as enforcer:
        for _ in range(60):
            for who in ("ann", "bob"):
                enforcer.call("look", lambda q: f"{MARK} {q}", {"q": MARK}, principal=who)


def test_a_subject_is_erased_again_and_again_while_two_processes_write(tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY)
    settings = Settings(audit_path=tmp_path / "trail", audit_payloads=True)
    spawn = multiprocessing.get_context("spawn")
    open_enforcer(policy, settings=settings).close()
    writers = [spawn.Process(target=writes, args=(policy, settings)) for _ in range(2)]
    for writer in writers:
        writer.start()
    payloads = existing_payloads(tmp_path / "trail", tmp_path / "trail.keys")
    erasures = []
    with AuditTrail.open(tmp_path / "trail") as trail:

        def erases():
            while any(writer.is_alive() for writer in writers):
                erasures.append(erase(trail, payloads, "ann"))
                time.sleep(0.01)

        eraser = threading.Thread(target=erases)
        eraser.start()
        while eraser.is_alive():
            assert check_payloads(payloads).findings == []
        for writer in writers:
            writer.join()
        erase(trail, payloads, "ann")
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert len([one for one in erasures if one is not None]) > 3
    verify_trail(tmp_path / "trail")
    check = check_payloads(payloads)
    assert check.findings == []
    assert check.erased > 0
    assert check.kept > 0
    left = {file.name for file in (payloads.keys.directory.path / "keys").iterdir()}
    assert left == {f"{payloads.keys.of_subject('bob').id}.key"}
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or MARK.encode() not in file.read_bytes()

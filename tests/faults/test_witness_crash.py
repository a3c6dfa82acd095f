"""A witness that is killed has not forgotten what it signed."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager

from unit.audit.witnesses.growing_log import ORIGIN, GrowingLog, keys_in

from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.notes import text_of
from enforcecore_core.audit.witnesses.client import Away, WitnessClient
from enforcecore_core.audit.witnesses.states import WitnessState

ROUNDS = 3


@contextmanager
def killed_in_the_end(directory, after):
    words = ["--key", "witness.key", "--state", "state", "--log", f"{ORIGIN}=log.key.pub"]
    command = [sys.executable, "-m", "enforcecore_core", "witness", *words]
    process = subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0"], cwd=directory, stdout=subprocess.PIPE, text=True
    )
    url = process.stdout.readline().split()[-1]
    timer = threading.Timer(after, process.kill)
    timer.start()
    try:
        yield url
    finally:
        timer.join()
        assert process.wait() == -9
        process.stdout.close()


def cosigned_until_away(client, log, old):
    """The size of the last checkpoint whose cosignature arrived."""
    notes = ((len(log.leaves), log.note()) for _ in iter(lambda: log.grow(1), 0))
    try:
        for size, note in notes:
            client.cosigned(note, old, log.prove)
            old = size
    except Away:
        return old


def test_whatever_it_signed_it_knows_after_a_kill(tmp_path):
    log_signer, witness_signer = keys_in(tmp_path)
    log = GrowingLog(log_signer)
    state = WitnessState(tmp_path / "state", witness_signer.vkey)
    signed = 0
    for number in range(ROUNDS):
        with killed_in_the_end(tmp_path, after=0.2 + number / 17) as url:
            before = signed
            signed = cosigned_until_away(WitnessClient(url, witness_signer.vkey), log, signed)
        assert signed > before
        with state.held():
            known = state.latest(ORIGIN)
        # It may know one more: that whose cosignature was on its way.
        assert known.size in (signed, signed + 1)
        assert known == Checkpoint.parse(text_of(log.note(known.size)))

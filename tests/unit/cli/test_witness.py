"""`enforcecore witness` cosigns over HTTP, and remembers although it is killed."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager

import pytest
from unit.audit.witnesses.growing_log import ORIGIN, GrowingLog, keys_in

from enforcecore_core.audit.witnesses.client import Disagreement, WitnessClient
from enforcecore_core.cli import main


@contextmanager
def running(directory):
    """The command in a process of its own, which is killed in the end."""
    words = ["--key", "witness.key", "--state", "state", "--log", f"{ORIGIN}=log.key.pub"]
    process = subprocess.Popen(
        [sys.executable, "-m", "enforcecore_core", "witness", *words, "--listen", "127.0.0.1:0"],
        cwd=directory,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_cosigns_and_remembers_although_it_is_killed(tmp_path):
    log_signer, witness_signer = keys_in(tmp_path)
    log = GrowingLog(log_signer)
    log.grow(5)
    with running(tmp_path) as url:
        assert WitnessClient(url, witness_signer.vkey).cosigned(log.note(), 0, log.prove)
    with running(tmp_path) as url, pytest.raises(Disagreement, match="has seen 5 records"):
        WitnessClient(url, witness_signer.vkey).cosigned(log.note(4), 0, lambda _: [])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"--log": ORIGIN}, "is not a log and its key", id="log without key"),
        pytest.param({"--log": f"{ORIGIN}=none"}, "none: No such file", id="missing key"),
        pytest.param({"--listen": "8090"}, "is not an address", id="no host"),
        pytest.param({"--listen": "127.0.0.1:99999"}, "is not an address", id="no such port"),
        pytest.param({"--key": "log.key"}, "is the key of a log", id="key of a log"),
        pytest.param({"--key": "none"}, "No such file", id="no key"),
    ],
)
def test_what_it_cannot_use_is_an_error(tmp_path, monkeypatch, capsys, changed, said):
    keys_in(tmp_path)
    monkeypatch.chdir(tmp_path)
    right = {"--key": "witness.key", "--state": "state", "--log": f"{ORIGIN}=log.key.pub"}
    assert main(["witness", *(word for pair in (right | changed).items() for word in pair)]) == 2
    assert said in capsys.readouterr().err

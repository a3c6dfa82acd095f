"""The npm package @sigstore/verify accepts our checkpoints and proofs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"


@pytest.fixture(scope="module")
def check(program, absent, evidence):
    node = program("node")
    if not (PROGRAMS / "node_modules" / "@sigstore" / "verify").is_dir():
        absent("@sigstore/verify")

    def check(text):
        proof = evidence.file("proof", text)
        command = [node, PROGRAMS / "check.cjs", evidence.directory / "key.pub", proof]
        return subprocess.run(command, check=False, timeout=60, capture_output=True, text=True)

    return check


@pytest.mark.parametrize("index", [0, 7, 20])
def test_it_accepts_a_proof_of_a_record(check, evidence, index):
    result = check(evidence.proof(index))
    assert (result.returncode, result.stderr) == (0, "")


def test_it_refuses_a_proof_of_another_record(check, evidence):
    result = check(evidence.proof(7).replace("index 7\n", "index 6\n"))
    assert "calculated root hash does not match" in result.stderr


def test_it_refuses_a_changed_checkpoint(check, evidence):
    result = check(evidence.proof(7).replace("interop\n", "another\n", 1))
    assert "invalid checkpoint signature" in result.stderr

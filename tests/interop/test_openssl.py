"""OpenSSL verifies the signatures of our checkpoints."""

from __future__ import annotations

import subprocess
from base64 import b64decode

import pytest

SPKI_OF_ED25519 = bytes.fromhex("302a300506032b6570032100")


@pytest.fixture(scope="module")
def verify(program, evidence):
    openssl = program("openssl")

    def verify(note):
        text, _, line = note.rpartition("\n\n")
        directory = evidence.directory
        (directory / "text").write_text(f"{text}\n", encoding="utf-8")
        (directory / "signature").write_bytes(b64decode(line.split(" ")[2])[4:])
        vkey = (directory / "key.pub").read_text("utf-8").strip()
        key = SPKI_OF_ED25519 + b64decode(vkey.split("+", 2)[2])[1:]
        (directory / "key.der").write_bytes(key)
        asked = ["pkeyutl", "-verify", "-pubin", "-inkey", "key.der", "-keyform", "DER", "-rawin"]
        command = [openssl, *asked, "-in", "text", "-sigfile", "signature"]
        return subprocess.run(
            command, cwd=directory, capture_output=True, text=True, check=False, timeout=60
        )

    return verify


def test_it_verifies_a_checkpoint(verify, evidence):
    result = verify(evidence.checkpoint())
    assert (result.returncode, result.stdout) == (0, "Signature Verified Successfully\n")


def test_it_refuses_a_changed_checkpoint(verify, evidence):
    result = verify(evidence.checkpoint().replace("interop\n", "another\n", 1))
    assert (result.returncode, result.stdout) == (1, "Signature Verification Failure\n")


def test_it_reads_a_private_key(program, evidence):
    command = [program("openssl"), "pkey", "-in", evidence.directory / "key", "-noout", "-text"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.stdout.startswith("ED25519 Private-Key")

"""OpenSSL verifies the signatures of our checkpoints."""

from __future__ import annotations

import subprocess
from base64 import b64decode

import pytest

SPKI_OF_ED25519 = bytes.fromhex("302a300506032b6570032100")


@pytest.fixture(scope="module")
def verify_bytes(program, evidence):
    openssl, directory = program("openssl"), evidence.directory

    def verify(vkey, message, signature):
        (directory / "message").write_text(message, encoding="utf-8")
        (directory / "signature").write_bytes(signature)
        (directory / "key.der").write_bytes(SPKI_OF_ED25519 + vkey.public)
        asked = ["pkeyutl", "-verify", "-pubin", "-inkey", "key.der", "-keyform", "DER", "-rawin"]
        command = [openssl, *asked, "-in", "message", "-sigfile", "signature"]
        return subprocess.run(
            command, cwd=directory, capture_output=True, text=True, check=False, timeout=60
        )

    return verify


@pytest.fixture
def verify(verify_bytes, evidence):
    def verify(note):
        text, _, line = note.rpartition("\n\n")
        return verify_bytes(evidence.key, f"{text}\n", b64decode(line.split(" ")[2])[4:])

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


def test_it_verifies_a_cosignature(verify_bytes, evidence):
    note = evidence.cosigned()
    text, _, lines = note.rpartition("\n\n")
    content = b64decode(lines.splitlines()[1].split(" ")[2])
    seconds, signature = int.from_bytes(content[4:12], "big"), content[12:]
    message = f"cosignature/v1\ntime {seconds}\n{text}\n"
    assert verify_bytes(evidence.witness, message, signature).returncode == 0
    later = message.replace(f"time {seconds}", f"time {seconds + 1}")
    assert verify_bytes(evidence.witness, later, signature).returncode == 1

"""A signed trail, its evidence as files, and programs by others that are asked about it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.cosignatures import cosign
from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.leaves import Leaves
from enforcecore_core.audit.notes import signed, text_of
from enforcecore_core.audit.proving import prove_continuation, prove_entry
from enforcecore_core.audit.signing import generate_key, generate_witness_key, load_signer
from enforcecore_core.audit.tree import GrowingTree

PROGRAMS = Path(__file__).parent / "programs"
CALLS = 9


class Evidence:
    """A trail of several segments, and what it gives to others. `lines` are those it signed."""

    def __init__(self, directory):
        self.directory = directory
        self.key = generate_key(directory / "key", "log.example/interop")
        self.witness = generate_witness_key(directory / "witness", "witness.example")
        self._signer = load_signer(directory / "key")
        self._path = directory / "trail"
        with AuditTrail.open(
            self._path, origin=self.key.name, signer=self._signer, segment_size=2000
        ) as trail:
            for number in range(CALLS):
                seq = trail.decided({"effect": "allow", "tool": f"t\u00e9 {number}"})
                trail.ended(seq, {"status": "returned"})
        leaves = Leaves(TrailDirectory(self._path))
        size = Checkpoint.parse(text_of(self.checkpoint())).size
        self.lines = [line for seq, line in leaves.lines(leaves.first()) if seq < size]
        self._leaves = list(leaves.leaves(leaves.first()))

    def checkpoint(self):
        """The one that the trail published last."""
        return (self._path / "checkpoint").read_text("utf-8")

    def cosigned(self):
        """The one that the trail published last, with a witness's signature."""
        note = self.checkpoint()
        return note + cosign(note, load_signer(self.directory / "witness"), 1_800_000_000)

    def earlier(self, size):
        """The checkpoint that the trail's key signs for its first records."""
        tree = GrowingTree()
        for leaf in self._leaves[:size]:
            tree.append(leaf)
        return signed(Checkpoint(self.key.name, size, tree.root()).text(), [self._signer])

    def proof(self, index):
        """The proof of one record, as it stands among those of its call."""
        proofs = {proof.index: proof for proof in prove_entry(self._path, index).proofs}
        return proofs[index].text()

    def continuation(self, old):
        checkpoint = Checkpoint.parse(text_of(self.earlier(old)))
        return prove_continuation(self._path, checkpoint).text()

    def file(self, name, text):
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture(scope="session")
def evidence(tmp_path_factory):
    return Evidence(tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="session")
def absent():
    """Skips a test for what this machine lacks, or fails it where nothing may be lacking."""

    def absent(what):
        say = pytest.fail if os.environ.get("ENFORCECORE_REQUIRE_INTEROP") else pytest.skip
        say(f"{what} is not installed; .ci/run shows how")

    return absent


@pytest.fixture(scope="session")
def program(absent):
    """The path of a program of the system."""

    def find(name):
        return shutil.which(name) or absent(name)

    return find

"""A signed log, its evidence as files, and programs by others that are asked about it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from enforcecore_core.audit.chain import START
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.notes import signed
from enforcecore_core.audit.proofs import ConsistencyProof, TlogProof
from enforcecore_core.audit.records import canonical
from enforcecore_core.audit.signing import generate_key, load_signer
from enforcecore_core.audit.tree import (
    EMPTY,
    GrowingTree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
)

PROGRAMS = Path(__file__).parent / "programs"
RECORDS = 21


class Evidence:
    """A log of `RECORDS` lines in a directory: `key.pub`, checkpoints, proofs and lines."""

    def __init__(self, directory):
        self.directory = directory
        self.key = generate_key(directory / "key", "log.example/interop")
        self._signer = load_signer(directory / "key")
        self.lines = lines(RECORDS)
        self._leaves = [leaf_hash(line) for line in self.lines]

    def checkpoint(self, size=RECORDS):
        tree = GrowingTree()
        for leaf in self._leaves[:size]:
            tree.append(leaf)
        return signed(Checkpoint(self.key.name, size, tree.root()).text(), [self._signer])

    def proof(self, index, size=RECORDS):
        hashes = inclusion_proof(EMPTY, self._leaves, index, size)
        return TlogProof(self.lines[index], index, tuple(hashes), self.checkpoint(size)).text()

    def continuation(self, old, new=RECORDS):
        hashes = consistency_proof(EMPTY, self._leaves, old, new)
        return ConsistencyProof(old, tuple(hashes), self.checkpoint(new)).text()

    def file(self, name, text):
        path = self.directory / name
        path.write_text(text, encoding="utf-8")
        return path


def lines(count):
    chain, found = START, []
    for seq in range(count):
        found.append(chain.line(canonical({"kind": "decision", "tool": f"t\u00e9 {seq}"})))
        chain = chain.after(found[-1])
    return found


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

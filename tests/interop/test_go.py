"""Go's golang.org/x/mod/sumdb, as Debian packages it, accepts our evidence."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "programs" / "check.go"
SOURCES = Path("/usr/share/gocode")


@pytest.fixture(scope="module")
def check(program, absent, evidence, tmp_path_factory):
    go = program("go")
    if not (SOURCES / "src" / "golang.org" / "x" / "mod" / "sumdb").is_dir():
        absent("golang-golang-x-mod-dev")
    binary = tmp_path_factory.mktemp("go") / "check"
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(SOURCES), "CGO_ENABLED": "0"}
    subprocess.run([go, "build", "-o", binary, PROGRAM], env=environment, check=True)

    def check(question, *files):
        command = [binary, question, evidence.directory / "key.pub", *files]
        return subprocess.run(command, check=False, timeout=60, stderr=subprocess.DEVNULL)

    return check


@pytest.mark.timeout(300)
def test_it_finds_the_same_root_over_all_lines(check, evidence):
    text = b"\n".join(evidence.lines).decode() + "\n"
    checkpoint = evidence.file("checkpoint", evidence.checkpoint())
    assert check("root", checkpoint, evidence.file("lines", text)).returncode == 0
    changed = evidence.file("lines", text.replace("decision", "decisioN", 1))
    assert check("root", checkpoint, changed).returncode == 1


def test_it_passes_over_the_signatures_of_witnesses(check, evidence):
    lines = evidence.file("lines", b"\n".join(evidence.lines).decode() + "\n")
    assert check("root", evidence.file("checkpoint", evidence.cosigned()), lines).returncode == 0


def test_it_accepts_every_proof_of_a_record(check, evidence):
    for index in range(len(evidence.lines)):
        assert check("inclusion", evidence.file("proof", evidence.proof(index))).returncode == 0
    other = evidence.proof(3).replace("index 3\n", "index 4\n")
    assert check("inclusion", evidence.file("proof", other)).returncode == 1


def test_it_accepts_every_continuation(check, evidence):
    for old in range(1, len(evidence.lines) + 1):
        before = evidence.file("old", evidence.earlier(old))
        proof = evidence.file("continuation", evidence.continuation(old))
        assert check("consistency", before, proof).returncode == 0
    before = evidence.file("old", evidence.earlier(7))
    other = evidence.continuation(6).replace("old 6\n", "old 7\n")
    assert check("consistency", before, evidence.file("continuation", other)).returncode == 1


def test_it_refuses_a_changed_checkpoint(check, evidence):
    lines = evidence.file("lines", b"\n".join(evidence.lines).decode() + "\n")
    changed = evidence.checkpoint().replace("interop\n", "another\n", 1)
    assert check("root", evidence.file("checkpoint", changed), lines).returncode == 1

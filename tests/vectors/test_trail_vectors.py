"""The sample trails mean the same to the product and to a verifier that shares no code with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from enforcecore_core.audit import read_entries, verify_trail
from enforcecore_core.errors import TrailInvalid

HERE = Path(__file__).parent
GOOD = sorted(HERE.glob("trails/good-*"))
BAD = sorted(set(HERE.glob("trails/*")) - set(GOOD))


def independently(path):
    command = [sys.executable, "-I", str(HERE / "verify_trail_independently.py"), str(path)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_there_are_samples():
    assert len(GOOD) >= 2
    assert len(BAD) >= 15


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_good_trail_is_whole_to_both(path):
    verified = verify_trail(path)
    second = independently(path)
    assert second.returncode == 0, second.stdout
    assert second.stdout == f"whole: {verified.records} records, {verified.entries} entries\n"
    assert len(list(read_entries(path))) == verified.entries


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_trail_is_invalid_to_both(path):
    with pytest.raises(TrailInvalid) as caught:
        verify_trail(path)
    assert path.name.partition("-")[0] in {finding.code for finding in caught.value.findings}
    assert independently(path).returncode == 1

"""Processes are killed, system calls fail, the power is cut: no acknowledged record is lost.

Each has a small version here and a large one for `make crash`. The work is done by programs that
have nothing else in their process; what they print is what they did.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "programs"
SYSTEM_CALLS = {"write", "pwrite64", "fsync", "fdatasync", "flock"}
ALL = "1000000"


@pytest.fixture
def run(tmp_path):
    def run_(program, *arguments):
        command = [sys.executable, str(PROGRAMS / program), str(tmp_path), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        print(program, *arguments, done.stdout.strip())
        return json.loads(done.stdout)

    return run_


@pytest.mark.parametrize("processes", [1, 4])
@pytest.mark.parametrize(
    "rounds", [10, pytest.param(500, marks=pytest.mark.crash)], ids=["few", "many"]
)
def test_nothing_acknowledged_is_lost_by_killed_processes(run, rounds, processes):
    done = run("kill_rounds.py", rounds, processes, 1)
    assert done["kills"] == rounds * processes
    if rounds > 100:
        assert done["acknowledged"] > rounds


@pytest.mark.skipif(
    shutil.which("strace") is None and "ENFORCECORE_REQUIRE_INTEROP" not in os.environ,
    reason="strace is not installed",
)
@pytest.mark.parametrize("fault", ["EIO", "ENOSPC", "KILL"])
@pytest.mark.parametrize(
    ("scenario", "most"),
    [
        ("recovery", 1),
        pytest.param("append", ALL, marks=pytest.mark.crash),
        pytest.param("recovery", ALL, marks=pytest.mark.crash),
        pytest.param("keys", ALL, marks=pytest.mark.crash),
    ],
)
def test_a_trail_bears_a_fault_of_each_system_call(run, scenario, fault, most):
    met = run("inject_faults.py", scenario, fault, most)
    assert all(met[call] > 0 for call in SYSTEM_CALLS)


@pytest.mark.parametrize(
    "cuts", [40, pytest.param(1000, marks=pytest.mark.crash)], ids=["few", "many"]
)
def test_a_power_cut_takes_nothing_that_was_on_disk(run, cuts):
    done = run("cut_power.py", cuts, 1)
    assert done["cuts"] == cuts
    assert done["with something to lose"] > cuts / 5


@pytest.mark.parametrize(
    ("seconds", "processes", "threads"),
    [(0.5, 2, 4), pytest.param(60, 4, 8, marks=pytest.mark.crash)],
    ids=["short", "long"],
)
def test_entries_are_calls_whoever_makes_them_on_one_trail(run, seconds, processes, threads):
    done = run("share_trail.py", seconds, processes, threads)
    assert done["entries"] == done["calls"] > 0
    assert done["entries blocked"] == done["blocked"]
    assert (done["indeterminate"], done["status"]) == (0, "ok")

"""Kills writing processes again and again, and checks the trail after each time.

    kill_rounds.py DIRECTORY ROUNDS PROCESSES SEED

Prints one line of JSON: how many rounds, kills and acknowledgements there were. A process is killed
at any moment from its start on, so also while it opens the trail and recovers it.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from calls_and_acks import DECIDED, Acks, check, make_calls

from enforcecore_core.audit import AuditTrail
from enforcecore_core.audit.signing import generate_key, load_signer

WAYS = [("unsigned", "intent"), ("signed", "strict"), ("unsigned", "relaxed"), ("signed", "intent")]
ROUNDS_PER_TRAIL = 10


def write(path, acks, signer, durability):
    trail = AuditTrail.open(path, signer=signer, segment_size=20_000, durability=durability)
    make_calls(trail, acks, 10_000)


def started(path, signer, durability):
    acks = Acks()
    pid = os.fork()
    if pid == 0:
        try:
            write(path, acks, signer, durability)
        finally:
            os._exit(1)
    return pid, acks


def main():
    directory, rounds, processes = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(int(sys.argv[4]))
    generate_key(directory / "key", "example.com/crash")
    key = load_signer(directory / "key")
    kills = acknowledged = 0
    everything: list[Acks] = []
    for number in range(rounds):
        kind, durability = WAYS[number // ROUNDS_PER_TRAIL % len(WAYS)]
        path = directory / f"trail{number // ROUNDS_PER_TRAIL}"
        signer = key if kind == "signed" else None
        if number % ROUNDS_PER_TRAIL == 0:
            everything = []
        running = [started(path, signer, durability) for _ in range(processes)]
        for pid, acks in running:
            time.sleep(chance.random() * 0.15 / processes)
            os.kill(pid, signal.SIGKILL)
            everything.append(acks)
        for pid, _ in running:
            kills += os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
        check(path, everything, signer)
        acknowledged += sum(len(acks.of(DECIDED)) for _, acks in running)
    print(json.dumps({"rounds": rounds, "kills": kills, "acknowledged": acknowledged}))


main()

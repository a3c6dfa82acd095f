"""Many decorated tools under two enforcers, called by threads of several processes on one trail.

    share_trail.py DIRECTORY SECONDS PROCESSES THREADS

Prints one line of JSON: how many calls were made and blocked, and what the trail says of them.
"""

import json
import os
import random
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from enforcecore_core import CallBlocked, Settings, enforce, open_enforcer, verify_trail
from enforcecore_core.audit.signing import generate_key

POLICY = """\
enforcecore: 1
tools:
  "tool_*": {allow: always, audit: %s, block: {args: {x: {more_than: 90}}}}
  "strict_*": {allow: always, audit: strict}
"""


def tools(enforcer, prefix):
    def made(name):
        @enforce(tool=name, enforcer=enforcer)
        def tool(x: int) -> int:
            if x == 13:
                raise ValueError
            return x

        return tool

    return [made(f"{prefix}_{n}") for n in range(20)]


def work(callables, until, counts, seed):
    chance = random.Random(seed)
    mine = Counter()
    while time.monotonic() < until:
        try:
            chance.choice(callables)(chance.randrange(100))
        except CallBlocked:
            mine["blocked"] += 1
        except ValueError:
            mine["raised"] += 1
        else:
            mine["returned"] += 1
    counts.append(mine)


def process(directory, seconds, threads, seed):
    settings = Settings(audit_path=directory / "trail", signing_key=directory / "key")
    counts, callables = [], []
    with (
        open_enforcer(directory / "intent.yaml", settings=settings) as one,
        open_enforcer(directory / "relaxed.yaml", settings=settings) as two,
    ):
        callables += tools(one, "tool") + tools(two, "tool") + tools(two, "strict")
        # The first call of an enforcer builds its detectors.
        for enforcer in (one, two):
            enforcer.call("tool_0", lambda x: x, {"x": 1})
            counts.append(Counter(returned=1))
        until = time.monotonic() + seconds
        running = [
            threading.Thread(target=work, args=(callables, until, counts, seed * 100 + n))
            for n in range(threads)
        ]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    return sum(counts, Counter())


def main():
    directory, seconds = Path(sys.argv[1]), float(sys.argv[2])
    processes, threads = int(sys.argv[3]), int(sys.argv[4])
    key = generate_key(directory / "key", "example.com/shared")
    for way in ("intent", "relaxed"):
        (directory / f"{way}.yaml").write_text(POLICY % way)
    pipes = []
    for seed in range(processes):
        reading, writing = os.pipe()
        if os.fork() == 0:
            counts = process(directory, seconds, threads, seed)
            os.write(writing, json.dumps(counts).encode())
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    made = sum((Counter(json.loads(os.read(pipe, 4096))) for pipe in pipes), Counter())
    verified = verify_trail(directory / "trail", keys=[str(key)])
    print(
        json.dumps(
            {
                "calls": sum(made.values()),
                "blocked": made["blocked"],
                "entries": verified.entries,
                "entries blocked": verified.blocked,
                "indeterminate": verified.indeterminate,
                "status": verified.status,
            }
        )
    )


main()

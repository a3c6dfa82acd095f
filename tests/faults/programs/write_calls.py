"""Writes calls to a trail until it has written enough or is killed.

    write_calls.py PATH CALLS THREADS

Each acknowledged number is printed, so that whoever kills this program knows what must be there.
One write for each: a text stream could mix the lines of threads.
"""

import os
import sys
import threading

from enforcecore_core.audit import AuditTrail

path, calls, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
trail = AuditTrail.open(path)


def work() -> None:
    for _ in range(calls):
        seq = trail.decided({"tool": "t", "effect": "allow"})
        os.write(1, b"decided %d\n" % seq)
        trail.ended(seq, {"status": "returned"})
        os.write(1, b"ended %d\n" % seq)


workers = [threading.Thread(target=work) for _ in range(threads)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
trail.close()

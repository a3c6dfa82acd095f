"""Writes calls to a trail until it has written enough or is killed.

    write_calls.py PATH CALLS THREADS

Each acknowledged number is printed, so that whoever kills this program knows what must be there.
"""

import sys
import threading

from enforcecore_core.audit import AuditTrail

path, calls, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
trail = AuditTrail.open(path)


def work() -> None:
    for _ in range(calls):
        seq = trail.decided({"tool": "t", "effect": "allow"})
        sys.stdout.write(f"decided {seq}\n")
        sys.stdout.flush()
        trail.ended(seq, {"status": "returned"})
        sys.stdout.write(f"ended {seq}\n")
        sys.stdout.flush()


workers = [threading.Thread(target=work) for _ in range(threads)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
trail.close()

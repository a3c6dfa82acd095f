"""Forks while a call is open and other threads write; parent and child go on with the trail."""

import os
import sys
import threading

from enforcecore_core.audit import AuditFault, AuditTrail

DONE = {"status": "returned"}
ALLOW = {"tool": "t", "effect": "allow"}
trail = AuditTrail.open(sys.argv[1])
stop = threading.Event()


def write() -> None:
    while not stop.is_set():
        trail.ended(trail.decided(ALLOW), DONE)


def child() -> int:
    try:
        trail.ended(inherited, DONE)
    except AuditFault:
        own = trail.decided({**ALLOW, "tool": "child"})
        trail.ended(own, DONE)
        trail.close()
        return 0
    return 1


threads = [threading.Thread(target=write) for _ in range(3)]
for thread in threads:
    thread.start()
failed = 0
for _ in range(8):
    inherited = trail.decided(ALLOW)
    pid = os.fork()
    if pid == 0:
        os._exit(child())
    failed += os.waitpid(pid, 0)[1] != 0
    trail.ended(inherited, DONE)
stop.set()
for thread in threads:
    thread.join()
trail.close()
sys.exit(failed)

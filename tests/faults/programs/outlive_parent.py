"""Leaves an open call behind: the parent dies, a child that it forked lives on and waits."""

import os
import signal
import sys

from enforcecore_core.audit import AuditTrail

trail = AuditTrail.open(sys.argv[1])
trail.decided({"tool": "t", "effect": "allow"})
if os.fork() == 0:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    os._exit(0)
signal.pause()

"""Writes calls until the trail's file may not grow; says what happened to each side effect.

fill_disk.py PATH BYTES
"""

import resource
import sys

from enforcecore_core.audit import AuditFault, AuditTrail

trail = AuditTrail.open(sys.argv[1])
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
ran = 0
fault = None
while fault is None:
    try:
        seq = trail.decided({"tool": "t", "effect": "allow"})
        ran += 1
        trail.ended(seq, {"status": "returned"})
    except (OSError, AuditFault) as caught:
        fault = caught
later = []
for _ in range(2):
    try:
        trail.decided({"tool": "t", "effect": "allow", "reason": "x" * 1000})
    except (OSError, AuditFault) as caught:
        later.append(type(caught).__name__)
print(ran, type(fault).__name__, *later)  # read by the test

"""The audit trail: one entry for each call, chained so that a change shows.

with AuditTrail.open(".enforcecore/trail") as trail:
    seq = trail.decided({"tool": "search", "effect": "allow"})
    trail.ended(seq, {"status": "returned"})
print(verify_trail(".enforcecore/trail"))
"""

from enforcecore_core.audit.entries import AuditEntry, read_entries
from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.trail import AuditTrail
from enforcecore_core.audit.verification import Verification, verify_trail

__all__ = [
    "AuditEntry",
    "AuditFault",
    "AuditTrail",
    "Verification",
    "read_entries",
    "verify_trail",
]

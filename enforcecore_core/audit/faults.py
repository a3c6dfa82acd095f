"""What the audit trail raises when it cannot be opened, read or written."""

from __future__ import annotations

from enforcecore_core.errors import EnforceCoreError

__all__ = ["AuditFault", "CallNotOpen"]


class AuditFault(EnforceCoreError):
    """The trail cannot be used as it is. The message says what to do; it holds no record."""


class CallNotOpen(AuditFault):
    """The call was never opened by this process, or it has its outcome already."""

"""What the audit trail raises when it cannot be opened, read or written."""

from __future__ import annotations

import errno

from enforcecore_core.errors import EnforceCoreError

__all__ = ["AuditFault", "CallNotOpen", "DiskFault", "explained"]


class AuditFault(EnforceCoreError):
    """The trail cannot be used as it is. The message says what to do; it holds no record."""


class DiskFault(AuditFault, OSError):
    """The system refused to read or write. `errno` is its number for that."""

    def __init__(self, message: str, number: int | None) -> None:
        super().__init__(message)
        self.errno = number

    def __reduce__(self) -> tuple[type[DiskFault], tuple[str, int | None]]:
        return type(self), (str(self), self.errno)


class CallNotOpen(AuditFault):
    """The call was never opened by this process, or it has its outcome already."""


_NO_ROOM = "Free some space there. Calls are blocked until there is some."
_ADVICE = {
    errno.ENOSPC: f"The disk is full. {_NO_ROOM}",
    errno.EDQUOT: f"The quota is used up. {_NO_ROOM}",
    errno.EFBIG: "The process may not write files of that size (ulimit -f).",
    errno.EROFS: "The file system is read-only. Put the trail elsewhere (ENFORCECORE_AUDIT_PATH).",
    errno.EACCES: "This user may not use it. The trail's directory must be the user's own.",
    errno.EPERM: "This user may not use it. The trail's directory must be the user's own.",
    errno.EIO: "The disk has failed. Check it (dmesg) before the trail is opened again.",
    errno.EMFILE: "The process has too many files open (ulimit -n).",
    errno.ENFILE: "The system has too many files open.",
}


def explained(path: str, fault: OSError) -> DiskFault:
    """What the system refused, as an error that says where and what to do."""
    if isinstance(fault, DiskFault):
        return fault
    said = f"{path}: {fault.strerror or type(fault).__name__}."
    advice = _ADVICE.get(fault.errno or 0)
    return DiskFault(f"{said} {advice}" if advice else said, fault.errno)

"""Which file system a path is on, and whether a trail may be there.

A trail needs locks that exclude, renames that are atomic and syncs that sync. Network file systems,
and what is built on FUSE, promise less: a lock may be local to one machine, and a sync may mean
that the data left it.
"""

from __future__ import annotations

import re
from pathlib import Path

from enforcecore_core.audit.faults import AuditFault

__all__ = ["file_system_of", "refuse_network"]

_MOUNTS = Path("/proc/self/mountinfo")
_REFUSED = re.compile(
    r"nfs\d*|cifs|smb\w*|9p|afs|ceph|lustre|gfs2|ocfs2|glusterfs|beegfs|fuse(\.(?!fuse-overlayfs).*)?"
)
_ESCAPE = re.compile(r"\\([0-7]{3})")
_TYPE_AFTER = " - "
_MOUNT_POINT = 4


def refuse_network(path: Path) -> None:
    """Raises `AuditFault` when the path, which need not be there yet, is on such a file system.

    Only Linux tells; elsewhere nothing is refused.
    """
    try:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return
    kind = file_system_of(path, mounts)
    if kind is not None and _REFUSED.fullmatch(kind):
        raise AuditFault(
            f"{path} is on a file system of type {kind!r}, whose locks and syncs are not reliable. "
            "Put the trail on a local disk (ENFORCECORE_AUDIT_PATH), or set "
            "ENFORCECORE_AUDIT_TRUST_FILE_SYSTEM if you know that yours keeps its promises."
        )


def file_system_of(path: Path, mounts: str) -> str | None:
    """The type of the file system of a resolved path, by the text of /proc/self/mountinfo."""
    found: tuple[int, str] | None = None
    for line in mounts.splitlines():
        before, separator, after = line.partition(_TYPE_AFTER)
        fields = before.split(" ")
        if not separator or len(fields) <= _MOUNT_POINT:
            continue
        point = Path(_ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields[_MOUNT_POINT]))
        depth = len(point.parts)
        # Of two mounts on one point the later one covers the other.
        if path.is_relative_to(point) and (found is None or depth >= found[0]):
            found = depth, after.split(" ")[0]
    return None if found is None else found[1]

"""A trail is not put where locks and syncs do not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, filesystems
from enforcecore_core.audit.filesystems import file_system_of, refuse_network

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /proc rw,nosuid - proc proc rw
41 22 0:40 / /srv/share rw,relatime shared:9 - nfs4 host:/share rw,vers=4.2
42 41 8:2 / /srv/share/local rw - xfs /dev/sdb1 rw
43 22 0:41 / /srv/with\\040space rw - fuse.sshfs user@host:/ rw
44 22 0:42 / /covered rw - ext4 /dev/sdc1 rw
45 22 0:43 / /covered rw - cifs //host/share rw
46 22 0:44 / /media/me/root rw - fuse.fuse-overlayfs fuse-overlayfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/var/lib/trail", "ext4"),
        ("/srv/sharemore", "ext4"),
        ("/srv/share", "nfs4"),
        ("/srv/share/a/b", "nfs4"),
        ("/srv/share/local/trail", "xfs"),
        ("/srv/with space/trail", "fuse.sshfs"),
        ("/covered/trail", "cifs"),
        ("/proc/1", "proc"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_and_latest_mount(path, kind):
    assert file_system_of(Path(path), MOUNTS) == kind


@pytest.fixture
def mounts(tmp_path, monkeypatch):
    """Where the system's list of mounts is read from, with these."""
    listed = tmp_path / "mountinfo"
    listed.write_text(MOUNTS)
    monkeypatch.setattr(filesystems, "_MOUNTS", listed)
    return listed


@pytest.mark.parametrize("path", ["/srv/share/trail", "/srv/with space/trail", "/covered"])
def test_a_network_file_system_is_refused_by_name_and_place(mounts, path):
    with pytest.raises(AuditFault, match=r"of type '(nfs4|fuse.sshfs|cifs)'.*TRUST_FILE_SYSTEM"):
        refuse_network(Path(path))


@pytest.mark.parametrize("path", ["/var/trail", "/srv/share/local", "/media/me/root/trail"])
def test_a_local_file_system_is_not(mounts, path):
    refuse_network(Path(path))


def test_nothing_is_refused_where_the_system_does_not_tell(monkeypatch):
    monkeypatch.setattr(filesystems, "_MOUNTS", Path("/nowhere/mountinfo"))
    refuse_network(Path("/srv/share"))


def test_a_refusal_makes_no_directory_and_can_be_overridden(mounts, tmp_path):
    mounts.write_text(f"1 0 0:1 / {tmp_path} rw - nfs host:/ rw\n")
    with pytest.raises(AuditFault, match="ENFORCECORE_AUDIT_PATH"):
        AuditTrail.open(tmp_path / "trail")
    assert not (tmp_path / "trail").exists()
    AuditTrail.open(tmp_path / "trail", trust_file_system=True).close()

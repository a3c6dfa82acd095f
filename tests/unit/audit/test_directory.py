"""Where a trail may be, and what makes it refuse to open."""

from __future__ import annotations

import os

import pytest

from enforcecore_core.audit import AuditFault, AuditTrail, verify_trail


@pytest.fixture
def trail(tmp_path):
    path = tmp_path / "trail"
    with AuditTrail.open(path) as opened:
        opened.decided({"tool": "t", "effect": "block"})
    return path


def test_a_file_is_no_trail(tmp_path):
    (tmp_path / "trail").write_text("x")
    with pytest.raises(AuditFault, match="is no directory"):
        AuditTrail.open(tmp_path / "trail")


def test_a_trail_does_not_move_in_with_other_files(tmp_path):
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(AuditFault, match="not empty"):
        AuditTrail.open(tmp_path)
    assert [f.name for f in tmp_path.iterdir()] == ["letter.txt"]


def test_a_directory_that_everyone_can_write_to_is_refused(tmp_path):
    (tmp_path / "trail").mkdir()
    (tmp_path / "trail").chmod(0o777)
    with pytest.raises(AuditFault, match="chmod o-w"):
        AuditTrail.open(tmp_path / "trail")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_somebody_elses_directory_is_refused(tmp_path):
    (tmp_path / "trail").mkdir()
    os.chown(tmp_path / "trail", 12345, 12345)
    with pytest.raises(AuditFault, match="another user"):
        AuditTrail.open(tmp_path / "trail")


@pytest.mark.parametrize("name", ["log.json", "head", "digest.key", "entries/000000000000.jsonl"])
def test_a_trail_with_a_part_missing_is_not_started_anew(trail, name):
    (trail / name).unlink()
    with pytest.raises((AuditFault, FileNotFoundError)):
        AuditTrail.open(trail)
    assert not (trail / name).exists()


DAMAGE = pytest.mark.parametrize("content", [b"", b"[1]", b"\xff", b"[" * 4000], ids=len)


@pytest.mark.parametrize("name", ["log.json", "digest.key"])
@DAMAGE
def test_a_trail_with_a_part_damaged_is_refused(trail, name, content):
    (trail / name).write_bytes(content[:4000])
    with pytest.raises(AuditFault, match="damaged"):
        AuditTrail.open(trail)


@DAMAGE
def test_a_damaged_head_is_rebuilt_from_the_records_and_that_is_recorded(trail, content):
    (trail / "head").write_bytes(content)
    with AuditTrail.open(trail) as opened:
        opened.decided({"tool": "t", "effect": "block"})
    verified = verify_trail(trail)
    assert (verified.entries, verified.recoveries) == (2, 1)


def test_a_trail_of_a_later_format_is_refused(trail):
    log = trail / "log.json"
    log.write_text(log.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(AuditFault, match="another format"):
        AuditTrail.open(trail)


def test_a_link_in_place_of_the_records_is_not_followed(trail, tmp_path):
    segment = trail / "entries" / "000000000000.jsonl"
    segment.rename(tmp_path / "elsewhere")
    segment.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        AuditTrail.open(trail)


def test_a_pipe_in_place_of_a_file_does_not_hang(trail):
    (trail / "head").unlink()
    os.mkfifo(trail / "head")
    with pytest.raises(AuditFault, match="no regular file"):
        AuditTrail.open(trail)


def test_a_creation_that_was_interrupted_is_completed(tmp_path):
    AuditTrail.open(tmp_path / "whole").close()
    (tmp_path / "trail").mkdir()
    (tmp_path / "trail" / "entries").mkdir()
    (tmp_path / "trail" / "digest.key").write_bytes(b"half")
    AuditTrail.open(tmp_path / "trail").close()
    assert len((tmp_path / "trail" / "digest.key").read_bytes()) == 32

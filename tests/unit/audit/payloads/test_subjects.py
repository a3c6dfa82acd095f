import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from enforcecore_core.audit import AuditFault
from enforcecore_core.audit.payloads import SubjectKeys


@pytest.fixture
def keys(tmp_path):
    return SubjectKeys.prepared(tmp_path / "keys")


def test_a_subject_keeps_its_key_and_two_have_two(keys, tmp_path):
    ann = keys.of_subject("ann")
    assert keys.of_subject("ann") == ann
    assert SubjectKeys.prepared(tmp_path / "keys").of_subject("ann") == ann
    assert keys.of_subject("bob").secret != ann.secret
    assert keys.by_id(ann.id) == ann
    assert len(ann.secret) == 32


def test_a_key_shows_nothing_of_itself(keys):
    key = keys.of_subject("ann")
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)


def test_all_files_are_the_owners_alone_and_name_nobody(keys, tmp_path):
    keys.of_subject("ann@example.org")
    paths = [*(tmp_path / "keys").rglob("*"), tmp_path / "keys"]
    for path in paths:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
        assert "ann" not in path.name
    assert not any(b"ann" in path.read_bytes() for path in paths if path.is_file())


def test_threads_agree_on_a_new_key(keys):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: keys.of_subject("ann"), range(64)))
    assert len(found) == 1
    assert len(list((keys.directory.path / "keys").iterdir())) == 1


def test_a_destroyed_key_is_overwritten_and_the_next_one_is_another(keys, tmp_path):
    old = keys.of_subject("ann")
    os.link(tmp_path / "keys" / "keys" / f"{old.id}.key", tmp_path / "seen")
    keys.destroy(keys.pseudonym("ann"), old.id)
    assert keys.by_id(old.id) is None
    assert keys.current(keys.pseudonym("ann")) is None
    assert (tmp_path / "seen").read_bytes() != old.secret
    assert keys.of_subject("ann").id != old.id


def test_a_key_that_others_can_read_is_refused(keys):
    key = keys.of_subject("ann")
    (keys.directory.path / "keys" / f"{key.id}.key").chmod(0o640)
    with pytest.raises(AuditFault, match=r"can be read by others\. Run: chmod"):
        keys.of_subject("ann")


def test_a_damaged_key_is_refused(keys):
    key = keys.of_subject("ann")
    (keys.directory.path / "keys" / f"{key.id}.key").write_bytes(b"short")
    with pytest.raises(AuditFault, match="is damaged"):
        keys.by_id(key.id)


def test_a_subject_whose_key_is_missing_is_refused_and_gets_no_new_one_by_itself(keys):
    key = keys.of_subject("ann")
    (keys.directory.path / "keys" / f"{key.id}.key").unlink()
    with pytest.raises(AuditFault, match="is missing"):
        keys.of_subject("ann")


@pytest.mark.parametrize("name", ["", "../../pseudonyms", "0" * 31, "z" * 32])
def test_what_is_no_name_of_a_key_finds_none(keys, name):
    assert keys.by_id(name) is None


def test_a_place_without_keys_is_refused_for_reading(tmp_path):
    with pytest.raises(AuditFault, match="holds no keys"):
        SubjectKeys.existing(tmp_path)

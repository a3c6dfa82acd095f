import pytest

from enforcecore_core import AuditTrail
from enforcecore_core.audit.payloads import check_payloads, erase, open_payloads, place_of


@pytest.fixture
def trail(tmp_path):
    return AuditTrail.open(tmp_path / "trail")


@pytest.fixture
def store(trail, tmp_path):
    return open_payloads(trail.path, tmp_path / "keys")


@pytest.fixture
def keep(trail, store):
    def keep(subject):
        body = {"effect": "block", "payload": store.keep(subject, {"arguments": {"n": 1}})}
        trail.decided(body)
        return place_of(body)

    return keep


def test_payloads_are_counted(trail, store, keep):
    keep("ann")
    keep("bob")
    trail.decided({"effect": "block", "payload": {"omitted": "it is larger"}})
    trail.decided({"effect": "block"})
    check = check_payloads(store)
    assert (check.kept, check.omitted, check.erased, check.findings) == (2, 1, 0, [])


def test_a_key_that_is_gone_without_an_erasure_is_found(store, keep):
    for _ in range(3):
        place = keep("ann")
    keep("bob")
    store.keys.destroy(store.keys.pseudonym("ann"), place.key)
    [finding] = check_payloads(store).findings
    assert (finding.code, finding.seq) == ("PAYLOAD_MISSING", 1)
    assert place.key in finding.detail
    assert "2 more" in finding.detail


def test_a_payload_that_was_changed_or_removed_is_found(store, keep):
    for subject in ("ann", "bob"):
        place = keep(subject)
        path = store.directory.path / "payloads" / place.day / place.key
        path.write_bytes(path.read_bytes()[:-8]) if subject == "ann" else path.unlink()
    findings = check_payloads(store).findings
    assert [(one.code, one.seq) for one in findings] == [
        ("PAYLOAD_MISMATCH", 1),
        ("PAYLOAD_MISSING", 2),
    ]


def test_what_is_read_while_its_key_is_overwritten_is_being_erased(store, keep):
    place = keep("ann")
    pseudonym = store.keys.pseudonym("ann")
    store.keys.begin_erasure(place.key, {"subject": pseudonym, "key": place.key, "count": 1})
    (store.keys.directory.path / "keys" / f"{place.key}.key").write_bytes(b"r" * 32)
    check = check_payloads(store)
    assert (check.erasing, check.kept, check.findings) == (1, 0, [])


def test_a_key_that_came_back_after_its_erasure_is_found(trail, store, keep):
    place = keep("ann")
    file = store.keys.directory.path / "keys" / f"{place.key}.key"
    backup = file.read_bytes()
    erase(trail, store, "ann")
    assert check_payloads(store).findings == []
    file.write_bytes(backup)
    file.chmod(0o600)
    [finding] = check_payloads(store).findings
    assert (finding.code, finding.seq) == ("PAYLOAD_RESTORED", 2)
    assert place.key in finding.detail


def test_a_record_without_a_place_is_found(trail, store):
    trail.decided({"effect": "block", "payload": {"at": 1}})
    [finding] = check_payloads(store).findings
    assert finding.code == "PAYLOAD_MISMATCH"

import base64
import os
import shutil
import signal
import sys

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from enforcecore_core import AuditTrail, Settings, open_enforcer, verify_trail
from enforcecore_core.audit.payloads import (
    check_payloads,
    complete_erasures,
    erase,
    open_payloads,
    place_of,
)
from enforcecore_core.audit.provable import TrailFollower

SECRET = "born in Mühlhausen on a Tuesday"


@pytest.fixture
def where(tmp_path):
    return tmp_path / "trail", tmp_path / "keys"


def filled(where):
    """A trail with four payloads of Ann and one of Bob; returns how to read them."""
    with AuditTrail.open(where[0]) as trail:
        store = open_payloads(*where)
        for subject in ("ann", "bob", "ann"):
            stated = {"payload": store.keep(subject, {"arguments": {"text": SECRET + subject}})}
            seq = trail.decided({"effect": "allow", **stated})
            result = {"result": SECRET + subject} if subject == "ann" else {"result": "fine"}
            trail.ended(seq, {"status": "returned", "payload": store.keep(subject, result)})
    return store


def erasures(path):
    bodies = (record.body for record, _ in TrailFollower(path).records())
    return [body for body in bodies if body["kind"] == "erasure"]


def traces_of(store, subject, path):
    """The bytes that must be nowhere once a subject is erased."""
    key = store.keys.of_subject(subject)
    salts = []
    for record, _ in TrailFollower(path).records():
        place = place_of(record.body)
        if place and place.key == key.id:
            file = store.directory.path / "payloads" / place.day / place.key
            box = base64.b64decode(file.read_bytes()[place.at :].partition(b"\n")[0])
            plain = AESGCM(key.secret).decrypt(
                box[:12], box[12:], b"enforcecore/payload/v1\0" + key.id.encode()
            )
            salts.append(plain[:32])
    assert len(salts) == 4
    text = (SECRET + subject).encode()
    texts = [text, (SECRET + subject).encode("utf-16-le"), text.hex().encode()]
    texts += [base64.b64encode(b"x" * shift + text)[8:-8] for shift in range(3)]
    spelled = [
        raw
        for one in (key.secret, *salts)
        for raw in (one, one.hex().encode(), base64.b64encode(one))
    ]
    return texts + spelled


def everything(*places):
    return b"\0".join(
        path.read_bytes() for place in places for path in place.rglob("*") if path.is_file()
    )


def test_after_an_erasure_the_trail_verifies_and_no_byte_of_it_is_left(where):
    store = filled(where)
    traces = traces_of(store, "ann", where[0])
    assert any(trace in everything(*where) for trace in traces)
    with AuditTrail.open(where[0]) as trail:
        erasure = erase(trail, store, "ann")
    assert erasure.count == 4
    content = everything(*where)
    assert [trace for trace in traces if trace in content] == []
    assert not list(where[0].rglob(f"*{erasure.key}*"))
    verify_trail(where[0])
    check = check_payloads(store)
    assert (check.kept, check.erased, check.findings) == (2, 4, [])
    [recorded] = erasures(where[0])
    assert (recorded["subject"], recorded["key"], recorded["count"]) == (
        erasure.subject,
        erasure.key,
        4,
    )


def test_lines_that_were_written_before_an_erasure_stay_as_they_are(where):
    store = filled(where)
    before = [leaf for _, leaf in TrailFollower(where[0]).records()]
    with AuditTrail.open(where[0]) as trail:
        erase(trail, store, "ann")
    assert [leaf for _, leaf in TrailFollower(where[0]).records()][: len(before)] == before


def test_a_subject_of_whom_nothing_is_kept_is_not_recorded(where):
    store = filled(where)
    with AuditTrail.open(where[0]) as trail:
        assert erase(trail, store, "carol") is None
        assert erase(trail, store, "ann") is not None
        assert erase(trail, store, "ann") is None
    assert len(erasures(where[0])) == 1


def test_a_subject_can_come_again_and_be_erased_again(where):
    store = filled(where)
    with AuditTrail.open(where[0]) as trail:
        first = erase(trail, store, "ann")
        again = {"payload": store.keep("ann", {"arguments": {}})}
        trail.decided({"effect": "block", **again})
        assert store.read(place_of(again)) == {"arguments": {}}
        second = erase(trail, store, "ann")
    assert (first.subject, first.key != second.key, second.count) == (second.subject, True, 1)
    check = check_payloads(store)
    assert (check.erased, check.findings) == (5, [])


EVENTS = {"open", "os.remove", "os.rename", "os.link", "os.mkdir", "os.rmdir", "os.truncate"}


def killed_after(events, where):
    """Erase in a process that kills itself at its n-th use of the file system; was it killed?"""
    child = os.fork()
    if child == 0:
        left = [events]

        def hook(event, arguments):
            if event in EVENTS:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        with AuditTrail.open(where[0]) as trail:
            store = open_payloads(*where)
            sys.addaudithook(hook)
            erase(trail, store, "ann")
            left[0] = -1
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_an_erasure_that_was_killed_anywhere_is_finished_by_the_next(tmp_path):
    original = tmp_path / "original" / "trail", tmp_path / "original" / "keys"
    traces = traces_of(filled(original), "ann", original[0])
    for events in range(1, 1000):
        shutil.copytree(tmp_path / "original", tmp_path / f"{events}")
        where = tmp_path / f"{events}" / "trail", tmp_path / f"{events}" / "keys"
        store = open_payloads(*where)
        killed = killed_after(events, where)
        with AuditTrail.open(where[0]) as trail:
            complete_erasures(trail, store)
            erase(trail, store, "ann")
        content = everything(*where)
        assert [trace for trace in traces if trace in content] == [], events
        assert len(erasures(where[0])) == 1, events
        assert list((where[1] / "erasing").iterdir()) == []
        check = check_payloads(store)
        assert (check.kept, check.erased, check.findings) == (2, 4, []), events
        verify_trail(where[0])
        if not killed:
            break
    assert events > 12


def test_a_killed_erasure_is_finished_when_an_enforcer_opens(where, tmp_path, monkeypatch):
    store = filled(where)
    key = store.keys.of_subject("ann").id
    pseudonym = store.keys.pseudonym("ann")
    store.keys.begin_erasure(key, {"subject": pseudonym, "key": key, "count": 4})
    policy = tmp_path / "policy.yaml"
    policy.write_text("enforcecore: 1\ntools: {look: allow}\n")
    settings = Settings(audit_path=where[0], audit_payloads=True, audit_payload_keys=where[1])
    with open_enforcer(policy, settings=settings):
        assert store.keys.by_id(key) is None
    assert len(erasures(where[0])) == 1

import base64
import itertools
import sys
from dataclasses import replace

import pytest

from enforcecore_core import AuditTrail, ConfigurationError
from enforcecore_core.audit.payloads import (
    PayloadInvalid,
    existing_payloads,
    open_payloads,
    place_of,
    remove_days_before,
)


@pytest.fixture
def store(tmp_path):
    days = itertools.count(20_000)
    AuditTrail.open(tmp_path / "trail").close()
    return open_payloads(
        tmp_path / "trail", tmp_path / "keys", clock=lambda: next(days) * 86_400_000_000_000
    )


def kept(store, subject="ann", **payload):
    return place_of({"payload": store.keep(subject, payload)})


def file_of(store, place):
    return store.directory.path / "payloads" / place.day / place.key


def test_what_is_kept_is_read_back(store):
    places = [kept(store, subject, n=n) for n, subject in enumerate(["ann", "bob", "ann"])]
    assert [store.read(place) for place in places] == [{"n": 0}, {"n": 1}, {"n": 2}]


def test_several_payloads_of_a_day_share_a_file(store):
    store = replace(store, clock=lambda: 0)
    first, second = kept(store, n=1), kept(store, n="2" * 50_000)
    assert file_of(store, first) == file_of(store, second)
    assert (store.read(first), store.read(second)) == ({"n": 1}, {"n": "2" * 50_000})
    assert store.count(first.key) == 2


def test_no_value_stands_in_a_file_or_in_what_is_recorded(store, tmp_path):
    stated = store.keep("ann", {"card": "4111-1111", "name": "Ada"})
    assert stated.keys() == {"at", "commitment", "day", "key"}
    assert "4111" not in str(stated)
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"4111" not in path.read_bytes()


def test_equal_payloads_show_no_equality(store):
    first, second = store.keep("ann", {"n": 1}), store.keep("ann", {"n": 1})
    assert first["commitment"] != second["commitment"]


def test_what_a_crash_cut_off_costs_no_other_payload(store):
    store = replace(store, clock=lambda: 0)
    first = kept(store, n=1)
    file = file_of(store, first)
    file.write_bytes(file.read_bytes() + b"\n" + base64.b64encode(b"x" * 90)[:50])
    second = kept(store, n=2)
    assert (store.read(first), store.read(second)) == ({"n": 1}, {"n": 2})


@pytest.mark.parametrize("position", [1, 20, 60, -1])
def test_a_changed_payload_is_found(store, position):
    place = kept(store, n=1)
    content = bytearray(file_of(store, place).read_bytes())
    content[position] = ord("A") if content[position] != ord("A") else ord("B")
    file_of(store, place).write_bytes(content)
    with pytest.raises(PayloadInvalid):
        store.read(place)


def test_a_payload_in_the_place_of_another_is_found(store):
    store = replace(store, clock=lambda: 0)
    first, second = kept(store, n=1), kept(store, n=2)
    with pytest.raises(PayloadInvalid, match="not the one that the record commits to"):
        store.read(replace(first, at=second.at))
    with pytest.raises(PayloadInvalid):
        store.read(replace(first, at=10_000))


def test_a_payload_that_was_removed_is_none(store):
    place = kept(store, n=1)
    file_of(store, place).unlink()
    assert store.read(place) is None


def test_a_payload_whose_key_is_gone_is_none(store):
    place = kept(store, n=1)
    store.keys.destroy(store.keys.pseudonym("ann"), place.key)
    assert store.read(place) is None


def test_what_is_too_large_or_endless_is_left_out_and_says_so(store):
    assert store.keep("ann", {"n": "x" * (1 << 20)}) == {
        "omitted": "it is larger than 1048576 bytes"
    }
    endless = []
    endless.append(endless)
    assert store.keep("ann", {"n": endless}) == {"omitted": "it has no finite form"}
    assert place_of({"payload": {"omitted": "it is larger"}}) is None
    assert place_of({}) is None


@pytest.mark.parametrize(
    "change",
    [{"day": "../2026"}, {"key": "../x"}, {"at": -1}, {"at": "1"}, {"commitment": None}],
    ids=str,
)
def test_a_record_that_names_no_place_is_found(store, change):
    with pytest.raises(PayloadInvalid, match="does not say where"):
        place_of({"payload": store.keep("ann", {}) | change})


def test_days_are_removed_as_a_whole(store):
    places = [kept(store, n=n) for n in range(3)]
    assert remove_days_before(store.directory, places[2].day) == 2
    assert store.read(places[2]) == {"n": 2}
    assert {one.name for one in (store.directory.path / "payloads").iterdir()} == {places[2].day}


def test_digests_are_of_one_subject(store):
    assert store.digest("ann", {"n": 1}) == store.digest("ann", {"n": 1})
    assert store.digest("ann", {"n": 1}) != store.digest("bob", {"n": 1})
    before = store.digest("ann", {"n": 1})
    key = store.keys.of_subject("ann")
    store.keys.destroy(store.keys.pseudonym("ann"), key.id)
    assert store.digest("ann", {"n": 1}) != before


def test_keys_have_no_place_in_the_trail(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot lie in the trail"):
        open_payloads(tmp_path / "trail", tmp_path / "trail" / "keys")


def test_a_reader_uses_the_keys_that_are_there(store, tmp_path):
    place = kept(store, n=1)
    assert existing_payloads(tmp_path / "trail", tmp_path / "keys").read(place) == {"n": 1}


def test_without_the_extra_payloads_are_refused_by_its_name(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(ConfigurationError, match=r"Payloads need .*enforcecore-core\[signing\]"):
        open_payloads(tmp_path / "trail", tmp_path / "keys")
    assert not (tmp_path / "keys").exists()

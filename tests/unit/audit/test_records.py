"""Records have one spelling, and nothing else is read as one."""

from __future__ import annotations

import hashlib
import json

import pytest

from enforcecore_core.audit.faults import AuditFault
from enforcecore_core.audit.records import (
    FIRST_PREV,
    MAX_RECORD,
    RecordInvalid,
    RecordTooLarge,
    canonical,
    frame,
    leaf_hash,
    parse_record,
)


def line(body: bytes = b'{"kind":"close"}', seq: bytes = b"0", v: bytes = b"1") -> bytes:
    return b'{"body":%b,"prev":"%b","seq":%b,"v":%b}' % (body, FIRST_PREV.encode(), seq, v)


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        pytest.param({}, b"{}", id="empty"),
        pytest.param({"b": 1, "a": -2}, b'{"a":-2,"b":1}', id="keys are sorted"),
        pytest.param({"a": [True, None, "x"]}, b'{"a":[true,null,"x"]}', id="lists"),
        pytest.param({"a": (1, 2)}, b'{"a":[1,2]}', id="tuples are lists"),
        pytest.param({"a": "\u20ac\U0001f600"}, '{"a":"\u20ac\U0001f600"}'.encode(), id="unicode"),
        pytest.param(
            {"a": '\b\t\n\f\r"\\/\x00\x1f\x7f\u2028'},
            '{"a":"\\b\\t\\n\\f\\r\\"\\\\/\\u0000\\u001f\x7f\u2028"}'.encode(),
            id="escapes of RFC 8785",
        ),
        pytest.param({"a": 2**53 - 1}, b'{"a":9007199254740991}', id="largest number"),
    ],
)
def test_a_value_has_one_spelling(value, spelling):
    assert canonical(value) == spelling


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"a": 1.0}, id="float"),
        pytest.param({"a": 2**53}, id="number above 53 bits"),
        pytest.param({"a": [-(2**53)]}, id="number below 53 bits"),
        pytest.param({"\u00e4": 1}, id="key that is not ASCII"),
        pytest.param({1: "a"}, id="key that is no text"),
        pytest.param({"a": {2: "a"}}, id="inner key that is no text"),
        pytest.param({"a": "\ud800"}, id="lone surrogate"),
        pytest.param({"a": b"x"}, id="bytes"),
        pytest.param({"a": {1, 2}}, id="set"),
    ],
)
def test_what_readers_could_disagree_on_is_refused(value):
    with pytest.raises(AuditFault):
        canonical(value)


def test_too_deep_a_record_is_refused():
    value: dict[str, object] = {}
    for _ in range(100):
        value = {"a": value}
    with pytest.raises(AuditFault, match="too deep"):
        canonical(value)


def test_a_leaf_is_hashed_as_rfc_6962_says():
    assert leaf_hash(b"abc") == hashlib.sha256(b"\x00abc").hexdigest()


def test_a_framed_body_is_read_back():
    body = {"kind": "decision", "text": "\u00e4 \U0001f600 \n", "n": 12345678901234567 % 2**53}
    record = parse_record(frame(canonical(body), prev="ab" * 32, seq=7))
    assert (record.seq, record.prev, record.body) == (7, "ab" * 32, body)


def test_a_record_has_a_largest_size():
    with pytest.raises(RecordTooLarge):
        frame(b'"%b"' % (b"x" * MAX_RECORD), prev=FIRST_PREV, seq=0)


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"", id="empty line"),
        pytest.param(b"[1]", id="a list"),
        pytest.param(b"1", id="a number"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b"\0" * 100, id="NUL bytes"),
        pytest.param(b"[" * 50_000, id="deep nesting"),
        pytest.param(b'{"a":' * 10_000, id="deep objects"),
        pytest.param(b"9" * 10_000, id="a huge number"),
        pytest.param(b"x" * (MAX_RECORD + 1), id="a long line"),
        pytest.param(line(body=b"[]"), id="body is a list"),
        pytest.param(line(seq=b'"0"'), id="seq is a text"),
        pytest.param(line(seq=b"true"), id="seq is true"),
        pytest.param(line(seq=b"-1"), id="seq is negative"),
        pytest.param(line(v=b"2"), id="another version"),
        pytest.param(line(v=b"true"), id="version true"),
        pytest.param(line(body=b'{"a":1.5}'), id="a float"),
        pytest.param(line(body=b'{"a":NaN}'), id="not a number"),
        pytest.param(line()[:-1] + b',"w":1}', id="a fifth key"),
        pytest.param(line().replace(FIRST_PREV.encode(), b"AB" * 32), id="upper-case hash"),
    ],
)
def test_garbage_is_malformed(garbage):
    with pytest.raises(RecordInvalid) as caught:
        parse_record(garbage)
    assert caught.value.code == "MALFORMED"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"effect":"block","effect":"allow"}', id="a key given twice"),
        pytest.param(b'{"b":1,"a":2}', id="keys out of order"),
        pytest.param(b'{"a": 1}', id="a space"),
        pytest.param(b'{"a":"\\u0041"}', id="a needless escape"),
        pytest.param(b'{"a":"\\/"}', id="an escaped slash"),
        pytest.param(b'{"a":"\\ud800"}', id="a lone surrogate"),
        pytest.param(b'{"a":-0}', id="minus zero"),
        pytest.param(b'{"a":9007199254740992}', id="a number above 53 bits"),
        pytest.param('{"\u00e4":1}'.encode(), id="a key that is not ASCII"),
        pytest.param(b'{"\\u00e4":1}', id="an escaped key that is not ASCII"),
    ],
)
def test_another_spelling_is_not_a_record(body):
    json.loads(line(body=body))
    with pytest.raises(RecordInvalid) as caught:
        parse_record(line(body=body))
    assert caught.value.code == "NON_CANONICAL"

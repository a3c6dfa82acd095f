"""A line is a record in exactly one spelling, and the quick reader knows no other."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enforcecore_core.audit.records import (
    RecordInvalid,
    canonical,
    frame,
    next_body,
    parse_record,
    quickly_parsed,
)

LARGEST = 2**53 - 1
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.text(st.characters(max_codepoint=127), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
BODIES = st.dictionaries(KEYS, VALUES, max_size=6)
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
LINES = st.builds(
    lambda body, prev, seq: frame(canonical(body), prev=prev, seq=seq),
    BODIES,
    HASHES,
    st.integers(0, LARGEST),
)
PREV = "0" * 64


def depth_of(value):
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(depth_of, inner), default=0)


def values_in(value):
    yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from values_in(inner)


def is_record(line):
    """The definition, from the format's description, without any speed."""
    try:
        record = json.loads(line.decode("utf-8"))
        spelled = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if spelled.encode("utf-8") != line or len(line) > 60 * 1024:
            return False
    except (ValueError, RecursionError):
        return False
    if not isinstance(record, dict) or record.keys() != {"body", "prev", "seq", "v"}:
        return False
    inside = list(values_in(record))
    keys = [key for value in inside if isinstance(value, dict) for key in value]
    numbers = [v for v in inside if isinstance(v, int | float) and not isinstance(v, bool)]
    return (
        all(key.isascii() for key in keys)
        and all(isinstance(n, int) and abs(n) <= LARGEST for n in numbers)
        and depth_of(record) <= 17
        and isinstance(record["body"], dict)
        and type(record["seq"]) is int
        and record["seq"] >= 0
        and record["v"] == 1
        and type(record["v"]) is int
        and isinstance(record["prev"], str)
        and len(record["prev"]) == 64
        and not set(record["prev"]) - set("0123456789abcdef")
    )


def is_read(line):
    try:
        parse_record(line)
    except RecordInvalid:
        return False
    return True


@given(LINES)
def test_what_is_written_is_read_quickly_and_as_it_was(line):
    seq, prev, body = quickly_parsed(line)
    assert json.loads(line) == {"body": body, "prev": prev, "seq": seq, "v": 1}
    assert is_record(line)
    assert next_body(line, prev=prev, seq=seq) == body
    assert next_body(line, prev=prev, seq=seq + 1) is None
    assert next_body(line, prev="0" * 63 + "x", seq=seq) is None


@given(BODIES | st.dictionaries(KEYS, VALUES | st.lists(st.tuples(TEXTS, VALUES)), max_size=3))
def test_there_is_one_spelling_whatever_the_order_and_the_types(body):
    spelled = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(body) == spelled.encode("utf-8")
    assert canonical(dict(reversed(body.items()))) == spelled.encode("utf-8")


@settings(max_examples=200)
@given(LINES, st.data())
def test_a_changed_line_is_read_if_and_only_if_it_is_a_record(line, data):
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, min(len(line), start + 8)))
    pieces = st.sampled_from(
        [b" ", b'"', b"\\", b"\\u0041", b"0", b".0", b"e1", b"-", b",", b"{}", b"[1]", b"\xff"]
    )
    changed = line[:start] + data.draw(pieces | st.binary(max_size=4)) + line[end:]
    assert is_read(changed) == is_record(changed)
    before = json.loads(line)
    body = next_body(changed, prev=before["prev"], seq=before["seq"])
    assert body is None or (is_record(changed) and json.loads(changed) == {**before, "body": body})
    quick = quickly_parsed(changed)
    # It leaves to its caller whether `prev` is a hash.
    assert quick is None or is_record(changed) or not re.fullmatch("[0-9a-f]{64}", quick[1])


SPELLINGS = {
    "a fraction": b'{"n":1.0}',
    "an exponent": b'{"n":1e2}',
    "minus zero": b'{"n":-0}',
    "not a number": b'{"n":NaN}',
    "infinity": b'{"n":Infinity}',
    "one too large": b'{"n":9007199254740992}',
    "one too small": b'{"n":-9007199254740992}',
    "a hundred digits": b'{"n":%b}' % (b"1" * 100),
    "five thousand digits": b'{"n":%b}' % (b"1" * 5000),
    "keys not sorted": b'{"b":1,"a":2}',
    "keys not sorted within": b'{"x":{"b":1,"a":2}}',
    "keys not sorted in a list": b'{"x":[{"b":1,"a":2}]}',
    "a key twice": b'{"a":1,"a":1}',
    "a key twice within": b'{"x":{"a":1,"a":2}}',
    "a key beyond ASCII": '{"\u00e4":1}'.encode(),
    "a key beyond ASCII within": '{"x":[[{"\u00e4":1}]]}'.encode(),
    "an escape that need not be": b'{"a":"\\u0061"}',
    "an escaped slash": b'{"a":"\\/"}',
    "an escape in capitals": b'{"a":"\\u001F"}',
    "a long escape of a short one": b'{"a":"\\u000a"}',
    "a lone surrogate": b'{"a":"\\ud800"}',
    "a surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "overlong UTF-8": b'{"a":"\xc0\x80"}',
    "a raw control character": b'{"a":"\x1f"}',
    "a space": b'{"a": 1}',
    "a tab": b'{"a":\t1}',
    "too deep": b'{"a":%b1%b}' % (b"[" * 16, b"]" * 16),
    "too deep and empty": b'{"a":%b%b}' % (b"[" * 16, b"]" * 16),
    "a list": b"[]",
    "a text": b'"a"',
    "far too deep": b'{"a":%b%b}' % (b"[" * 150, b"]" * 150),
}


@pytest.mark.parametrize("body", SPELLINGS.values(), ids=SPELLINGS)
def test_another_spelling_is_no_record_to_any_reader(body):
    line = b'{"body":%b,"prev":"%b","seq":0,"v":1}' % (body, PREV.encode())
    assert not is_record(line)
    assert not is_read(line)
    assert quickly_parsed(line) is None
    assert next_body(line, prev=PREV, seq=0) is None


RIGHT = {
    "the largest numbers": b'{"n":[-9007199254740991,9007199254740991,0]}',
    "as deep as may be": b'{"a":%b%b}' % (b"[" * 15, b"]" * 15),
    "escapes": b'{"a":"\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\x7f/"}',
    "all of Unicode": '{"a":"\u00e4\u2028\U0001f600\uffff"}'.encode(),
    "nothing": b"{}",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_the_right_spelling_is_a_record_to_every_reader(body):
    line = b'{"body":%b,"prev":"%b","seq":0,"v":1}' % (body, PREV.encode())
    assert is_record(line)
    assert parse_record(line).body == json.loads(body)
    assert quickly_parsed(line) is not None
    assert next_body(line, prev=PREV, seq=0) == json.loads(body)


ENDS = [
    b'"prev":"%b","seq":true,"v":1}',
    b'"prev":"%b","seq":0,"v":true}',
    b'"prev":"%b","seq":-1,"v":1}',
    b'"prev":"%b","seq":0,"v":2}',
    b'"prev":"%b","seq":9007199254740992,"v":1}',
    b'"prev":"%b","seq":0,"v":1,"w":1}',
    b'"seq":0,"prev":"%b","v":1}',
]


@pytest.mark.parametrize("end", ENDS)
def test_a_frame_that_is_not_right_is_no_record(end):
    line = b'{"body":{},' + end % PREV.encode()
    assert not is_read(line)
    assert quickly_parsed(line) is None
    assert next_body(line, prev=PREV, seq=0) is None


@pytest.mark.parametrize("prev", ["0" * 63, "0" * 65, "A" * 64, "g" * 64, ""])
def test_a_prev_that_is_no_hash_is_no_record(prev):
    assert not is_read(b'{"body":{},"prev":"%b","seq":0,"v":1}' % prev.encode())


@given(st.binary(max_size=60))
@example(b"")
@example(b"\xef\xbb\xbf{}")
@example(b'{"body":{},"prev":"0","seq":0,"v":1}\r')
def test_no_bytes_at_all_break_a_reader(content):
    assert is_read(content) == is_record(content)
    assert quickly_parsed(content) is None or is_record(content)


def test_a_line_that_is_too_long_is_no_record_to_any_reader():
    line = b'{"body":{"a":"%b"},"prev":"%b","seq":0,"v":1}'
    room = 60 * 1024 - len(line % (b"", PREV.encode()))
    fits, longer = (line % (b"x" * size, PREV.encode()) for size in (room, room + 1))
    assert is_read(fits)
    assert next_body(fits, prev=PREV, seq=0) == quickly_parsed(fits)[2] == {"a": "x" * room}
    assert not is_read(longer)
    assert next_body(longer, prev=PREV, seq=0) is None
    assert quickly_parsed(longer) is None

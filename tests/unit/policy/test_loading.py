import contextlib
import gc
import time
import tracemalloc

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcecore_core import PolicyError
from enforcecore_core.policy import loading, parse_policy
from enforcecore_core.policy.loading import read_node
from enforcecore_core.policy.problems import Place, Reporter

HEAD = "enforcecore: 1\ntools:\n"


def refusal(text):
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, file="p.yaml")
    return caught.value


@pytest.fixture(params=["libyaml", "pure"])
def any_loader(request, monkeypatch):
    if request.param == "pure":
        monkeypatch.setattr(loading, "_LOADER", yaml.SafeLoader)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "EC-P008", 1, 1),
        (" \n\t\n", "EC-P008", 1, 1),
        ("# a comment alone\n", "EC-P008", 2, 1),
        ("---\n", "EC-P008", 2, 1),
        ("null", "EC-P006", 1, 1),
        ("[]", "EC-P006", 1, 1),
        ("just text", "EC-P006", 1, 1),
        (HEAD + "  a:\n  b: allow", "EC-P008", 3, 5),
        (HEAD + "  a: allow\n  a: block", "EC-P004", 4, 3),
        (HEAD + "  a: allow\n  'a': block", "EC-P004", 4, 3),
        (HEAD + "  a: {args: {x: 1, x: 2}}", "EC-P004", 3, 20),
        (HEAD + "  a:\n    args:\n      x: {in: [1], in: [2]}", "EC-P004", 5, 20),
        (HEAD + "  a: allow\nenforcecore: 1", "EC-P004", 4, 1),
        (HEAD + "  a: {args: {x: no}}", "EC-P009", 3, 17),
        (HEAD + "  a: {args: {x: [NO, SE]}}", "EC-P009", 3, 18),
        (HEAD + "  a: {args: {x: 0x1F}}", "EC-P009", 3, 17),
        (HEAD + "  a: {args: {x: 12:30}}", "EC-P009", 3, 17),
        (HEAD + "  a: {args: {x: 2024-01-01}}", "EC-P009", 3, 17),
        (HEAD + "  a: {args: {x: {at_most: .nan}}}", "EC-P009", 3, 27),
        (HEAD + "  a: {args: {x: {at_most: .inf}}}", "EC-P009", 3, 27),
        (HEAD + "  on: allow", "EC-P009", 3, 3),
        (HEAD + "  5: allow", "EC-P009", 3, 3),
        (HEAD + "  a: &anchor allow", "EC-P015", 3, 6),
        (HEAD + "  a: *anchor", "EC-P015", 3, 6),
        (HEAD + "  &anchor a: allow", "EC-P015", 3, 3),
        (HEAD + "  <<: {a: allow}", "EC-P015", 3, 3),
        (HEAD + "  a: !!str allow", "EC-P015", 3, 6),
        (HEAD + "  a: ! allow", "EC-P015", 3, 6),
        (HEAD + "  a: !!python/object/apply:os.system [id]", "EC-P015", 3, 6),
        (HEAD + "  !!str a: allow", "EC-P015", 3, 3),
        ("!!map\n" + HEAD + "  a: allow", "EC-P015", 1, 1),
        ("%YAML 1.1\n---\n" + HEAD + "  a: allow", "EC-P015", 1, 1),
        ("%TAG ! tag:x,2024:\n---\n" + HEAD + "  a: allow", "EC-P015", 1, 1),
        (HEAD + "  a: allow\n---\n" + HEAD + "  b: allow", "EC-P014", 4, 1),
        (HEAD + "  a: allow\n---\n", "EC-P014", 4, 1),
        (HEAD + "  ? [a]\n  : allow", "EC-P006", 3, 5),
        (HEAD + "  {a: b}: allow", "EC-P006", 3, 3),
        (HEAD + "\ta: allow", "EC-P002", 3, 1),
        (HEAD + "  a: 'allow", "EC-P002", None, None),
        (HEAD + "  a: [allow", "EC-P002", None, None),
        (HEAD + "  a: @allow", "EC-P002", 3, 6),
        (HEAD + "  a: allow\n b: allow", "EC-P002", 4, 2),
        ("\ufeff" + HEAD + "  a: allow", "EC-P013", 1, 1),
        (HEAD + "  a: allow # \u202e", "EC-P013", 3, 14),
        (HEAD + "  a: allow # \u200b", "EC-P013", 3, 14),
        (HEAD + "  a:\u00a0allow", "EC-P013", 3, 5),
        (HEAD + "  # x\u2028  b: allow\n  a: allow", "EC-P013", 3, 6),
        (HEAD + "  # x\r  b: allow\n  a: allow", "EC-P013", 3, 6),
        (HEAD + "  # x\x85  b: allow\n  a: allow", "EC-P013", 3, 6),
        (HEAD + "  a: allow\0", "EC-P013", 3, 11),
        (HEAD + "  a: \x1b[2Kallow", "EC-P013", 3, 6),
        (HEAD + "  a: \ud800", "EC-P013", 3, 6),
        (b"\xff\xfee\x00n\x00", "EC-P012", 1, 1),
        (HEAD.encode() + b"  a: caf\xe9", "EC-P012", 3, 9),
        (b"\x7fELF\x02\x01\x01\0\0\0", "EC-P013", 1, 1),
        (b"\x89PNG\r\n", "EC-P012", 1, 1),
        (b"\x1f\x8b\x08", "EC-P012", 1, 2),
        ("[" * 900, "EC-P011", 1, 65),
        ("[" * 3000, "EC-P011", 1, None),
        ("{a: " * 3000, "EC-P011", None, None),
        ("- " * 3000, "EC-P011", 1, 129),
        ("".join(" " * n + "a:\n" for n in range(300)), "EC-P011", 65, None),
        ("x" * (1024 * 1024 + 1), "EC-P010", None, None),
        ("#" * 1024 * 1024 + "\u00e9", "EC-P010", None, None),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_what_is_no_plain_yaml_is_refused_with_its_place(any_loader, text, code, line, column):
    error = refusal(text)
    assert error.code == code
    assert line is None or error.line == line
    assert column is None or error.column == column


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quoted_words_are_texts(any_loader, quote):
    words = ["no", "017", "12:30", "~", "5", "true", "*a", "!x", "&y", ""]
    text = "\n".join(f"- {quote}{word}{quote}" for word in words)
    assert read_node(text.encode(), Reporter("p.yaml")).data == words


def test_half_a_surrogate_pair_is_refused(any_loader):
    error = refusal(HEAD + '  a: {args: {x: "\\ud800"}}')
    assert (error.code, error.line) in {("EC-P002", 3), ("EC-P013", 3)}


def test_block_scalars_are_texts(any_loader):
    node = read_node(b"a: |\n  5\nb: >-\n  no\n", Reporter("p.yaml"))
    assert node.data == {"a": "5\n", "b": "no"}


def test_windows_line_ends_are_fine(any_loader):
    assert read_node(b"a: 1\r\nb: 2\r\n", Reporter("p.yaml")).data == {"a": 1, "b": 2}


def test_every_key_and_value_has_its_place(any_loader):
    node = read_node(b"a:\n  - x\n  - b: 5\n", Reporter("p.yaml"))
    assert node.place_of(["a"]) == Place(1, 1)
    assert node.place_of(["a", 0]) == Place(2, 5)
    assert node.place_of(["a", 1, "b"]) == Place(3, 8)
    assert node.place_of(["a", 1, "b", loading.KEY]) == Place(3, 5)


LARGE = {
    "brackets": "[" * 1_000_000,
    "braces": "{" * 1_000_000,
    "questions": "? " * 500_000,
    "backslashes": '"' + "\\" * 1_000_000,
    "one key": "x" * 1_000_000 + ": 1",
    "a long number": "a: " + "9" * 1_000_000,
    "one comment": "#" * 1_000_000,
    "many keys": "".join(f"k{n}: 1\n" for n in range(80_000)),
    "the same key": "k: 1\n" * 200_000,
    "a long list": "[" + "1," * 500_000 + "]",
    "anchors that explode": "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
    "quotes": "'" * 1_000_000,
    "spaces": HEAD + " " * 1_000_000,
    "unicode": "é" * 500_000,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_large_input_is_refused_in_bounded_time(text):
    # Processor time, so that a busy machine does not count; what explodes takes hours.
    start = time.process_time()
    refusal(text)
    assert time.process_time() - start < 20


def test_a_hundred_megabytes_are_refused_without_reading_them(tmp_path):
    path = tmp_path / "policy.yaml"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    with pytest.raises(PolicyError) as caught:
        loading.read_node(
            loading.read_bytes(path, Reporter("policy.yaml")), Reporter("policy.yaml")
        )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code == "EC-P010"
    assert peak < 8 * 1024 * 1024


def reading(content):
    try:
        return [read_node(content, Reporter("p.yaml")).data]
    except PolicyError:
        return None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    reading(content)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:-?[]{},'\"|>&*!%@#\n 0.~\\<=", max_size=60))
def test_no_two_parsers_read_a_policy_differently(text):
    with_libyaml = reading(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_LOADER", yaml.SafeLoader)
        without = reading(text.encode())
    assert with_libyaml is None or without is None or with_libyaml == without


@pytest.mark.parametrize("text", ["enforcecore: 1\ntools: {a: allow}", "enforcecore: 2"])
def test_garbage_is_collected_again_after_a_policy_was_read(text):
    assert gc.isenabled()
    with contextlib.suppress(PolicyError):
        parse_policy(text, file="p.yaml")
    assert gc.isenabled()


def test_a_program_that_collects_no_garbage_is_not_made_to():
    gc.disable()
    try:
        parse_policy("enforcecore: 1\ntools: {a: allow}", file="p.yaml")
        assert not gc.isenabled()
    finally:
        gc.enable()

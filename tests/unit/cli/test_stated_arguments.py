import io

import pytest

from enforcecore_core.cli.exits import CannotAsk
from enforcecore_core.cli.stated_arguments import read_arguments


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("a=60", 60),
        ("a=-0.5", -0.5),
        ("a=true", True),
        ("a=null", None),
        ('a="60"', "60"),
        ('a=[1, "x"]', [1, "x"]),
        ('a={"b": {"c": 1}}', {"b": {"c": 1}}),
        ("a=ada@example.org", "ada@example.org"),
        ("a=", ""),
        ("a=b=c", "b=c"),
        ("a=010", "010"),
        ("a=NaN", "NaN"),
        ("a=Infinity", "Infinity"),
        ("a=True", "True"),
        ("a={", "{"),
        ("a=" + "9" * 5000, "9" * 5000),
        ("a=" + "[" * 100_000, "[" * 100_000),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_value_that_is_json_is_json_and_any_other_a_text(pair, value):
    [(name, read)] = read_arguments([pair], None).items()
    assert (name, type(read), read) == ("a", type(value), value)


def test_a_dot_in_a_name_is_a_part_of_the_name():
    assert read_arguments(["filter.owner=ada"], None) == {"filter.owner": "ada"}


def test_arguments_are_taken_from_json_from_a_file_and_from_pairs(tmp_path, monkeypatch):
    path = tmp_path / "arguments.json"
    path.write_text('{"a": 1}')
    monkeypatch.setattr("sys.stdin", io.StringIO('{"a": 2}'))
    assert read_arguments(["b=2"], '{"a": "1"}') == {"a": "1", "b": 2}
    assert read_arguments([], f"@{path}") == {"a": 1}
    assert read_arguments([], "@-") == {"a": 2}


@pytest.mark.parametrize(
    ("pairs", "stated_json", "why"),
    [
        (["amount"], None, "'amount' is no argument"),
        (["=60"], None, "'=60' is no argument"),
        (["a=1", "a=2"], None, "'a' is stated twice"),
        (["a=1"], '{"a": 1}', "'a' is stated twice"),
        (['a={"b": 1, "b": 2}'], None, "a name stands twice"),
        ([], '{"a": 1, "a": 2}', "a name stands twice"),
        ([], "[1]", "a JSON object"),
        ([], '{"a": s3cret}', "no JSON: Expecting value at line 1, column 7"),
        ([], '{"a": NaN}', "NaN and Infinity are no JSON"),
        ([], '{"a": ' + "[" * 100_000, "nested too deeply"),
        ([], "@no/such/file", "no/such/file cannot be read: No such file or directory"),
        ([], "@", "cannot be read"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_could_be_read_in_two_ways_is_refused(pairs, stated_json, why):
    with pytest.raises(CannotAsk) as caught:
        read_arguments(pairs, stated_json)
    assert why in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "arguments.json"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CannotAsk, match="it is not UTF-8"):
        read_arguments([], f"@{path}")

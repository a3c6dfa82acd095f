import json

import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.json_tables import cells, header

REDACTOR = Redactor()
NAMES = ["id", "name", "bsn"]
ROWS = [[number, f"Ada, [{number}]", "111222333"] for number in range(70)]
DESCRIBED = [{"name": name, "type": "text"} for name in NAMES]
TABLES = [
    {"columns": NAMES, "rows": ROWS},
    {"count": 70, "Fields": DESCRIBED, "more": False, "data": ROWS},
    {"values": [NAMES, *ROWS]},
    [NAMES, *ROWS],
]


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("table", TABLES)
def test_the_name_of_its_column_is_a_cue_for_every_cell_of_json(table, indent):
    redacted = REDACTOR.redact(json.dumps(table, indent=indent))
    assert redacted.counts == {"NL_BSN": 70}
    assert json.loads(redacted.value.replace("<NL_BSN>", "111222333")) == table


@pytest.mark.parametrize("table", TABLES)
def test_no_other_column_is_named_by_it(table):
    text = json.dumps(table).replace('"name"', '"bsn number"').replace('"bsn"', '"order"')
    assert "111222333" in REDACTOR.redact(text).value


def test_a_column_of_passwords_is_one_of_secrets():
    table = {"columns": ["user", "db_password"], "rows": [["ada", "swordfish"], ["bob", None]]}
    redacted = REDACTOR.redact(json.dumps(table)).value
    assert json.loads(redacted)["rows"] == [["ada", "<PASSWORD>"], ["bob", None]]


@pytest.mark.parametrize("size", [7, 100, 1_500])
@pytest.mark.parametrize("table", TABLES)
def test_a_stream_keeps_the_names_of_columns_of_json(table, size):
    text = json.dumps(table)
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join(pieces) + stream.flush() == REDACTOR.redact(text).value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"columns": ["a"]}',
        '{"columns": ["1"], "rows": [["x"]]}',
        '{"columns": [a], "rows": [["x"]]}',
        '{"rows": [["x"]], "columns": ["a"]}',
        '[["a", "b"], ["x", "y"]]',
        '[["a", "b", 3], ["x", "y", 4]]',
        '[{"a": 1}]',
        f'{{"columns": ["{"a" * 1_100}"], "rows": [["x"]]}}',
        f'{{"columns": {"[" * 900}',
        '{"columns": ["\ud800"], "rows": [["x"]]',
    ],
)
def test_anything_else_names_no_columns(text):
    assert header(text) == ""
    assert list(cells(text)) == []


def test_a_row_counts_as_far_as_it_is_texts_and_numbers():
    start = '{"columns": ["a", "b", "c"], "rows": ['
    text = f'{start}["x\\"y", -1.5, null], [[1], 2], ["{"x" * 600}", 3], [4, "{"x" * 600}", 5], [6'
    assert header(text) == start
    assert [(name, text[begin:end]) for name, (begin, end) in cells(text)] == [
        *(("a", 'x\\"y'), ("b", "-1.5"), ("c", "null")),
        *(("a", "1"), ("a", "4"), ("a", "6")),
    ]


@pytest.mark.parametrize("unit", ["[", '[["', '[["a", ', "[[1,", '"],["', ",[", "[ "])
def test_it_takes_time_by_the_length_of_the_text(unit):
    text = '{"columns": ["a", "b", "c"], "rows": [' + unit * (100_000 // len(unit))
    assert header(text)
    for name, _ in cells(text):
        assert name in ("a", "b", "c")


@pytest.mark.parametrize(("length", "is_read"), [(400, True), (490, True), (600, False)])
def test_a_row_counts_up_to_so_many_characters(length, is_read):
    table = {"columns": ["note", "bsn"], "rows": [["x" * length, "111222333"]]}
    found = REDACTOR.redact(json.dumps(table)).counts
    assert found == ({"NL_BSN": 1} if is_read else {})

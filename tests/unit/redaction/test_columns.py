import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.columns import cells, header

ROWS = "".join(f'Ada,111222333,"a, long note number {number}"\n' for number in range(60))


@pytest.mark.parametrize(
    "line",
    ["id,ssn\n", "ID;Tax No.;note\r\n".replace(".", ""), "a\tb\n", 'x|"y z"|\n', "naïve,身份证\n"],
)
def test_a_line_of_names_is_a_header(line):
    assert header(line + "1") == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssn",
        "id,ssn",
        "ssn\n1\n",
        "1,2\n3,4\n",
        "Hello there, friend.\n1,2\n",
        "a,b" * 600 + "\n",
    ],
)
def test_anything_else_is_none(text):
    assert header(text) == ""
    assert list(cells(text)) == []


def test_each_cell_has_the_header_of_its_column():
    text = 'id,tax id,note\n123456,"234,567",x y z 1\n345678, 456789 \n'
    assert [(name, text[start:end]) for name, (start, end) in cells(text)] == [
        ("id", "123456"),
        ("tax id", "234,567"),
        ("note", "x y z 1"),
        ("id", "345678"),
        ("tax id", " 456789 "),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "| id | password |\n|----|----------|\n| 1 | swordfish |\n| 22 | tulip9 |\n",
        "+----+----------+\r\n| id | password |\r\n+----+----------+\r\n|  1 | tulip9 |\r\n",
        "id | password\n---+---------\n 1 | swordfish",
        "|password|\n|-|\n|tulip9|\n",
    ],
)
def test_bars_and_rules_around_a_table_hide_no_column(table):
    redacted = Redactor(["secrets"]).redact(table)
    assert "swordfish" not in redacted.value
    assert "tulip9" not in redacted.value
    assert set(redacted.counts) == {"PASSWORD"}
    assert redacted.value.startswith(table[:10])


def test_cells_that_hold_no_value_are_passed_over():
    text = "id,note\n12," + "x" * 65 + "\n" + "y" * 600 + ",123456\n"
    assert list(cells(text)) == []


@pytest.mark.parametrize("above", ["\ufeff", "\n", "\r\n  \n", "sep=,\n", "\ufeffsep=,\r\n"])
def test_a_header_may_stand_below_what_is_no_line_of_a_table(above):
    text = f"{above}id,user,password\n1,ada,swordfish\n"
    assert Redactor().redact(text).value == text.replace("swordfish", "<PASSWORD>")
    stream = Redactor().stream()
    pieces = [stream.feed(text[place : place + 4]) for place in range(0, len(text), 4)]
    assert "".join((*pieces, stream.flush())) == text.replace("swordfish", "<PASSWORD>")


@pytest.mark.parametrize(("name", "code"), [("cvv", "CARD_CODE"), ("card_pin", "PIN")])
def test_a_short_cell_is_a_code_that_its_column_names(name, code):
    text = f"name,{name},note\nAda,4821,4821\n"
    assert Redactor().redact(text).value == f"name,{name},note\nAda,<{code}>,4821\n"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_header_of_a_column_is_a_cue_for_every_cell(separator):
    rows = separator.join(["name", "bsn", "note"]) + "\n" + ROWS.replace(",", separator)
    assert "111222333" not in Redactor().redact(rows).value


def test_the_header_is_no_cue_for_other_columns():
    text = "bsn,name,order\n" + "x\n" * 80 + "n,Ada,111222333\n"
    assert Redactor().redact(text).value is text


def test_a_stream_keeps_the_names_of_columns():
    text = "name,bsn,note\n" + ROWS
    whole = Redactor().redact(text).value
    for size in (7, 100, 1_500):
        stream = Redactor().stream()
        pieces = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
        assert "".join(pieces) + stream.flush() == whole


def test_a_line_in_the_middle_of_a_stream_names_no_columns():
    text = "Some words. " * 300 + "\nname,bsn,note\n" + ROWS
    whole = Redactor().redact(text).value
    stream = Redactor().stream()
    pieces = [stream.feed(text[at : at + 50]) for at in range(0, len(text), 50)]
    assert "".join(pieces) + stream.flush() == whole
    assert whole.count("111222333") > 50


def test_what_follows_a_closing_quotation_mark_belongs_to_its_cell():
    text = 'id,tax id\n"123456" x,234567\n'
    assert [(name, text[start:end]) for name, (start, end) in cells(text)] == [
        ("id", "123456"),
        ("tax id", "234567"),
    ]


def test_a_quotation_mark_that_is_never_closed_ends_the_row():
    text = 'id,tax id\n123456,"234567\n345678,456789\n'
    assert next(text[start:end] for _, (start, end) in cells(text)) == "123456"

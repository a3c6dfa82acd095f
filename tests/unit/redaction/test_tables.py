"""What names the columns of a table, or stands first in a pair, says what a value is."""

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.tables import columns_beside, names_inside

REDACTOR = Redactor()
SSN = 219099999
ROWS = [["Jane", str(SSN)], ("Bob", SSN), ["Eve", None]]
HIDDEN = [["Jane", "<US_SSN>"], ("Bob", "<US_SSN>"), ["Eve", None]]


@pytest.mark.parametrize(
    "columns",
    [
        ["name", "ssn"],
        ("name", "SSN"),
        [{"name": "name"}, {"name": "ssn", "type": "varchar"}],
    ],
)
@pytest.mark.parametrize("names", [("columns", "rows"), ("fields", "data"), ("Header", "Values")])
def test_a_cell_is_looked_at_under_the_name_of_its_column(columns, names):
    over, below = names
    held = {over: columns, below: ROWS, "count": 3}
    assert REDACTOR.redact({"result": held}).value == {"result": held | {below: HIDDEN}}
    held = {below: tuple(ROWS), over: columns}
    assert REDACTOR.redact([held]).value == [held | {below: tuple(HIDDEN)}]


def test_a_first_row_names_the_columns():
    table = [["name", "ssn", "city"], ["Jane", SSN, "Oslo"], ["Bob", str(SSN), "Bergen"]]
    hidden = [table[0], ["Jane", "<US_SSN>", "Oslo"], ["Bob", "<US_SSN>", "Bergen"]]
    assert REDACTOR.redact(table).value == hidden
    assert REDACTOR.redact([["ssn"], [SSN]]).value == [["ssn"], ["<US_SSN>"]]


def test_rows_of_two_are_a_table_or_pairs_or_may_be_both():
    table = [["id", "password"], [1, "tulip9"], (2, "swordfish")]
    hidden = [table[0], [1, "<PASSWORD>"], (2, "<PASSWORD>")]
    assert REDACTOR.redact(table).value == hidden
    mixed = [("bsn", 111222333), ("password", "tulip9"), (7, "x")]
    assert REDACTOR.redact(mixed).value == [
        ("bsn", "<NL_BSN>"),
        ("password", "<PASSWORD>"),
        (7, "x"),
    ]
    table = [["user", "password"], ["ada", "tulip9"], [2, "swordfish"]]
    assert REDACTOR.redact(table).value == [table[0], ["ada", "<PASSWORD>"], [2, "<PASSWORD>"]]


def test_rows_of_two_names_stand_under_the_first_row_too():
    sheet = [["Username", "Password"], ["ada", "swordfish"], ["bob", "tulip"]]
    hidden = [sheet[0], ["ada", "<PASSWORD>"], ["bob", "<PASSWORD>"]]
    assert REDACTOR.redact({"values": sheet}).value == {"values": hidden}
    sheet = [["Name", "Date of birth"], ["ada", "1980-02-29"]]
    assert REDACTOR.redact(sheet).value == [sheet[0], ["ada", "<DATE_OF_BIRTH>"]]
    form = [("grant_type", "password"), ("username", "ada"), ("client_id", "app"), ("page", 2)]
    assert REDACTOR.redact(form).value is form


def test_a_row_that_is_none_hides_no_other_one():
    held = {"columns": ["name", "ssn"], "rows": [None, ["Jane", SSN], {"b": ["x", SSN]}]}
    hidden = [None, ["Jane", "<US_SSN>"], {"b": ["x", SSN]}]
    assert REDACTOR.redact(held).value == held | {"rows": hidden}
    table = [["name", "ssn", "city"], ["Jane", SSN], []]
    assert REDACTOR.redact(table).value == [table[0], ["Jane", "<US_SSN>"], []]


def test_a_cell_with_pairs_or_rows_stands_under_its_column_too():
    held = {"columns": ["a", "bsn"], "rows": [[[["x", 1]], [[111222333, 2], [3, 4]]]]}
    assert REDACTOR.redact(held).value["rows"] == [[[["x", 1]], [["<NL_BSN>", 2], [3, 4]]]]
    held = {"columns": ["a", "bsn"], "rows": [[["x", "y"], ["z", 111222333]]]}
    assert REDACTOR.redact(held).value["rows"] == [[["x", "y"], ["z", "<NL_BSN>"]]]


def test_the_first_of_a_pair_names_the_second():
    pairs = [("host", "db1"), ("password", "swordfish"), ["bsn", 111222333]]
    assert REDACTOR.redact(pairs).value == [
        ("host", "db1"),
        ("password", "<PASSWORD>"),
        ["bsn", "<NL_BSN>"],
    ]
    assert REDACTOR.redact((("password", ["swordfish"]),)).value == (("password", ["<PASSWORD>"]),)


def test_the_first_of_a_pair_names_nothing_in_a_column_of_secrets():
    rows = [["password", "password"], ["id", "bsn"], ["<SECRET>", "api_key"]]
    hidden = [rows[0], ["<PASSWORD>", "<PASSWORD>"], rows[2]]
    assert REDACTOR.redact(rows).value == hidden
    rows = [["password"], [["email", "ada"]]]
    assert REDACTOR.redact(rows).value == [rows[0], [["<PASSWORD>", "<PASSWORD>"]]]
    rows = [["key", "password", "id"], [["a", 1], ["email", 2]]]
    assert REDACTOR.redact(rows).value == [rows[0], [["a", 1], ["<PASSWORD>", 2]]]


def test_a_name_of_a_column_that_is_replaced_itself_names_nothing():
    rows = [["password", "admin"], [None, SSN]]
    hidden = [["password", "<PASSWORD>"], [None, "<US_SSN>"]]
    assert REDACTOR.redact({"ssn": rows}).value == {"ssn": hidden}
    rows = [["password", "role"], ["tulip!", "1980-02-29"], ["name", 889779999]]
    hidden = [["password", "<PASSWORD>"], ["<PASSWORD>", "<DATE_OF_BIRTH>"]]
    result = REDACTOR.redact({"dob": rows}).value
    assert result["dob"][:2] == hidden
    assert REDACTOR.redact(result).value == result
    assert REDACTOR.redact(hidden).value is hidden


def test_a_code_in_a_column_of_secrets_is_found():
    code = "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e"
    table = {"columns": ["id", "api_token"], "rows": [[code, code]]}
    assert REDACTOR.redact(table).value["rows"] == [[code, "<SECRET>"]]


@pytest.mark.parametrize(
    "value",
    [
        {"required": ["password", "token"], "rows": [["a", "b"]]},
        {"columns": ["name", 7], "rows": [["a", SSN]]},
        {"columns": ["name", "ssn"], "rows": {"a": SSN}},
        {"columns": ["name", "ssn"], "rows": [["a", "b"], SSN]},
        {"columns": "ssn", "rows": [[SSN]]},
        {"columns": ["ssn" * 30], "rows": [[SSN]]},
        [["name", "ssn"], ["a", SSN, 3]],
        ["password", "swordfish"],
        [[1, "swordfish"], ["password", "swordfish", 1]],
        [["a", "ssn", 5], ["a", SSN, 5]],
        [],
        [[], []],
    ],
)
def test_nothing_else_is_a_table(value):
    assert REDACTOR.redact(value).value is value


def test_the_same_row_in_two_tables_stands_under_both():
    row = ["Jane", SSN]
    both = [{"columns": ["a", "b"], "rows": [row]}, {"columns": ["a", "ssn"], "rows": [row]}]
    found = REDACTOR.redact(both).value
    assert [one["rows"] for one in found] == [[row], [["Jane", "<US_SSN>"]]]


def beside(held):
    return columns_beside(held, lambda *_: True)


def inside(items):
    return names_inside(items, lambda *_: True)


def test_names_are_given_for_what_has_any():
    assert beside([("rows", [[1]]), ("columns", ["a"])]) == (("a",), [[1]])
    assert beside([("rows", [[1]]), ("other", ["a"])]) == ((), [[1]])
    assert beside([("columns", ["a"])]) == ((), None)
    assert beside([("columns", ["a"]), ("other", [[1]])]) == ((), None)
    assert beside([(7, ["a"]), ("columns", ["b"]), ("rows", [[1]])]) == (("b",), [[1]])
    assert beside([("columns", ["a"]), ("rows", [[1]]), ("data", [[2]])])[1] == [[1]]
    assert beside([("columns", ["a"] * 1_025), ("rows", [[1]])]) == ((), [[1]])
    assert inside([["a", 1], ["b", 2]]) == [("", "a"), ("", "b")]
    assert inside([["a", "b", "c"], [1, 2, 3]]) == [(), ("a", "b", "c")]
    assert inside([["a", "b", "c"]]) == []


def test_the_names_of_columns_are_not_the_passwords_that_a_name_over_them_announces():
    held = {"password": {"columns": ["minLength", "user1x"], "rows": [[8, "b"]]}}
    assert REDACTOR.redact(held).value is held


def test_what_is_replaced_names_no_column():
    rows = [["title sk_live_4eC39HqLyjWDarjtT1zdp7dc", "x"], ["swordfish1", "y"]]
    assert names_inside(rows, lambda names, *_: names == ("x",)) == []
    redacted = REDACTOR.redact({"password": rows}).value
    assert redacted["password"][1][0] == "<PASSWORD>"
    assert REDACTOR.redact(redacted).value is redacted

import csv
import io

import pytest
from unit.cli.trails import Calls

from enforcecore_core.audit.export import COLUMNS, csv_line, joined
from enforcecore_core.audit.provable import provable_entries


def read(line):
    [row] = csv.reader(io.StringIO(line, newline=""))
    return row


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('plain, with "quotes"', 'plain, with "quotes"'),
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("\t=1", r"\u0009=1"),
        ("a\r\nb", r"a\u000d\u000ab"),
        ("\x1b[31m\u202e", r"\u001b[31m\u202e"),
        ("\U000e0001", r"\U000e0001"),
        ("", ""),
    ],
    ids=repr,
)
def test_no_text_becomes_a_formula_or_a_control_character(text, cell):
    assert read(csv_line([text])) == [cell]


def test_a_row_has_what_is_known_of_a_call(tmp_path):
    Calls(tmp_path / "t").ran("look", links={"run": "7"}, principal="=ann", would_block=True)
    [entry] = provable_entries(tmp_path / "t")
    row = dict(zip(COLUMNS, read(csv_line(joined(entry, "log"))), strict=True))
    assert row["leaf"] == entry.leaf
    assert (row["seq"], row["outcome_seq"], row["would_block"]) == ("1", "2", "true")
    assert (row["links"], row["principal"]) == ('{"run": "7"}', "'=ann")
    assert (row["session"], row["redactions"], row["duration_us"]) == ("", "", "1500")


def test_every_member_of_a_joined_entry_but_its_format_is_a_column(tmp_path):
    Calls(tmp_path / "t").blocked()
    [entry] = provable_entries(tmp_path / "t")
    assert {*COLUMNS, "format"} == joined(entry, "log").keys()

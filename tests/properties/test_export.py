"""What leaves the trail: one row for each entry, and no text that acts on whoever reads it."""

import csv
import io
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from enforcecore_core import AuditTrail
from enforcecore_core.audit.export import COLUMNS, as_json, as_ocsf, csv_line, joined
from enforcecore_core.audit.pairing import STATUSES
from enforcecore_core.audit.provable import provable_entries
from enforcecore_core.cli.entry_lines import detail_rows, headline, line_of
from enforcecore_core.cli.painting import PlainPainter, text_of

TEXTS = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=cmd", "\x1b[2J", "\u202e", "\r\n", "\x7f", "@x", "\ufeff=1", ""]
)
CALLS = st.lists(
    st.tuples(
        st.sampled_from(["block", "open", *sorted(STATUSES)]),
        st.dictionaries(
            st.sampled_from(["tool", "code", "rule", "reason", "session", "principal", "call_id"]),
            TEXTS,
        ),
    ),
    max_size=8,
)


def written(calls, path):
    with AuditTrail.open(path, sync=lambda descriptor: None) as trail:
        seqs = []
        for status, texts in calls:
            seq = trail.decided({**texts, "effect": "block" if status == "block" else "allow"})
            seqs.append((seq, status))
        for seq, status in reversed(seqs):
            if status not in ("block", "open"):
                trail.ended(seq, {"status": status})
        return list(trail.entries()), list(provable_entries(path))


@settings(deadline=None, max_examples=25)
@given(CALLS)
def test_every_export_holds_one_row_per_entry(calls):
    with tempfile.TemporaryDirectory() as place:
        entries, provable = written(calls, Path(place) / "trail")
    assert [one.entry for one in provable] == entries
    assert len(entries) == len(calls)
    rows = [joined(one, "log") for one in provable]
    lines = "".join(map(as_json, rows))
    assert [json.loads(line) for line in lines.splitlines()] == rows
    table = csv_line(COLUMNS) + "".join(map(csv_line, rows))
    cells = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [row["seq"] for row in cells] == [str(entry.seq) for entry in entries]
    assert not any(
        cell.lstrip().startswith(tuple("=+-@")) for row in cells for cell in row.values()
    )
    assert table.replace("\r\n", "").isprintable()
    events = "".join(as_json(as_ocsf(row, "1")) for row in rows)
    assert len(events.splitlines()) == len(calls)
    assert (lines + events).replace("\n", "").isprintable()


@settings(deadline=None, max_examples=25)
@given(CALLS)
def test_untrusted_text_never_reaches_a_screen_raw(calls):
    with tempfile.TemporaryDirectory() as place:
        _, provable = written(calls, Path(place) / "trail")
    painter = PlainPainter(colour=False)
    for one in provable:
        said = [painter.line(line_of(one.entry)), painter.line(headline(one.entry))]
        said += map(text_of, detail_rows(one).values())
        assert "".join(said).isprintable()

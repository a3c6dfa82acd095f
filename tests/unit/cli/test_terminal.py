import io
import re
import sys

import pytest

from enforcecore_core.cli.exits import OutputLost
from enforcecore_core.cli.painting import PlainPainter, Style, Words
from enforcecore_core.cli.rich_painting import RichPainter
from enforcecore_core.cli.terminal import open_terminal

ANSI = re.compile(r"\x1b\[[0-9;]*m")
PAINTERS = {
    "plain": PlainPainter(colour=False),
    "coloured": PlainPainter(colour=True),
    "rich": RichPainter(width=60),
}
LINE = [Words("BLOCK", Style.BAD), "  [bold]refund[/bold] :smile: 12 ", Words("x", Style.FAINT)]
ROWS = [["small-refunds", Words("no", Style.BAD)], ["a", "a reason of several words " * 5]]


class Screen(io.StringIO):
    """A stream that says it is a terminal, and what it can encode."""

    encoding = "utf-8"

    def isatty(self):
        return True


class AsciiScreen(Screen):
    encoding = "ascii"


def words(text):
    return ANSI.sub("", text).split()


@pytest.fixture(params=[True, False], ids=["with rich", "without rich"])
def rich(request, monkeypatch):
    if not request.param:
        monkeypatch.setitem(sys.modules, "rich", None)
    return request.param


@pytest.mark.parametrize("name", PAINTERS)
def test_a_line_has_the_same_words_in_every_way_of_painting(name):
    assert words(PAINTERS[name].line(LINE)) == words(PAINTERS["plain"].line(LINE))
    assert (name != "plain") is ("\x1b[" in PAINTERS[name].line(LINE))


@pytest.mark.parametrize("name", PAINTERS)
def test_a_line_is_never_folded(name):
    assert "\n" not in PAINTERS[name].line(["word " * 100])


@pytest.mark.parametrize("name", PAINTERS)
def test_a_table_has_every_word_in_every_way_of_painting(name):
    drawn = set(words(PAINTERS[name].table(["rule"] * 2, ROWS)))
    assert words(PAINTERS["plain"].table(["rule"] * 2, ROWS))
    assert set(words(PAINTERS["plain"].table(["rule"] * 2, ROWS))) <= drawn


@pytest.mark.parametrize("name", PAINTERS)
def test_no_part_can_colour_itself_or_break_the_line(name):
    hostile = "\x1b[2J\u202eevil\nBLOCK"
    for text in (PAINTERS[name].line([hostile]), PAINTERS[name].table([], [[hostile]])):
        assert r"\x1b[2J\u202eevil\x0aBLOCK" in ANSI.sub("", text)
        assert "\x1b[2J" not in text


def test_the_columns_of_a_table_stand_below_each_other():
    table = PlainPainter(colour=False).table(["rule", "n"], [["a", "1"], ["long one", "22"]])
    assert table.splitlines() == ["rule      n", "a         1", "long one  22"]


@pytest.mark.parametrize(
    ("screen", "environment", "colour", "coloured"),
    [
        (Screen, {}, "auto", True),
        (io.StringIO, {}, "auto", False),
        (Screen, {"NO_COLOR": "1"}, "auto", False),
        (Screen, {"NO_COLOR": ""}, "auto", True),
        (Screen, {"TERM": "dumb"}, "auto", False),
        (io.StringIO, {"FORCE_COLOR": "1"}, "auto", True),
        (Screen, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", False),
        (Screen, {"NO_COLOR": "1"}, "always", True),
        (io.StringIO, {}, "always", True),
        (Screen, {"FORCE_COLOR": "1"}, "never", False),
    ],
)
def test_colour_is_for_terminals_and_those_who_ask(rich, screen, environment, colour, coloured):
    out = screen()
    open_terminal(out, io.StringIO(), environment, colour=colour).say(Words("OK", Style.GOOD))
    assert ("\x1b[" in out.getvalue()) is coloured
    assert words(out.getvalue()) == ["OK"]


def test_results_and_remarks_go_different_ways(rich):
    out, err = io.StringIO(), io.StringIO()
    terminal = open_terminal(out, err, {})
    terminal.say("result")
    terminal.note("progress")
    terminal.fail("broken", hint="mend it")
    assert out.getvalue() == "result\n"
    assert err.getvalue() == "progress\nerror: broken\nhint: mend it\n"


def test_a_quiet_terminal_keeps_to_results_and_errors():
    out, err = io.StringIO(), io.StringIO()
    terminal = open_terminal(out, err, {}, quiet=True)
    terminal.note("progress")
    terminal.fail("broken")
    assert err.getvalue() == "error: broken\n"


def test_what_a_stream_cannot_encode_is_spelt_out(rich):
    out = AsciiScreen()
    terminal = open_terminal(out, None, {}, colour="never")
    terminal.say("✓ é …")
    assert out.getvalue() == "+ \\xe9 ...\n"


def test_a_text_for_machines_is_written_as_it_is():
    out = io.StringIO()
    open_terminal(out, None, {}, colour="always").write('{"a": "\x1b"}')
    assert out.getvalue() == '{"a": "\x1b"}'


def test_a_table_without_rows_is_nothing():
    out = io.StringIO()
    open_terminal(out, None, {}).table(["rule"], [])
    assert out.getvalue() == ""


def test_a_closed_output_is_an_error_and_a_closed_error_output_is_not():
    terminal = open_terminal(None, None, {})
    terminal.note("nobody hears it")
    with pytest.raises(OutputLost):
        terminal.say("result")


def test_progress_is_shown_on_a_screen_until_the_next_line():
    out, err = io.StringIO(), Screen()
    terminal = open_terminal(out, err, {"NO_COLOR": "1"})
    terminal.progress("records: 10 %")
    terminal.progress("records: \x1b20 %")
    terminal.say("OK")
    terminal.note("done")
    assert err.getvalue() == "records: 10 %\r\x1b[Krecords: \\x1b20 %\r\x1b[Kdone\n"
    assert out.getvalue() == "OK\n"


@pytest.mark.parametrize(("err", "quiet"), [(io.StringIO(), False), (Screen(), True)])
def test_progress_is_shown_to_nobody_else(err, quiet):
    open_terminal(io.StringIO(), err, {}, quiet=quiet).progress("records: 10 %")
    assert err.getvalue() == ""

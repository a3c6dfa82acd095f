import io
import itertools

from enforcecore_core.cli.progress import Progress
from enforcecore_core.cli.terminal import open_terminal


class Screen(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


def test_short_work_says_nothing_and_long_work_says_how_far_it_is():
    err, seconds = Screen(), itertools.count(0, 0.5)
    terminal = open_terminal(io.StringIO(), err, {"NO_COLOR": "1"})
    progress = Progress(terminal, "records", clock=lambda: next(seconds))
    progress(1, 4)
    assert err.getvalue() == ""
    progress(2, 4)
    progress(9, 4)
    progress(7)
    assert err.getvalue().split("\r\x1b[K") == ["records: 50 %", "records: 100 %", "records: 7"]

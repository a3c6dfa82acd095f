"""One thread works for all who wait, and none of them waits for ever."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from enforcecore_core.audit.turns import Turns


class Work:
    """Counts; what was asked for before it began is done when it ends."""

    def __init__(self, seconds=0.0):
        self.asked = 0
        self.done = 0
        self.times = 0
        self.seconds = seconds
        self.fails = False

    def ask(self):
        self.asked += 1
        number = self.asked
        return lambda: self.done >= number

    def __call__(self):
        asked = self.asked
        time.sleep(self.seconds)
        self.times += 1
        if self.fails:
            raise OSError("no")
        self.done = max(self.done, asked)


def started(turns, work, ends):
    def run():
        try:
            turns.take(work.ask(), work)
            ends.append("done")
        except OSError:
            ends.append("failed")

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_what_is_done_already_is_not_done_again():
    work = Work()
    Turns().take(lambda: True, work)
    assert work.times == 0


def test_one_works_for_all_who_wait():
    turns, work, ends = Turns(), Work(0.2), []
    threads = [started(turns, work, ends)]
    time.sleep(0.05)
    threads += [started(turns, work, ends) for _ in range(20)]
    for thread in threads:
        thread.join(10)
    assert ends == ["done"] * 21
    assert work.times == 2


def test_after_a_failure_each_finds_out_by_itself():
    turns, work, ends = Turns(), Work(0.05), []
    work.fails = True
    threads = [started(turns, work, ends) for _ in range(5)]
    for thread in threads:
        thread.join(10)
    assert ends == ["failed"] * 5
    work.fails = False
    turns.take(work.ask(), work)


def test_an_interrupt_while_waiting_stops_nobody_else():
    class Interrupted(BaseException):
        pass

    def interrupt(*_):
        raise Interrupted

    turns, work, ends = Turns(), Work(0.3), []
    first = started(turns, work, ends)
    time.sleep(0.1)
    handler = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(Interrupted):
            turns.take(work.ask(), work)
    finally:
        signal.signal(signal.SIGALRM, handler)
    second = started(turns, work, ends)
    for thread in (first, second):
        thread.join(10)
    assert ends == ["done", "done"]

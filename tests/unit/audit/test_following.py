"""A file is read in lists of whole lines, in bounded memory, whatever it holds."""

from __future__ import annotations

import os

import pytest

from enforcecore_core.audit.following import batches
from enforcecore_core.audit.records import MAX_RECORD


@pytest.fixture
def read(tmp_path):
    def read_(content, end=None):
        (tmp_path / "file").write_bytes(content)
        descriptor = os.open(tmp_path / "file", os.O_RDONLY)
        try:
            return list(batches(descriptor, len(content) if end is None else end))
        finally:
            os.close(descriptor)

    return read_


def lines_and_rest(read_batches):
    return [line for lines, _ in read_batches for line in lines], read_batches[-1][1]


def test_lines_come_without_their_line_feeds(read):
    assert lines_and_rest(read(b"a\n\nb\n")) == ([b"a", b"", b"b"], 0)


def test_what_follows_the_last_line_feed_is_counted(read):
    assert lines_and_rest(read(b"a\nbcd")) == ([b"a"], 3)


def test_nothing_is_read_beyond_the_end_that_is_given(read):
    assert lines_and_rest(read(b"a\nb\nc\n", 3)) == ([b"a"], 1)


def test_a_file_that_is_shorter_than_it_was_ends_early(read):
    assert lines_and_rest(read(b"a\n", 100)) == ([b"a"], 0)


def test_long_files_come_in_pieces_and_lose_nothing(read):
    lines = [b"%d" % n * 40 for n in range(30_000)]
    found = read(b"".join(line + b"\n" for line in lines))
    assert len(found) > 3
    assert lines_and_rest(found) == (lines, 0)


@pytest.mark.parametrize("end", [b"", b"\n", b"\nb\n"])
def test_of_an_overlong_line_the_beginning_is_kept_and_all_is_counted(read, end):
    found = read(b"a\n" + b"x" * 3_000_000 + end)
    lines, rest = lines_and_rest(found)
    assert rest == (0 if end else 3_000_000)
    assert all(len(line) < 3 * MAX_RECORD + (1 << 18) for line in lines)
    assert lines[:1] == [b"a"]
    if end:
        assert len(lines[1]) > MAX_RECORD
        assert lines[2:] == [b"b"][: end.count(b"\n") - 1]

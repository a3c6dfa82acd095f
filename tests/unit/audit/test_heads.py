"""The head survives a torn write of either slot, and never takes other bytes for itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.audit.chain import START, Chain
from enforcecore_core.audit.heads import (
    HEAD_SIZE,
    SLOT_SIZE,
    Head,
    Sealed,
    boot_id,
    is_this_boot,
    new_head_file,
    parse_head,
)
from enforcecore_core.audit.tree import EMPTY, Frontier


def chain_of(records):
    chain = START
    for _ in range(records):
        chain = chain.after(b"a line")
    return chain


@pytest.fixture
def head():
    sealed = Sealed(0, 14, chain_of(2).frontier)
    return Head(7, chain_of(5), 1_700_000_000, 4, 2, boot_id(), sealed)


def written(content, head):
    """The file after this head was written over the older slot."""
    line = head.encoded()
    return content[: head.offset] + line + content[head.offset + len(line) :]


numbers = st.integers(0, 10**15)
hashes = st.binary(min_size=32, max_size=32)


@given(
    st.builds(lambda size, one: Frontier(size, (one,) * size.bit_count()), numbers, hashes),
    numbers,
    numbers,
    st.booleans(),
)
def test_a_head_is_read_as_it_was_written(frontier, first, size, sealed):
    chain = Chain(first, frontier.size, size, "ab" * 32, frontier)
    seal = Sealed(first, size, frontier) if sealed else None
    head = Head(3, chain, first, size, 1, boot_id(), seal)
    assert parse_head(new_head_file(head)) == head


def test_the_file_has_one_size(head):
    assert len(new_head_file(head)) == HEAD_SIZE
    assert len(new_head_file(replace(head, chain=START, sealed=None))) == HEAD_SIZE


def test_the_newer_slot_counts(head):
    content = new_head_file(head)
    for generation in range(8, 13):
        head = replace(head, generation=generation, chain=chain_of(generation))
        content = written(content, head)
        assert parse_head(content) == head


def test_a_torn_write_leaves_the_head_before(head):
    content = new_head_file(head)
    after = replace(head, generation=8, chain=chain_of(6))
    line = after.encoded()
    for end in range(len(line) - 1):
        torn = content[: after.offset] + line[:end] + content[after.offset + end :]
        assert parse_head(torn) == head, end


def test_a_changed_byte_is_noticed(head):
    content = new_head_file(head)
    other = SLOT_SIZE - head.offset
    alone = content[:other] + bytes(SLOT_SIZE) + content[other + SLOT_SIZE :]
    assert parse_head(alone) == head
    for at in range(len(head.encoded())):
        changed = bytearray(alone)
        changed[head.offset + at] ^= 1
        assert parse_head(bytes(changed)) is None, at


@pytest.mark.parametrize("content", [b"", b"\0" * HEAD_SIZE, b"head 1 \n", b"x" * 100_000])
def test_other_bytes_are_no_head(content):
    assert parse_head(content) is None


def test_a_frontier_has_as_many_hashes_as_its_size_needs(head):
    wrong = replace(head, chain=replace(head.chain, frontier=EMPTY))
    assert parse_head(new_head_file(wrong)) is None


def test_a_boot_that_the_system_does_not_name_is_never_this_one():
    assert is_this_boot(boot_id())
    assert not is_this_boot("0" * 36)
    assert not is_this_boot("-" * 36)

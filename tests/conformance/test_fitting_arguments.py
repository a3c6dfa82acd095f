"""What stands for a match in an argument fits the tool's own schema, through every adapter."""

from __future__ import annotations

from typing import Annotated

import pytest
from conformance.test_one_engine import (
    SEATS,
    decorated,
    langchain_handler,
    langchain_wrapper,
    langchain_wrapper_async,
)
from pydantic import Field

from enforcecore_core import PolicyViolation

CARD = 4111111111111111
POLICY = "  pay: {allow: always, redact: [pii]}"
WRAPPING = [seat for seat in SEATS if seat is not langchain_handler]


@pytest.mark.parametrize("seat", WRAPPING, ids=lambda seat: seat.__name__)
def test_a_number_stays_a_number_where_the_tool_says_what_it_takes(seat, enforcer_for):
    seen = []

    def pay(n: int, text: str) -> str:
        seen.append((n, text))
        return "done"

    seat(enforcer_for(POLICY), "pay", pay)(n=CARD, text="to ada@example.org")
    plain = seat.__name__ == "called"
    assert seen == [("<CARD>" if plain else 0, "to <EMAIL>")]


# LlamaIndex leaves constraints out of the schemas that it makes of functions.
@pytest.mark.parametrize("seat", [decorated, langchain_wrapper, langchain_wrapper_async])
def test_where_nothing_fits_the_tool_does_not_run(seat, enforcer_for, entries_of):
    seen = []

    def pay(n: Annotated[int, Field(ge=1, multiple_of=CARD)], text: str) -> str:
        seen.append(n)
        return "done"

    enforcer = enforcer_for(POLICY)
    with pytest.raises(PolicyViolation, match="EC-NOT-INSPECTABLE"):
        seat(enforcer, "pay", pay)(n=CARD, text="a")
    assert seen == []
    assert [entry.code for entry in entries_of(enforcer)] == ["EC-NOT-INSPECTABLE"]

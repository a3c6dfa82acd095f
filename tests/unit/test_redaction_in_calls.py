"""What a policy says of redaction, seen from the tool, the caller and the trail."""

from datetime import date
from pathlib import Path

import pytest

from enforcecore_core import (
    ConfigurationError,
    PolicyViolation,
    ResultWithheld,
    Settings,
    ToolCall,
    View,
    enforce,
    open_enforcer,
)

CARD = "4111 1111 1111 1111"
HEAD = "enforcecore: 1\ntools:\n"
VAULT = (
    HEAD
    + """
  look_up: allow
  pay: {allow: {args: {card: {starts_with: "4111"}}}, reveal: [card]}
  pay_anyone:
    allow: always
    block: {args: {card: {starts_with: "4111"}}}
    reveal: [card]
  note: allow
defaults: {redact: {arguments: [secrets, pii]}}
redaction: {replace: {CARD: vault}}
"""
)


@pytest.fixture
def opened(tmp_path):
    """Open an enforcer with a policy's text; return it."""
    enforcers = []

    def open_with(text, **settings):
        path = tmp_path / "policy.yaml"
        path.write_text(text)
        made = Settings(audit_path=tmp_path / "trail", dev_mode=True, **settings)
        enforcers.append(open_enforcer(path, settings=made))
        return enforcers[-1]

    yield open_with
    for enforcer in enforcers:
        enforcer.close()


def token_from(enforcer, session="s"):
    return enforcer.call("look_up", lambda: CARD, {}, session=session)


def bytes_below(path):
    return b"".join(one.read_bytes() for one in Path(path).rglob("*") if one.is_file())


def test_a_tool_that_the_policy_names_gets_the_value_and_nobody_else_does(opened, tmp_path):
    enforcer, seen = opened(VAULT), []
    token = token_from(enforcer)
    assert token.startswith("<CARD_")
    said = enforcer.call(
        "pay", lambda card: seen.append(card) or card, {"card": token}, session="s"
    )
    assert (seen, said) == ([CARD], token)
    enforcer.close()
    assert b"4111" not in bytes_below(tmp_path / "trail")


@pytest.mark.parametrize(
    "with_mail",
    [
        lambda token, mail: f"{token} of {mail}",
        lambda token, mail: {"card": token, "of": mail},
        lambda token, mail: [mail, token],
    ],
    ids=["text", "mapping", "list"],
)
def test_what_stands_beside_a_token_is_redacted_as_anywhere(opened, with_mail):
    enforcer = opened(
        VAULT.replace('{args: {card: {starts_with: "4111"}}}, reveal', "always, reveal")
    )
    arguments = {"card": with_mail(token_from(enforcer), "ada@example.org")}
    got = {}
    enforcer.call("pay", got.update, arguments, session="s")
    assert got == {"card": with_mail(CARD, "<EMAIL>")}


def test_a_tool_that_the_policy_does_not_name_gets_the_token(opened):
    enforcer, seen = opened(VAULT), []
    token = token_from(enforcer)
    enforcer.call("note", lambda card: [seen.append(card)], {"card": token}, session="s")
    assert seen == [token]


def test_a_token_of_another_session_reveals_nothing(opened):
    enforcer = opened(VAULT)
    token = token_from(enforcer, "one")
    with pytest.raises(PolicyViolation):
        enforcer.call("pay", lambda card: card, {"card": token}, session="two")


def test_the_policy_decides_on_the_value_and_not_on_its_token(opened):
    enforcer = opened(VAULT)
    token = token_from(enforcer)
    with pytest.raises(PolicyViolation) as refusal:
        enforcer.call("pay_anyone", lambda card: card, {"card": token}, session="s")
    assert refusal.value.decision.rule == "pay_anyone.block"


def test_who_cannot_rewrite_arguments_is_blocked_from_revealing(opened):
    enforcer = opened(VAULT)
    call = ToolCall("pay", {"card": token_from(enforcer)}, "s")
    with pytest.raises(PolicyViolation) as refusal:
        enforcer.admit(call, can=frozenset())
    assert refusal.value.decision.code.value == "EC-REWRITE-NEEDED"


def test_an_error_and_a_stream_hide_values_as_results_do(opened):
    enforcer = opened(VAULT)
    token = token_from(enforcer)

    def fail():
        raise ValueError(CARD)

    with pytest.raises(ValueError, match="<CARD_") as error:
        enforcer.call("look_up", fail, {}, session="s")
    assert str(error.value) == token

    def pieces():
        yield from CARD

    assert "".join(enforcer.stream("look_up", pieces, {}, session="s")) == token


def test_a_kind_that_may_not_pass_blocks_the_call_and_withholds_the_result(opened):
    enforcer = opened(
        HEAD + "  a: {allow: always, redact: [pii]}\nredaction: {replace: {CARD: block}}"
    )
    ran = []
    with pytest.raises(PolicyViolation) as refusal:
        enforcer.call("a", lambda x: [ran.append(x)], {"x": CARD})
    assert refusal.value.decision.code.value == "EC-NOT-INSPECTABLE"
    assert ran == []
    with pytest.raises(ResultWithheld):
        enforcer.call("a", lambda x: CARD, {"x": ""})


def test_a_policys_own_format_and_exceptions_hold_in_calls(opened):
    enforcer = opened(
        HEAD
        + "  a: allow\nredaction:\n  detectors: [{name: staff-number, pattern: 'S-[0-9]{6}'}]\n"
        + "  keep: {values: [help@corp.example]}\n"
    )
    text = "S-123456 help@corp.example ada@example.org"
    assert enforcer.call("a", lambda: text, {}) == "<STAFF_NUMBER> help@corp.example <EMAIL>"


def test_tokens_need_a_key_and_are_the_same_in_every_process_that_has_it(opened, tmp_path):
    policy = HEAD + "  a: allow\nredaction: {replace: token}"
    with pytest.raises(ConfigurationError, match="ENFORCECORE_REDACTION_KEY"):
        opened(policy)
    key = tmp_path / "key"
    key.write_bytes(b"short")
    with pytest.raises(ConfigurationError, match="has 5 bytes"):
        opened(policy, redaction_key=key)
    key.write_bytes(bytes(range(32)))
    first, second = (opened(policy, redaction_key=key) for _ in range(2))
    results = {one.call("a", lambda: "ada@example.org", {}) for one in (first, second)}
    assert len(results) == 1
    assert results.pop().startswith("<EMAIL_")


def test_a_number_under_a_name_that_says_what_it_is_is_replaced(opened):
    policy = (
        HEAD
        + "  a: allow\nredaction:\n  detectors:\n"
        + "    - {name: staff-number, pattern: '[0-9]{6}', cues: [staff]}\n"
    )
    result = opened(policy).call("a", lambda: {"staff": 123456, "amount": 123456}, {})
    assert result == {"staff": "<STAFF_NUMBER>", "amount": 123456}


@pytest.mark.parametrize("several", [False, True], ids=["one", "several"])
def test_what_stands_for_a_value_fits_a_parameter_that_has_only_a_place(opened, several):
    enforcer = opened(HEAD + "  note: allow\ndefaults: {redact: {arguments: [pii]}}\n")

    def note(number: int, text: str, /):
        return number, text

    def notes(*numbers: int):
        return numbers

    if several:
        assert enforce(enforcer=enforcer, tool="note")(notes)(1, 4111111111111111) == (1, 0)
    else:
        guarded = enforce(enforcer=enforcer, tool="note")(note)
        assert guarded(4111111111111111, CARD) == (0, "<CARD>")


def test_what_a_view_makes_of_redacted_parts_is_redacted_too(enforcer_for, entries_of):
    told = View(
        read=lambda value: value,
        write=lambda value, redacted: {"told": f"{value['first']}{value['last']}", **redacted},
        renders=True,
    )
    enforcer = enforcer_for("  tool: allow")
    result = {"first": "ada@exam", "last": "ple.org", "card": CARD}
    assert enforcer.call("tool", lambda: result, {}, view=told) == {
        **result,
        "card": "<CARD>",
        "told": "<EMAIL>",
    }

    endless = View(read=lambda value: value, write=lambda *_: CARD, renders=True)
    with pytest.raises(ResultWithheld, match="still matches"):
        enforcer.call("tool", lambda: CARD, {}, view=endless)
    assert [entry.status for entry in entries_of(enforcer)] == ["returned", "withheld"]


class Interrupting(date):
    def __str__(self):
        raise KeyboardInterrupt


def test_an_interrupt_while_an_error_is_redacted_carries_none_of_it(enforcer_for, entries_of):
    def tool():
        raise ValueError("to ada@example.org", Interrupting(2020, 1, 1))

    enforcer = enforcer_for("  mail: {allow: always, redact: [pii]}")
    with pytest.raises(KeyboardInterrupt) as interrupt:
        enforcer.call("mail", tool, {})
    assert "ada@example.org" not in repr(interrupt.value.__context__)
    [entry] = entries_of(enforcer)
    assert (entry.status, entry.error_type) == ("cancelled", "KeyboardInterrupt")


def test_a_value_is_found_on_both_sides_of_a_sign_of_life(opened):
    def tell():
        yield from ("ada@exam", None, "ple.org", None, b"ada@exam", None, b"ple.org")

    pieces = list(opened(HEAD + "  tell: allow\n").stream("tell", tell, {}))
    assert "".join(one for one in pieces if isinstance(one, str)) == "<EMAIL>"
    assert b"".join(one for one in pieces if isinstance(one, bytes)) == b"<EMAIL>"
    assert pieces.count(None) == 3

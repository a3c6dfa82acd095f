import pytest

from enforcecore_core import Effect
from enforcecore_core.decision import Facts
from enforcecore_core.policy import parse_policy
from enforcecore_core.rehearsal.asserting import PolicyUnderTest

POLICY = """\
enforcecore: 1
name: shop
tools:
  refund: {args: {amount: {at_most: 50}}}
  send: {allow: always, redact: [pii]}
  read: {args: {path: {under: /srv/docs}}}
"""


@pytest.fixture
def policy():
    return PolicyUnderTest(parse_policy(POLICY, file="policy.yaml"))


def test_a_decision_can_be_looked_at(policy):
    decision = policy.decide("refund", amount=60)
    assert (decision.effect, decision.rule) == (Effect.BLOCK, "default")


def test_what_is_as_it_should_be_returns_the_decision(policy):
    assert policy.allows("refund", amount=50).rule == "refund.allow"
    assert policy.blocks("refund", amount=51).code.value == "EC-NO-ALLOW"


def test_a_call_that_is_blocked_fails_by_itself_and_says_why(policy):
    with pytest.raises(AssertionError) as caught:
        policy.allows("refund", amount=77123)
    assert str(caught.value) == (
        "shop blocks 'refund' (amount) and should allow it\n"
        "default [EC-NO-ALLOW]: no clause of the policy allows this call"
    )


def test_a_call_that_is_allowed_fails_by_itself_and_says_why(policy):
    with pytest.raises(AssertionError, match=r"allows 'send' \(no arguments\) and should block it"):
        policy.blocks("send")


def test_it_shows_what_a_tool_would_see(policy):
    given = {"to": "ada@example.org"}
    assert policy.tool_sees("send", **given) == {"to": "<EMAIL>"}
    assert given == {"to": "ada@example.org"}


def test_the_tool_of_a_blocked_call_sees_nothing(policy):
    with pytest.raises(AssertionError, match="blocks 'refund'"):
        policy.tool_sees("refund", amount=60)


def test_arguments_that_cannot_be_looked_into_are_blocked_as_in_earnest(policy):
    assert policy.blocks("send", to=object()).code.value == "EC-NOT-INSPECTABLE"


def test_an_argument_can_have_any_name(policy):
    assert policy.allows("send", tool=1, self=2, principal=3, session=4)


def test_paths_lead_where_the_real_file_system_says(tmp_path, monkeypatch):
    policy = f"enforcecore: 1\ntools: {{read: {{args: {{path: {{under: '{tmp_path}/docs'}}}}}}}}"
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "out").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    under_test = PolicyUnderTest(parse_policy(policy, file="policy.yaml"))
    under_test.allows("read", path="docs/a")
    under_test.blocks("read", path="docs/out/a")


def test_paths_lead_where_given_facts_say():
    facts = Facts(working_directory="/srv/docs", resolve_path=lambda path: path)
    plan = parse_policy(POLICY, file="policy.yaml")
    PolicyUnderTest(plan, facts=facts).allows("read", path="a")


def test_someone_else_can_ask(policy):
    other = policy.with_caller(principal="ada", session="chat-7")
    assert other.plan is policy.plan
    assert other.allows("send")
    assert repr(other) == "PolicyUnderTest('shop')"

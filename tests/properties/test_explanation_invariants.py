"""What an explanation is, whatever the policy and the call."""

import json
import posixpath
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference import generated

from enforcecore_core.calls import Effect, ReasonCode, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled_all
from enforcecore_core.decision.explanation import Verdict, explain
from enforcecore_core.decision.wording import Mood, sentence
from enforcecore_core.policy import parse_policy

FACTS = Facts(working_directory="/home", resolve_path=posixpath.normpath)
MARK = "hush"


def plan_of(policy):
    return parse_policy(json.dumps(policy), file="/srv/generated.yaml")


def as_call(tool, arguments, principal=None, session=None):
    return ToolCall(tool, arguments, session, principal)


def concluded(explanation):
    """Decide anew, from the verdicts on the clauses alone."""
    for effect in (Effect.BLOCK, Effect.ALLOW):
        clauses = [one for one in explanation.clauses if one.effect is effect]
        code = ReasonCode.ALLOWED if effect is Effect.ALLOW else ReasonCode.BLOCK_RULE
        for verdict, found in ((Verdict.HOLDS, code), (Verdict.ERROR, ReasonCode.CONDITION_ERROR)):
            for one in clauses:
                if one.verdict is verdict:
                    return found, one.rule
    return ReasonCode.NO_ALLOW, "default"


@settings(max_examples=250, deadline=None)
@given(generated.policies_with_calls())
def test_an_explanation_comes_to_the_decision_by_what_it_shows(case):
    policy, calls = case
    plan = plan_of(policy)
    for one in calls:
        call = as_call(*one)
        explanation = explain(plan, call, FACTS)
        decision = decide(plan, call, FACTS)
        assert explanation.decision == decision
        if decision.code not in {ReasonCode.TOOL_NAME, ReasonCode.NO_RULE}:
            assert concluded(explanation) == (decision.code, decision.rule)
            deciding = explanation.deciding
            assert (deciding is None) is (decision.rule == "default")
            assert deciding is None or deciding.rule == decision.rule
        assert explain(plan, call, FACTS) == explanation


@settings(max_examples=250, deadline=None)
@given(generated.policies_with_calls(), st.booleans())
def test_every_explanation_can_be_printed_and_written_as_json(case, values):
    policy, calls = case
    plan = plan_of(policy)
    for one in calls:
        explanation = explain(plan, as_call(*one), FACTS, values=values)
        assert all(line.isprintable() for line in explanation.text().split("\n"))
        assert json.loads(json.dumps(explanation.as_json()))["format"] == 1


def marked(value):
    """Return a value of the same kind and size whose every text is one that no policy has."""
    match value:
        case str():
            return MARK * (len(value) // len(MARK) + 1)
        case list():
            return [marked(item) for item in value]
        case dict():
            return {key: marked(item) for key, item in value.items()}
    return value


@settings(max_examples=150, deadline=None)
@given(generated.policies_with_calls())
def test_an_explanation_holds_no_values_unless_it_is_asked_to(case):
    policy, calls = case
    plan = plan_of(policy)
    for tool, arguments, principal, session in calls:
        call = as_call(tool, marked(arguments), marked(principal), marked(session))
        explanation = explain(plan, call, FACTS)
        assert MARK not in explanation.text()
        assert MARK not in json.dumps(explanation.as_json())


@settings(max_examples=150, deadline=None)
@given(generated.policies)
def test_a_sentence_denied_twice_says_the_same(policy):
    plan = plan_of(policy)
    for entry in plan.entries:
        for clause in (*entry.allow, *entry.block):
            for formula in clause.formulas:
                words = {mood: sentence(formula, mood) for mood in Mood}
                assert words[Mood.IS] not in {words[Mood.IS_NOT], words[Mood.WERE]}
                assert all(words[mood.opposite.opposite] == words[mood] for mood in Mood)


bounds = st.integers(0, 3)
small_conditions = st.recursive(
    st.one_of(
        st.sampled_from(["more_than", "at_least", "less_than", "at_most", "equals"]).flatmap(
            lambda key: st.fixed_dictionaries({key: bounds})
        ),
        st.fixed_dictionaries({"not_in": st.lists(bounds, min_size=1, max_size=3, unique=True)}),
    ),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"any_of": st.lists(inner, min_size=2, max_size=2)}),
        st.fixed_dictionaries({"all_of": st.lists(inner, min_size=2, max_size=2)}),
    ),
    max_leaves=3,
)
presence = st.fixed_dictionaries({"present": st.booleans()})
small_args = st.dictionaries(
    st.sampled_from(["a", "b"]), small_conditions | presence, min_size=1, max_size=2
)
expressions = st.sampled_from(
    [
        "args.a < args.b",
        "has(args.a) || args.b == 1",
        "!(args.a == 1 && args.b == 2)",
        "args.a == 0",
    ]
)
small_clauses = st.one_of(
    st.fixed_dictionaries({"args": small_args}), st.fixed_dictionaries({"when": expressions})
)
small_policies = st.fixed_dictionaries(
    {
        "allow": st.lists(small_clauses, min_size=1, max_size=2),
        "block": st.lists(small_clauses, min_size=1, max_size=2) | st.none(),
    }
)
ABSENT = None
SMALL = [
    {name: value for name, value in (("a", a), ("b", b)) if value is not ABSENT}
    for a, b in product([ABSENT, 0, 1, 2, 3, "x"], repeat=2)
]


def holds(formulas, call):
    try:
        return compiled_all(formulas)(call, FACTS)
    except ConditionError:
        return False


@settings(max_examples=250, deadline=None)
@given(small_policies, st.sampled_from(SMALL))
def test_a_near_miss_keeps_its_promise(entry, arguments):
    entry = {key: value for key, value in entry.items() if value}
    plan = plan_of({"enforcecore": 1, "tools": {"t": entry}})
    explanation = explain(plan, ToolCall("t", arguments), FACTS)
    clauses = {one.rule: one for one in explanation.clauses}
    for miss in explanation.near_misses:
        asked = [
            seen.formula
            for rule in miss.rules
            for seen in clauses[rule].formulas
            if seen.verdict is Verdict.HOLDS
        ]
        for other in SMALL:
            call = ToolCall("t", other)
            kept = all(
                arguments.get(name) == other.get(name)
                for name in "ab"
                if not any(f"args.{name}" in change for change in miss.changes)
            )
            if kept and holds((*miss.formulas, *miss.kept, *asked), call):
                decision = decide(plan, call, FACTS)
                assert decision.effect is Effect.ALLOW or decision.rule in miss.unless


@settings(max_examples=250, deadline=None)
@given(small_policies, st.sampled_from(SMALL))
def test_only_what_no_arguments_could_allow_has_no_near_miss(entry, arguments):
    assume("present" not in json.dumps(entry["allow"]))
    plan = plan_of({"enforcecore": 1, "tools": {"t": {"allow": entry["allow"]}}})
    if not explain(plan, ToolCall("t", arguments), FACTS).near_misses:
        allowed = decide(plan, ToolCall("t", arguments), FACTS).effect is Effect.ALLOW
        effects = {decide(plan, ToolCall("t", other), FACTS).effect for other in SMALL}
        assert allowed or effects == {Effect.BLOCK}

import pytest

from enforcecore_core.decision.redaction_rules import OwnDetector, RedactionRules
from enforcecore_core.errors import PolicyError
from enforcecore_core.policy import load_policy, parse_policy

HEAD = "enforcecore: 1\ntools: {pay: {allow: always, reveal: [card, to]}}\n"
PARENT = """
redaction:
  replace: {default: mask, CARD: block}
  detectors: [{name: staff-number, pattern: "S-[0-9]{6}"}]
  keep: {values: [a, b], patterns: [p, q]}
  unknown_types: pass
"""


def rules_of(text):
    return parse_policy(HEAD + text, file="p.yaml").redaction


@pytest.fixture
def joined(tmp_path):
    def plan(child, parent=PARENT, tools="pay: {allow: always, reveal: [card]}"):
        (tmp_path / "parent.yaml").write_text(HEAD + parent)
        path = tmp_path / "child.yaml"
        path.write_text(f"enforcecore: 1\nextends: parent.yaml\ntools: {{{tools}}}\n{child}")
        return load_policy(path)

    return plan


def test_a_policy_that_says_nothing_of_it_puts_placeholders_by_the_default_pack():
    assert rules_of("") == RedactionRules()


def test_what_a_policy_says_is_what_the_redactor_follows():
    rules = rules_of(PARENT)
    assert (rules.style_for("EMAIL"), rules.style_for("CARD")) == ("mask", "block")
    assert rules.detectors == (OwnDetector("staff-number", "STAFF_NUMBER", "pii", "S-[0-9]{6}"),)
    assert (rules.keep_values, rules.keep_patterns) == ({"a", "b"}, {"p", "q"})
    assert rules.pass_unknown_types


def test_a_style_is_used_when_any_kind_has_it():
    rules = rules_of(PARENT)
    assert rules.uses("mask")
    assert rules.uses("block")
    assert not rules.uses("placeholder")


def test_one_more_pack_changes_nothing_else():
    rules = rules_of(PARENT)
    strict = rules.with_pack("strict")
    assert strict.packs == {"default", "strict"}
    assert strict.with_pack("strict") == strict != rules
    assert strict.detectors == rules.detectors


@pytest.mark.parametrize("child", ["", "redaction: {packs: [default]}\n"])
def test_a_child_that_keeps_and_passes_nothing_takes_that_back(joined, child):
    rules = joined(child).redaction
    assert rules.keep_values == rules.keep_patterns == frozenset()
    assert not rules.pass_unknown_types
    assert [one.name for one in rules.detectors] == ["staff-number"]


def test_what_both_keep_stays(joined):
    rules = joined("redaction: {keep: {values: [b, c]}, unknown_types: pass}\n").redaction
    assert rules.keep_values == {"b"}
    assert rules.pass_unknown_types


@pytest.mark.parametrize(
    ("child", "email", "card"),
    [
        ("", "placeholder", "block"),
        ("redaction: {replace: mask}\n", "mask", "block"),
        ("redaction: {replace: {EMAIL: remove, CARD: mask}}\n", "remove", "block"),
        ("redaction: {replace: token}\n", "token", "block"),
    ],
)
def test_of_two_styles_the_one_that_gives_away_less_counts(joined, child, email, card):
    rules = joined(child).redaction
    assert (rules.style_for("EMAIL"), rules.style_for("CARD")) == (email, card)


def test_a_child_looks_harder_and_never_less_hard(joined):
    assert joined("redaction: {packs: [strict]}\n", "").redaction.packs == {"default", "strict"}
    parent = "redaction: {packs: [strict]}\n"
    assert joined("", parent).redaction.packs == {"default", "strict"}


@pytest.mark.parametrize(
    ("tools", "revealed"),
    [
        ("pay: {allow: always, reveal: [card]}", {"card"}),
        ("pay: {allow: always, reveal: [card, note]}", {"card"}),
        ("pay: allow", set()),
        ("pay: {allow: always, reveal: [card]}, 'p*': {timeout: 1s}", {"card"}),
        ("other: allow", {"card", "to"}),
    ],
)
def test_a_value_is_revealed_where_every_policy_that_allows_says_so(joined, tools, revealed):
    assert joined("", "", tools).rules_for("pay").duties.reveal == revealed


def test_names_are_found_by_the_models_that_are_stated_or_by_one():
    assert rules_of("").names_found_by == frozenset()
    assert rules_of("redaction: {packs: [ner]}\n").names_found_by == {"en_core_web_sm"}
    stated = "redaction: {packs: [ner], models: [xx_a, xx_b]}\n"
    assert rules_of(stated).names_found_by == {"xx_a", "xx_b"}


@pytest.mark.parametrize(
    ("child", "parent", "models"),
    [
        ("", "redaction: {packs: [ner]}\n", {"en_core_web_sm"}),
        ("redaction: {packs: [ner], models: [a]}\n", "", {"a"}),
        (
            "redaction: {packs: [ner], models: [a]}\n",
            "redaction: {packs: [ner]}\n",
            {"a", "en_core_web_sm"},
        ),
    ],
)
def test_the_models_of_a_policy_and_its_parent_add_up(joined, child, parent, models):
    assert joined(child, parent).redaction.names_found_by == models


def test_models_that_nothing_asks_are_a_contradiction():
    with pytest.raises(PolicyError, match=r"p\.yaml:3:13: .*'ner' is not there") as caught:
        rules_of("redaction: {models: [a]}\n")
    assert caught.value.code == "EC-P019"


def test_a_style_for_people_needs_something_that_finds_them():
    assert rules_of("redaction: {packs: [ner], replace: {PERSON: mask}}\n").uses("mask")
    with pytest.raises(PolicyError, match="no detector finds 'PERSON'"):
        rules_of("redaction: {replace: {PERSON: mask}}\n")


def test_what_mixes_alphabets_can_have_a_style_of_its_own():
    assert rules_of("redaction: {replace: {OBFUSCATED: block}}\n").uses("block")

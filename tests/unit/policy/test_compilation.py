import os

import pytest
from pydantic import BaseModel

from enforcecore_core import PolicyError
from enforcecore_core.calls import Effect, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import document, parse_policy, redaction_document

FACTS = Facts(working_directory="/", resolve_path=os.path.normpath)
HEAD = "enforcecore: 1\ntools:\n"
REDACTION = HEAD + "  a: allow\nredaction: {"


def condition(stated):
    return f"{HEAD}  a: {{args: {{x: {{{stated}}}}}}}"


def entry(stated):
    return f"{HEAD}  a: {{{stated}}}"


def detectors(more):
    return f"{REDACTION}detectors: [{{name: own, pattern: AB{more}}}]}}"


# For each key: a policy with it, one that differs in this key alone, and an argument x with which
# the two decide differently.
EXAMPLES = {
    "Conditions.equals": (condition("equals: 1"), condition("equals: 2"), 1),
    "Conditions.in": (condition("in: [1]"), condition("in: [2]"), 1),
    "Conditions.not_in": (condition("not_in: [1]"), condition("not_in: [2]"), 1),
    "Conditions.present": (condition("present: true"), condition("present: false"), 1),
    "Conditions.starts_with": (condition("starts_with: a"), condition("starts_with: b"), "ab"),
    "Conditions.ends_with": (condition("ends_with: b"), condition("ends_with: a"), "ab"),
    "Conditions.contains": (condition("contains: a"), condition("contains: c"), "ab"),
    "Conditions.like": (condition("like: a*"), condition("like: b*"), "ab"),
    "Conditions.min_length": (condition("min_length: 2"), condition("min_length: 3"), "ab"),
    "Conditions.max_length": (condition("max_length: 2"), condition("max_length: 1"), "ab"),
    "Conditions.more_than": (condition("more_than: 1"), condition("more_than: 2"), 2),
    "Conditions.at_least": (condition("at_least: 2"), condition("at_least: 3"), 2),
    "Conditions.less_than": (condition("less_than: 3"), condition("less_than: 2"), 2),
    "Conditions.at_most": (condition("at_most: 2"), condition("at_most: 1"), 2),
    "Conditions.each": (condition("each: 1"), condition("each: 2"), [1, 1]),
    "Conditions.under": (condition("under: /a"), condition("under: /b"), "/a/x"),
    "Conditions.host": (condition("host: a"), condition("host: b"), "http://a/"),
    "Conditions.scheme": (condition("scheme: http"), condition("scheme: https"), "http://a/"),
    "Conditions.port": (condition("port: 80"), condition("port: 81"), "http://a/"),
    "Conditions.type": (condition("type: text"), condition("type: 'null'"), "a"),
    "Conditions.matches": (condition("matches: a+"), condition("matches: b+"), "aa"),
    "Conditions.some": (condition("some: 1"), condition("some: 2"), [0, 1]),
    "Conditions.min_items": (condition("min_items: 1"), condition("min_items: 2"), [0]),
    "Conditions.max_items": (condition("max_items: 1"), condition("max_items: 0"), {"a": 1}),
    "Conditions.keys": (condition("keys: a"), condition("keys: b"), {"a": 1}),
    "Conditions.not": (condition("not: 1"), condition("not: 2"), 1),
    "Conditions.all_of": (condition("all_of: [1, [1, 2]]"), condition("all_of: [1, 2]"), 1),
    "Conditions.any_of": (condition("any_of: [1, 2]"), condition("any_of: [2]"), 1),
    "Clause.when": (entry("block: {when: args.x > 0}"), entry("block: {when: args.x > 1}"), 1),
    "AllowClause.when": (entry("allow: {when: args.x > 0}"), entry("allow: {when: args.x > 1}"), 1),
    "Entry.when": (entry("when: args.x > 0"), entry("when: args.x > 1"), 1),
    "Entry.other_args": (entry("allow: always, other_args: block"), entry("allow: always"), 1),
    "Clause.args": (entry("block: {args: {x: 1}}"), entry("block: {args: {x: 2}}"), 1),
    "Clause.reason": (entry("block: {reason: A.}"), entry("block: {reason: B.}"), 1),
    "Clause.id": (
        entry("block: {reason: A., id: one}"),
        entry("block: {reason: A., id: two}"),
        1,
    ),
    "AllowClause.args": (entry("allow: {args: {x: 1}}"), entry("allow: {args: {x: 2}}"), 1),
    "AllowClause.reason": (
        entry("allow: {args: {x: 1}, reason: A.}"),
        entry("allow: {args: {x: 1}, reason: B.}"),
        1,
    ),
    "AllowClause.id": (
        entry("allow: {args: {x: 1}, id: one}"),
        entry("allow: {args: {x: 1}, id: two}"),
        1,
    ),
    "Entry.allow": (entry("allow: always, timeout: 1s"), entry("timeout: 1s"), 1),
    "Entry.block": (entry("allow: always, block: always"), entry("allow: always"), 1),
    "Entry.args": (entry("args: {x: 1}"), entry("args: {x: 2}"), 1),
    "Entry.redact": (entry("allow: always, redact: [pii]"), entry("allow: always"), 1),
    "Entry.timeout": (entry("allow: always, timeout: 1s"), entry("allow: always"), 1),
    "Entry.max_result_size": (
        entry("allow: always, max_result_size: 1KiB"),
        entry("allow: always"),
        1,
    ),
    "Redaction.arguments": (
        entry("allow: always, redact: {arguments: [pii]}"),
        entry("allow: always, redact: {arguments: [secrets]}"),
        1,
    ),
    "Redaction.results": (
        "defaults: {redact: {results: []}}\n" + entry("allow: always, redact: {results: [pii]}"),
        "defaults: {redact: {results: []}}\n"
        + entry("allow: always, redact: {results: [secrets]}"),
        1,
    ),
    "DefaultRedaction.arguments": (
        HEAD + "  a: allow\ndefaults: {redact: {arguments: []}}",
        HEAD + "  a: allow\ndefaults: {redact: {arguments: [pii]}}",
        1,
    ),
    "DefaultRedaction.results": (
        HEAD + "  a: allow\ndefaults: {redact: {results: []}}",
        HEAD + "  a: allow\ndefaults: {redact: {results: [pii]}}",
        1,
    ),
    "Defaults.redact": (
        HEAD + "  a: allow\ndefaults: {timeout: 1s, redact: {results: []}}",
        HEAD + "  a: allow\ndefaults: {timeout: 1s}",
        1,
    ),
    "Defaults.timeout": (
        HEAD + "  a: allow\ndefaults: {timeout: 1s}",
        HEAD + "  a: allow\ndefaults: {timeout: 2s}",
        1,
    ),
    "Defaults.max_result_size": (
        HEAD + "  a: allow\ndefaults: {max_result_size: 1KiB}",
        HEAD + "  a: allow\ndefaults: {max_result_size: 2KiB}",
        1,
    ),
    "Entry.reveal": (
        HEAD + "  a: {allow: always, reveal: [x]}",
        HEAD + "  a: {allow: always, reveal: [z]}",
        1,
    ),
    "Document.redaction": (REDACTION + "packs: [strict]}", HEAD + "  a: allow", 1),
    "Redacting.packs": (REDACTION + "packs: [strict]}", REDACTION + "packs: [default]}", 1),
    "Redacting.models": (
        REDACTION + "packs: [ner], models: [a]}",
        REDACTION + "packs: [ner], models: [b]}",
        1,
    ),
    "Redacting.replace": (REDACTION + "replace: mask}", REDACTION + "replace: {CARD: mask}}", 1),
    "Redacting.detectors": (detectors(""), REDACTION + "packs: [default]}", 1),
    "Redacting.keep": (
        REDACTION + "keep: {values: [a]}}",
        REDACTION + "keep: {values: [b]}}",
        1,
    ),
    "Redacting.unknown_types": (
        REDACTION + "unknown_types: pass}",
        REDACTION + "unknown_types: block}",
        1,
    ),
    "OwnDetector.name": (detectors(""), detectors("").replace("name: own", "name: mine"), 1),
    "OwnDetector.pattern": (detectors(""), detectors("").replace("AB", "BA"), 1),
    "OwnDetector.kind": (detectors(", kind: A"), detectors(", kind: B"), 1),
    "OwnDetector.group": (detectors(", group: pii"), detectors(", group: secrets"), 1),
    "OwnDetector.cues": (detectors(", cues: [a]"), detectors(", cues: [b]"), 1),
    "OwnDetector.validator": (
        detectors(", validator: luhn"),
        detectors(", validator: mod97"),
        1,
    ),
    "Keep.values": (
        REDACTION + "keep: {values: [a]}}",
        REDACTION + "keep: {patterns: [a]}}",
        1,
    ),
    "Keep.patterns": (
        REDACTION + "keep: {patterns: [a]}}",
        REDACTION + "keep: {patterns: [b]}}",
        1,
    ),
    "Entry.audit": (
        entry("allow: always, audit: strict"),
        entry("allow: always, audit: relaxed"),
        1,
    ),
    "Defaults.audit": (
        HEAD + "  a: allow\ndefaults: {audit: strict}",
        HEAD + "  a: allow\ndefaults: {audit: intent}",
        1,
    ),
    "Document.tools": (HEAD + "  a: allow", HEAD + "  b: allow", 1),
    "Document.defaults": (HEAD + "  a: allow\ndefaults: {timeout: 1s}", HEAD + "  a: allow", 1),
    "Document.name": ("name: one\n" + HEAD + "  a: allow", "name: two\n" + HEAD + "  a: allow", 1),
}


def keys_of_the_language():
    modules = (document, redaction_document)
    models = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    return {
        f"{model.__name__}.{field.alias or name}"
        for model in models
        if issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }


def test_every_key_of_the_language_has_an_example_here():
    # The version does nothing but to be the one that this release knows. The others are of whole
    # policies, and have tests of their own.
    elsewhere = {"Document.enforcecore", "Document.extends", "Document.mode"}
    assert EXAMPLES.keys() == keys_of_the_language() - elsewhere


@pytest.mark.parametrize(("one", "other", "x"), EXAMPLES.values(), ids=EXAMPLES)
def test_every_key_changes_what_the_plan_does(one, other, x):
    def effects(text):
        plan = parse_policy(text, file="/srv/p.yaml")
        return plan.name, plan.redaction, decide(plan, ToolCall("a", {"x": x}), FACTS)

    assert effects(one) != effects(other)


@pytest.mark.parametrize(
    ("stated", "x"),
    [
        ("scheme: HTTPS", "https://a/"),
        ("host: Docs.Example.COM", "http://docs.example.com/"),
        ("host: '*.Example.com'", "http://docs.example.com/"),
        ("host: '2001:DB8:0::1'", "http://[2001:db8::1]/"),
        ("under: /a//b/../c/", "/a/c/d"),
        ("under: data", "/srv/data/x"),
        ("under: ../data", "/data/x"),
    ],
)
def test_an_operand_counts_in_its_one_form(stated, x):
    plan = parse_policy(condition(stated), file="/srv/p.yaml")
    assert decide(plan, ToolCall("a", {"x": x}), FACTS).effect is Effect.ALLOW


@pytest.mark.parametrize(
    ("tools", "place"),
    [
        ("  a: {block: [{id: z, reason: A.}, {id: z, reason: B.}]}", (3, 41)),
        ("  a: {block: {id: z, reason: x}}\n  b: {block: {id: z, reason: x}}", (4, 19)),
        ("  a: {block: {id: b.block, reason: x}}\n  b: block", (3, 19)),
        ("  b: block\n  a: {block: {id: b.block, reason: x}}", (4, 19)),
        ("  b: {block: [always]}\n  a: {block: {id: b.block.1, reason: x}}", (4, 19)),
    ],
)
def test_two_rules_cannot_share_an_id(tools, place):
    with pytest.raises(PolicyError) as caught:
        parse_policy(HEAD + tools, file="p.yaml")
    assert (caught.value.code, (caught.value.line, caught.value.column)) == ("EC-P018", place)


@pytest.mark.parametrize(
    ("tool", "way"),
    [("plain", "relaxed"), ("own", "intent"), ("own_strict", "strict"), ("other", "relaxed")],
)
def test_the_strictest_way_to_record_wins_and_the_default_is_for_those_without(tool, way):
    plan = parse_policy(
        HEAD + "  '*': allow\n"
        "  'own*': {allow: always, audit: intent}\n"
        "  own_strict: {allow: always, audit: strict}\n"
        "defaults: {audit: relaxed}",
        file="p.yaml",
    )
    assert plan.rules_for(tool).duties.audit == way

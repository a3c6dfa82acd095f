import json
from pathlib import Path

import pytest
from docs.pages import PAGES, blocks
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from properties.test_policy_loading import json_values, language_mappings
from reference import generated

from enforcecore_core import PolicyError
from enforcecore_core.policy import parse_policy
from enforcecore_core.policy.document import Conditions
from enforcecore_core.policy.loading import read_node
from enforcecore_core.policy.problems import Reporter
from enforcecore_core.policy.schema import policy_schema
from enforcecore_core.rehearsal.document import Suite
from enforcecore_core.rehearsal.schema import policy_test_schema

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "enforcecore_core" / "schemas"
EXAMPLES = sorted((ROOT / "examples").rglob("*.yaml"))
VALIDATORS = {
    "policy": Draft7Validator(policy_schema()),
    "policy-test": Draft7Validator(policy_test_schema()),
}
POLICY = VALIDATORS["policy"]

EVERY_CONDITION = """
enforcecore: 1
name: every
mode: observe
tools:
  a:
    allow:
      - always
      - when: args.x > 1
        id: one
        reason: why
        args:
          x: {more_than: 0, at_least: 0.5, less_than: 9, at_most: 9}
          y: {starts_with: a, ends_with: b, contains: c, like: "*", matches: "[a-c]+"}
          z: {min_length: 0, max_length: 9, type: text, not: b, equals: null}
          l: {each: {in: [1, a]}, some: 1, min_items: 0, max_items: 9, type: null}
          m: {keys: {not_in: [a, null]}, any_of: [a, {like: b}], all_of: [[a], a]}
          n: {present: false}
          p: {under: [/srv, files]}
          u: {host: "*.example.com", scheme: [https], port: [443, 8443]}
    block:
      when: has(args.x)
    other_args: block
    redact: {arguments: [pii], results: [secrets]}
    reveal: [x, z]
    timeout: 1.5s
    max_result_size: 1KiB
  "b_*": {args: {x.y: a}, redact: [pii]}
defaults: {redact: {arguments: []}, timeout: 1h, max_result_size: 1GiB}
redaction:
  packs: [default, strict]
  replace: {default: token, CARD: mask, OWN: vault}
  detectors:
    - {name: own, pattern: "AB[0-9]{4}", kind: OWN, group: secrets, cues: [staff], validator: luhn}
  keep: {values: [a@b.example], patterns: ["[a-z]+@corp.example"]}
  unknown_types: pass
"""


def data_of(text):
    return read_node(text.encode(), Reporter("p.yaml")).data


def loads(text):
    try:
        parse_policy(text, file="p.yaml")
    except PolicyError:
        return False
    return True


def kind_of(data):
    return "policy-test" if "tests" in data else "policy"


def object_schemas(schema):
    """Every schema of a mapping with keys of the language, at any depth."""
    if isinstance(schema, list):
        for one in schema:
            yield from object_schemas(one)
    elif isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for one in schema.values():
            yield from object_schemas(one)


def keywords(schema):
    """Every key in it that is not the name of a property."""
    if isinstance(schema, list):
        for one in schema:
            yield from keywords(one)
    elif isinstance(schema, dict):
        for key, one in schema.items():
            yield key
            yield from keywords(list(one.values()) if key == "properties" else one)


@pytest.mark.parametrize("kind", VALIDATORS)
def test_the_shipped_schema_is_that_of_the_models(kind):
    shipped = json.loads((SHIPPED / f"{kind}.schema.json").read_text("utf-8"))
    assert shipped == VALIDATORS[kind].schema, "run `make schema`"


@pytest.mark.parametrize("kind", VALIDATORS)
def test_the_schema_is_one_of_draft_7_with_a_name_of_ours(kind):
    schema = VALIDATORS[kind].schema
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"] == f"urn:enforcecore:schema:{kind}:1"
    assert not {"$defs", "prefixItems", "discriminator", "default"} & set(keywords(schema))


@pytest.mark.parametrize("kind", VALIDATORS)
def test_every_mapping_is_closed_and_every_key_described(kind):
    found = list(object_schemas(VALIDATORS[kind].schema))
    assert len(found) > 2
    for schema in found:
        assert schema["additionalProperties"] is False
        for key, stated in schema["properties"].items():
            assert stated["description"].endswith("."), key
            assert "$ref" not in stated, "draft 7 ignores what stands beside a reference"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_is_valid_and_names_its_schema(path):
    text = path.read_text("utf-8")
    kind = kind_of(data_of(text))
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    named = path.parent / first.partition("=")[2]
    assert named.resolve() == SHIPPED / f"{kind}.schema.json"
    VALIDATORS[kind].validate(data_of(text))


def test_every_policy_of_the_documentation_that_loads_is_valid():
    texts = [block.text for page in PAGES for block in blocks(page) if block.language == "yaml"]
    loading = [text for text in texts if loads(text)]
    assert len(loading) > 20
    for text in loading:
        POLICY.validate(data_of(text))


def test_every_condition_is_valid():
    assert loads(EVERY_CONDITION)
    POLICY.validate(data_of(EVERY_CONDITION))
    keys = {field.alias or name for name, field in Conditions.model_fields.items()}
    assert {key for key in keys if f"{key}:" not in EVERY_CONDITION} == set()


@settings(max_examples=150, deadline=None)
@given(generated.policies)
def test_every_policy_that_loads_is_valid(policy):
    assert loads(json.dumps(policy))
    POLICY.validate(policy)


@settings(max_examples=150, deadline=None)
@given(json_values, generated.policies, st.sampled_from(["tools", "defaults", "name", "mode"]))
def test_what_is_not_valid_never_loads(value, policy, key):
    policy[key] = value
    text = json.dumps(policy)
    if loads(text):
        POLICY.validate(data_of(text))


@settings(max_examples=100, deadline=None)
@given(generated.policies, st.data())
def test_an_unknown_key_is_refused_wherever_it_stands(policy, data):
    mapping = data.draw(st.sampled_from(list(language_mappings(policy))))
    mapping["at_mots"] = 1
    assert not POLICY.is_valid(policy)


@pytest.mark.parametrize(
    "wrong",
    [
        "enforcecore: 2\ntools: {a: allow}",
        "tools: {a: allow}",
        "enforcecore: 1",
        "enforcecore: 1\ntools: {}",
        "enforcecore: 1\ntools: {a: permit}",
        "enforcecore: 1\ntools: {'a b': allow}",
        "enforcecore: 1\ntools: {a: {}}",
        "enforcecore: 1\ntools: {a: {args: {}}}",
        "enforcecore: 1\ntools: {a: {args: {'x*': 1}}}",
        "enforcecore: 1\ntools: {a: {args: {x: {}}}}",
        "enforcecore: 1\ntools: {a: {args: {x: []}}}",
        "enforcecore: 1\ntools: {a: {args: {x: {at_most: '5'}}}}",
        "enforcecore: 1\ntools: {a: {args: {x: {type: string}}}}",
        "enforcecore: 1\ntools: {a: {allow: sometimes}}",
        "enforcecore: 1\ntools: {a: {allow: {args: {x: 1}, id: 'a b'}}}",
        "enforcecore: 1\ntools: {a: {allow: always, timeout: 10 s}}",
        "enforcecore: 1\ntools: {a: {allow: always, max_result_size: 1kb}}",
        "enforcecore: 1\ntools: {a: {allow: always, redact: [names]}}",
        "enforcecore: 1\ntools: {a: allow}\nredaction: {}",
        "enforcecore: 1\ntools: {a: allow}\nredaction: {packs: []}",
        "enforcecore: 1\ntools: {a: allow}\nredaction: {packs: [loose]}",
        "enforcecore: 1\ntools: {a: allow}\nredaction: {replace: hide}",
        "enforcecore: 1\ntools: {a: allow}\nredaction: {replace: {}}",
        "enforcecore: 1\ntools: {a: allow}\nredaction: {detectors: [{name: own}]}",
        "enforcecore: 1\ntools: {a: allow}\nredaction: {detectors: [{name: Own, pattern: a}]}",
        "enforcecore: 1\ntools: {a: allow}\nredaction: {keep: {values: []}}",
    ],
)
def test_what_is_wrong_is_refused(wrong):
    assert not loads(wrong)
    assert not POLICY.is_valid(data_of(wrong))


def test_the_schema_of_policy_tests_takes_what_their_models_take():
    tests = {"policy": "p.yaml", "tests": [{"name": "n", "tool": "t", "expect": "allow"}]}
    full = {"arguments": {"x": [1]}, "facts": {}, "principal": {"id": "a"}, "redactions": {}}
    for one in (tests, {**tests, "tests": [{**tests["tests"][0], **full}]}):
        Suite.model_validate(one)
        VALIDATORS["policy-test"].validate(one)
    assert not VALIDATORS["policy-test"].is_valid({**tests, "tests": []})
    assert not VALIDATORS["policy-test"].is_valid({**tests, "polcy": "p"})

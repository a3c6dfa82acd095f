"""Whatever bytes the loader is given: a plan, or a PolicyError with a place, in bounded time."""

import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reference import generated

from enforcecore_core import PolicyError
from enforcecore_core.policy import parse_policy

SECONDS = 5

HEAD = "enforcecore: 1\ntools:\n"
POLICY = b"""enforcecore: 1
name: support-desk
tools:
  search_docs: allow
  send_email:
    args:
      to: {each: {ends_with: "@corp.example"}, min_items: 1}
      body: {not: {any_of: [{matches: ".*[0-9]{16}.*"}, {contains: secret}]}}
    when: size(args.to) <= 3 && principal.role in ["agent", "lead"]
    other_args: block
    redact: [pii, secrets]
    timeout: 10s
  refund:
    allow:
      - {when: 'args.amount <= 50', id: small}
    block:
      - args: {currency: {not_in: [EUR, USD]}}
        reason: Euros and dollars.
defaults:
  redact: {arguments: [secrets], results: [secrets, pii]}
"""
# What YAML and the language could trip over.
INSERTED = [
    b"\t",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n---\n",
    b"\n...\n",
    b"&a ",
    b"*a",
    b"<<: ",
    b"!!python/object:os.system ",
    b"!",
    b"%YAML 1.1\n",
    b"? ",
    b": ",
    b"- ",
    b"{",
    b"}",
    b"[",
    b"]",
    b"'",
    b'"',
    b"|\n",
    b">-\n",
    b"#",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"1e999",
    b".nan",
    b"~",
    b"(?=",
    b"args.",
    b" && ",
    b"{" * 100,
    b"[" * 3000,
    b"not: {" * 70,
    b"!" * 100,
    b"(" * 500,
    b"9" * 5000,
    b"\\w{99}",
]


def loaded(content):
    """Load it or check the refusal; tell whether it loaded."""
    start = time.perf_counter()
    error = refusal(content)
    assert time.perf_counter() - start < SECONDS
    assert error is None or (error.line and error.column), error
    return error is None


def refusal(content):
    try:
        parse_policy(content, file="p.yaml")
    except PolicyError as error:
        return error
    return None


def test_the_policy_that_is_broken_here_loads_as_it_is():
    assert loaded(POLICY)


edits = st.lists(
    st.tuples(
        st.integers(0, len(POLICY)),
        st.integers(0, 12),
        st.sampled_from(INSERTED) | st.binary(max_size=6) | st.just(b""),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=500, deadline=None)
@given(edits)
@example([(0, 0, b"9" * 5000)] * 4)
def test_a_policy_with_bytes_put_in_and_taken_out_loads_or_is_refused_with_a_place(changes):
    content = POLICY
    for at, length, piece in changes:
        content = content[:at] + piece + content[at + length :]
    loaded(content)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(INSERTED) | st.sampled_from(POLICY.splitlines(keepends=True))))
def test_pieces_of_policies_in_any_order_load_or_are_refused_with_a_place(pieces):
    loaded(b"".join(pieces))


def paths_in(value, path=()):
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        if isinstance(one, (dict, list)):
            yield from paths_in(one, (*path, key))
        if isinstance(value, dict):
            yield (*path, key)


def with_duplicate(value, path):
    """Write a policy as JSON with the key at a path twice."""
    if isinstance(value, list):
        items = [
            with_duplicate(one, path[1:]) if path and path[0] == n else json.dumps(one)
            for n, one in enumerate(value)
        ]
        return f"[{', '.join(items)}]"
    if not isinstance(value, dict):
        return json.dumps(value)
    members = []
    for key, one in value.items():
        here = bool(path) and path[0] == key
        text = with_duplicate(one, path[1:]) if here and len(path) > 1 else json.dumps(one)
        members.append(f"{json.dumps(key)}: {text}")
        if here and len(path) == 1:
            members.append(members[-1])
    return "{" + ", ".join(members) + "}"


@settings(max_examples=150, deadline=None)
@given(generated.policies, st.data())
def test_a_key_that_is_there_twice_is_refused_at_any_depth(policy, data):
    path = data.draw(st.sampled_from(list(paths_in(policy))))
    text = with_duplicate(policy, path)
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, file="p.yaml")
    # A key that is no plain JSON text elsewhere in the policy may come first.
    assert caught.value.code in {"EC-P004", "EC-P002"}
    assert caught.value.line


DEEP = {
    "lists": HEAD + "  a: {args: {x: " + "[" * 3000,
    "mappings": HEAD + "  a: {args: {x: " + "{not: " * 3000,
    "logic that ends": HEAD + "  a: {args: {x: " + "{not: " * 70 + "1" + "}" * 72,
    "blocks": "".join(" " * n + "a:\n" for n in range(1400)),
    "an expression": HEAD + "  a: {when: '" + "(" * 2000 + "args.x" + ")" * 2000 + "'}",
    "negations": HEAD + "  a: {when: '" + "!" * 3000 + "args.x'}",
    "a long expression": HEAD + "  a: {when: '" + "args.x || " * 3000 + "args.x'}",
    "many patterns": HEAD
    + "".join(f"  a{n}: {{args: {{x: {{matches: z{n}}}}}}}\n" for n in range(2001)),
    "many patterns in expressions": HEAD
    + "".join(f"  a{n}: {{when: \"args.x.matches('^z{n}$')\"}}\n" for n in range(2001)),
    "large patterns": HEAD
    + "".join(f"  a{n}: {{args: {{x: {{matches: '\\w{{{n},99}}'}}}}}}\n" for n in range(90)),
    "two documents": HEAD + "  a: allow\n---\n" + HEAD + "  a: allow\n",
    "a byte order mark": "\ufeff" + HEAD + "  a: allow\n",
    "tabs": HEAD + "\ta: allow\n",
    "anchors": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(1000)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_deep_large_or_repeated_is_refused_with_a_place(text):
    assert not loaded(text)


def test_logic_may_be_as_deep_as_a_policy():
    assert loaded(HEAD + "  a: {args: {x: " + "{not: " * 60 + "1" + "}" * 62)

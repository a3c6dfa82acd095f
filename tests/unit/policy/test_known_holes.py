"""Policies that other systems load and that then allow more than they say."""

import pytest

from enforcecore_core import PolicyError
from enforcecore_core.calls import Effect, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import parse_policy

HEAD = "enforcecore: 1\nname: hole\n"
ALLOW = "tools: {a: allow}\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEAD, id="no tools at all"),
        pytest.param(HEAD + "tools:\n", id="tools without anything"),
        pytest.param(HEAD + "tools: {}\n", id="tools that are empty"),
        pytest.param(HEAD + "ruels: {a: allow}\n", id="a misspelt top-level key"),
        pytest.param(HEAD + ALLOW + "rules: {}\n", id="the words of another system"),
        pytest.param(HEAD + "allowed_tools: [a]\n", id="an allow list"),
        pytest.param(HEAD + ALLOW + "denied_tools: [shell]\n", id="a deny list"),
        pytest.param(HEAD + ALLOW + "default_action: allow\n", id="allow by default"),
        pytest.param(HEAD + ALLOW + "on_violation: log\n", id="a block that only logs"),
        pytest.param(HEAD + ALLOW + "extends: base.yaml\n", id="a parent that is missing"),
        pytest.param(HEAD + ALLOW + "mode: off\n", id="a mode that is off"),
        pytest.param(HEAD + ALLOW + "mode: permissive\n", id="a mode of another system"),
        pytest.param(HEAD + ALLOW + "tools: {b: allow}\n", id="the same key twice"),
        pytest.param(HEAD + "tools: {a: block, a: allow}\n", id="the same tool twice"),
        pytest.param(HEAD + "tools: {a: {args: {x: 1, x: 2}}}\n", id="an argument twice"),
        pytest.param(HEAD + "tools: {a: {allow: }}\n", id="an empty allow"),
        pytest.param(HEAD + "tools: {a: {allow: []}}\n", id="an empty list of clauses"),
        pytest.param(HEAD + "tools: {a: {allow: {args: {}}}}\n", id="a clause without conditions"),
        pytest.param(HEAD + "tools: {a: {block: []}}\n", id="a block of nothing"),
        pytest.param(HEAD + "tools: {a: {args: {x: {}}}}\n", id="a condition without a key"),
        pytest.param(HEAD + "tools: {a: {args: {x: {in: []}}}}\n", id="one of nothing"),
        pytest.param(HEAD + "tools: {a: {args: {x: {at_mst: 5}}}}\n", id="a misspelt condition"),
        pytest.param(HEAD + "tools: {a: {args: {x: {at_most: nan}}}}\n", id="not a number"),
        pytest.param(HEAD + "tools: {a: {args: {x: {at_most: .inf}}}}\n", id="no limit"),
        pytest.param(HEAD + "tools: {a: {args: {x: {at_most: '5'}}}}\n", id="a number in quotes"),
        pytest.param(
            HEAD + "tools: {a: {when: 'x ==='}}\n", id="an expression that does not parse"
        ),
        pytest.param(HEAD + "tools: {a: {args: {x: {matches: '(?!rm)'}}}}\n", id="a look-ahead"),
        pytest.param(HEAD + "tools: {a: {allow: always, limits: 2/min}}\n", id="a misspelt limit"),
        pytest.param(HEAD + "tools: {a: {allow: always, sensitivity: high}}\n", id="a label"),
        pytest.param(HEAD + ALLOW + "defaults: {redact: {enable: true}}\n", id="a nested typo"),
        pytest.param(HEAD + ALLOW + "defaults: {redact: {results: [pi]}}\n", id="an unknown group"),
        pytest.param(HEAD + ALLOW + "defaults: {redact: off}\n", id="off"),
        pytest.param(HEAD + "tools: {a: {args: {country: [NO, SE]}}}\n", id="Norway"),
        pytest.param(HEAD + "tools: {a: {args: {mode: 0755}}}\n", id="an octal number"),
        pytest.param(HEAD + "tools: {a: {args: {at: 12:30}}}\n", id="a sexagesimal number"),
        pytest.param(HEAD + "tools: {a[bc]: block, '*': allow}\n", id="a glob that is none"),
        pytest.param(HEAD + "tools: {'sh\u0435ll': block, '*': allow}\n", id="a look-alike"),
        pytest.param(
            HEAD + "tools: {a: {args: {u: {host: 'https://a.b/'}}}}\n", id="a URL as host"
        ),
        pytest.param(HEAD + "tools: {a: {args: {p: {under: '~'}}}}\n", id="a home directory"),
        pytest.param(HEAD + "tools: {a: &x allow, b: *x}\n", id="an alias"),
        pytest.param(HEAD + ALLOW + "---\ntools: {a: block}\n", id="a second document"),
        pytest.param("\ufeff" + HEAD + ALLOW, id="a byte order mark"),
        pytest.param((HEAD + ALLOW).encode("utf-16"), id="UTF-16"),
        pytest.param(HEAD + "tools: " + "{a: " * 3000, id="three thousand levels"),
    ],
)
def test_a_policy_that_says_less_than_it_seems_to_does_not_load(text):
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, file="p.yaml")
    assert caught.value.line is not None


def test_ten_thousand_rules_load_and_decide():
    rules = "".join(f"  tool_{n}:\n    args: {{amount: {{at_most: {n}}}}}\n" for n in range(10_000))
    plan = parse_policy(HEAD + "tools:\n" + rules, file="p.yaml")
    call = ToolCall("tool_77", {"amount": 78})
    facts = Facts(working_directory="/", resolve_path=lambda path: path)
    assert decide(plan, call, facts).effect is Effect.BLOCK

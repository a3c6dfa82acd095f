"""Calls that other systems let through: every one of them is blocked."""

import os

import pytest

from enforcecore_core.calls import Effect, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import parse_policy

FACTS = Facts(working_directory="/", resolve_path=os.path.realpath)
PLAN = parse_policy(
    """
enforcecore: 1
tools:
  read_file: {args: {path: {under: /data}}}
  fetch: {args: {url: {scheme: https, host: [api.openai.com, "*.example.org"]}}}
  browse:
    allow: always
    block: {args: {url: {host: [evil.example, "*.evil.example", 127.0.0.1]}}}
  pay: {args: {amount: {more_than: 0, at_most: 1000}}}
  transfer:
    allow: always
    block: {args: {amount: {at_least: 5000}}}
  delete:
    allow: always
    block: {args: {force: true}}
  send: {args: {to: {each: {ends_with: "@corp.example"}}, filter.owner: alice}}
  shell_*: block
  "*_safe": allow
""",
    file="/srv/policy.yaml",
)


def effect(tool, arguments):
    return decide(PLAN, ToolCall(tool, arguments), FACTS).effect


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("shell_safe", {}),
        ("shell_exec_safe", {}),
        ("SHELL_exec", {}),
        ("\uff53hell_safe", {}),
        ("\u0455hell_safe", {}),
        ("\u017fhell_safe", {}),
        ("shell\u200b_safe", {}),
        ("unknown", {"tool_name": "pay_safe", "tool": "pay_safe", "func": "x"}),
        ("shell_exec", {"tool_name": "read_safe", "self": None, "call": "read_safe"}),
        ("read_file", {"path": "/data/../etc/shadow"}),
        ("read_file", {"path": "/data/./../../etc/shadow"}),
        ("read_file", {"path": "/database/x"}),
        ("read_file", {"path": "/data\0/etc/shadow"}),
        ("read_file", {"path": "~/data"}),
        ("read_file", {"path": "file:///data/x"}),
        ("read_file", {"path": ["/data/x"]}),
        ("read_file", {"file": "/data/x"}),
        ("read_file", {}),
        ("pay", {"amount": "nan"}),
        ("pay", {"amount": float("nan")}),
        ("pay", {"amount": float("-inf")}),
        ("pay", {"amount": -5000}),
        ("pay", {"amount": 0}),
        ("pay", {"amount": 10**400}),
        ("pay", {"amount": "10"}),
        ("pay", {"amount": True}),
        ("pay", {"amount": None}),
        ("pay", {"amount": [10]}),
        ("pay", {"amuont": 10}),
        ("pay", {"Amount": 10}),
        ("pay", {}),
        ("transfer", {"amount": 5000}),
        ("transfer", {"amount": 5000.0}),
        ("transfer", {"amount": "6000"}),
        ("transfer", {"amount": float("nan")}),
        ("transfer", {"amount": True}),
        ("transfer", {"amuont": 1}),
        ("transfer", {}),
        ("delete", {"force": True}),
        ("delete", {"force": "true"}),
        ("delete", {"force": 1}),
        ("delete", {"force": None}),
        ("delete", {}),
        ("send", {"to": [], "filter": {"owner": "alice"}}),
        ("send", {"to": "a@corp.example", "filter": {"owner": "alice"}}),
        ("send", {"to": ["a@corp.example", "b@evil"], "filter": {"owner": "alice"}}),
        ("send", {"to": ["a@corp.example"], "filter": {"owner": "mallory"}}),
        ("send", {"to": ["a@corp.example"], "filter.owner": "alice"}),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_a_call_that_slips_through_elsewhere_is_blocked(tool, arguments):
    assert effect(tool, arguments) is Effect.BLOCK


@pytest.mark.parametrize(
    "url",
    [
        "https://api.openai.com@evil.example/",
        "https://api.openai.com:x@evil.example/",
        "https://evil.example#@api.openai.com",
        "https://evil.example/?u=https://api.openai.com/",
        "https://api.openai.com.evil.example/",
        "https://api.openai.com\\@evil.example/",
        "https://api.openai.com%2eevil.example/",
        "https://api.openai.com%00.evil.example/",
        "http://api.openai.com/",
        "ftp://api.openai.com/",
        "file:///etc/passwd",
        "//api.openai.com/",
        "api.openai.com",
        "https:api.openai.com",
        "https://\u0430pi.openai.com/",
        "https://api\u3002openai.com/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://example.org/",
        "https://evilexample.org/",
        "https://_x.evil.example/",
        "https://localhost/",
        "HTTPS://EVIL.EXAMPLE/",
        " https://evil.example/",
        "https://api.openai.com\t@evil.example/",
        "see https://api.openai.com/",
        "",
    ],
    ids=ascii,
)
def test_a_url_that_only_looks_allowed_is_blocked(url):
    assert effect("fetch", {"url": url}) is Effect.BLOCK


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "HTTPS://EVIL.EXAMPLE/",
        "https://www.evil.example/",
        "https://evil.example./",
        "https://%65vil.example/",
        "https://evil\uff0eexample/",
        "https://evil\u3002example/",
        "https://\uff45vil.example/",
        "https://user@evil.example/",
        "//evil.example/",
        "evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "https:\\\\evil.example",
        "https://ev\til.example/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1.:80/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        None,
    ],
    ids=ascii,
)
def test_a_url_that_hides_a_blocked_host_is_blocked(url):
    assert effect("browse", {"url": url}) is Effect.BLOCK


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("read_file", {"path": "/data/a/../b.txt"}),
        ("fetch", {"url": "https://API.OpenAI.com/v1/x?y=z#q"}),
        ("fetch", {"url": "https://a.b.example.org:8443/"}),
        ("browse", {"url": "https://evil.example.com/"}),
        ("browse", {"url": "http://127.0.0.2/"}),
        ("pay", {"amount": 1000}),
        ("pay", {"amount": 0.01, "total": 999_999}),
        ("transfer", {"amount": 4999.99}),
        ("delete", {"force": False}),
        ("send", {"to": ["a@corp.example"], "filter": {"owner": "alice"}}),
        ("read_safe", {}),
    ],
    ids=ascii,
)
def test_calls_that_the_policy_allows_are_allowed(tool, arguments):
    assert effect(tool, arguments) is Effect.ALLOW

import hashlib
import os
import threading

import pytest

from enforcecore_core import PolicyError
from enforcecore_core.calls import Effect, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import load_policy, parse_policy

TEXT = "enforcecore: 1\ntools:\n  read: {args: {path: {under: docs}}}\n"


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "support.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_policy_is_named_by_itself_or_by_its_file(policy):
    assert load_policy(policy).name == "support"
    assert parse_policy("name: mine\n" + TEXT, file="x.yaml").name == "mine"


def test_the_digest_is_that_of_the_bytes_of_the_file(policy):
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert load_policy(policy).digest == load_policy(str(policy)).digest == digest
    assert parse_policy(TEXT, file="x").digest == parse_policy(TEXT.encode(), file="x").digest


def test_a_relative_directory_starts_where_the_policy_is(policy, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path.parent)
    plan = load_policy(f"{tmp_path.name}/support.yaml")
    facts = Facts(working_directory="/", resolve_path=os.path.realpath)
    inside = ToolCall("read", {"path": f"{tmp_path}/docs/a"})
    outside = ToolCall("read", {"path": f"{tmp_path.parent}/docs/a"})
    assert decide(plan, inside, facts).effect is Effect.ALLOW
    assert decide(plan, outside, facts).effect is Effect.BLOCK


def test_errors_name_the_file_as_it_was_given(policy):
    policy.write_text("tols: {}\n", encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy(policy)
    assert str(caught.value) == (
        f"{policy}:1:1: unknown key 'tols' (did you mean 'tools'?) [EC-P003]"
    )


@pytest.mark.parametrize("name", ["missing.yaml", ".", "support.yaml/x", "nul\0.yaml", "x" * 5000])
def test_what_cannot_be_read_is_a_policy_error(policy, tmp_path, name):
    with pytest.raises(PolicyError) as caught:
        load_policy(tmp_path / name)
    assert (caught.value.code, caught.value.line) == ("EC-P001", None)


def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refused = threading.Event()

    def load():
        with pytest.raises(PolicyError):
            load_policy(pipe)
        refused.set()

    threading.Thread(target=load, daemon=True).start()
    assert refused.wait(timeout=5)


def test_a_device_is_refused():
    with pytest.raises(PolicyError, match="regular file"):
        load_policy("/dev/zero")


def tools(conditions):
    entries = "".join(f"  t{n}: {{{one}}}\n" for n, one in enumerate(conditions))
    return f"enforcecore: 1\ntools:\n{entries}"


@pytest.mark.parametrize(
    "condition",
    [
        "args: {{x: {{matches: '\\w{{30}}-{}'}}}}",
        "when: \"args.x.matches('^\\\\\\\\w{{30}}-{}$')\"",
    ],
    ids=["matches", "when"],
)
def test_more_patterns_than_compile_in_some_seconds_are_refused(condition):
    with pytest.raises(PolicyError, match="the patterns of this policy are too large") as caught:
        parse_policy(tools(condition.format(n) for n in range(100)), file="p.yaml")
    assert (caught.value.code, caught.value.hint) == ("EC-P010", "split the policy")
    assert caught.value.line > 2
    parse_policy(tools([condition.format(1)]), file="p.yaml")


def test_a_pattern_that_stands_often_counts_once():
    parse_policy(tools(["args: {x: {matches: '\\w{30}'}}"] * 100), file="p.yaml")

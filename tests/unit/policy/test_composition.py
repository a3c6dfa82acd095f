import hashlib
import os
from pathlib import Path

import pytest

from enforcecore_core import PolicyError
from enforcecore_core.calls import Effect, ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.policy import load_policy, parse_policy
from enforcecore_core.policy.composition import MOST_PARENTS

FACTS = Facts(working_directory="/", resolve_path=os.path.normpath)


@pytest.fixture
def write(tmp_path):
    """Write a policy file by its name, tools, and what else stands in it; return its path."""

    def write_policy(name, tools, more=""):
        path = tmp_path / "policies" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"enforcecore: 1\n{more}\ntools: {{{tools}}}\n")
        return path

    return write_policy


def extends(name):
    return f"extends: {name}"


def decided(policy, tool, /, **arguments):
    return decide(load_policy(policy), ToolCall(tool, arguments), FACTS)


def refusal(path):
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    error = caught.value
    return error, (error.code, error.line, error.column)


@pytest.mark.parametrize(
    ("child", "parent", "tool", "expected"),
    [
        ("a: allow", "b: allow", "b", "allow by parent.yaml#b.allow"),
        ("a: allow", "b: block", "b", "block by parent.yaml#b.block"),
        ("a: allow", "a: allow", "a", "allow by a.allow"),
        ("a: allow", "b: allow", "a", "block by default"),
        ("a: allow", "a: block", "a", "block by parent.yaml#a.block"),
        ("a: block", "a: allow", "a", "block by a.block"),
        ("a: {timeout: 1s}", "a: allow", "a", "block by default"),
        ("'a*': {timeout: 1s}", "ab: allow", "ab", "block by default"),
        ("'*': allow", "a: allow", "b", "block by default"),
        ("a: allow", "a: {timeout: 1s}", "a", "block by default"),
        ("a: allow", "b: allow", "c", "block by default"),
    ],
)
def test_a_child_can_only_tighten(write, child, parent, tool, expected):
    write("parent.yaml", parent)
    decision = decided(write("child.yaml", child, extends("parent.yaml")), tool)
    assert f"{decision.effect.value} by {decision.rule}" == expected


def test_an_error_in_either_policy_blocks(write):
    write("parent.yaml", "a: {args: {x: 1}}")
    child = write("child.yaml", "a: {args: {y: 1}}", extends("parent.yaml"))
    assert decided(child, "a", x=1, y=1).effect is Effect.ALLOW
    assert decided(child, "a", x=2, y=1).code.value == "EC-NO-ALLOW"
    assert decided(child, "a", x=2).rule == "a.allow"
    assert decided(child, "a", y=2).rule == "parent.yaml#a.allow"
    assert decided(child, "a", y=2).code.value == "EC-CONDITION-ERROR"


def test_duties_add_up(write):
    write(
        "parent.yaml",
        "a: {allow: always, timeout: 5s, redact: [pii]}, b: allow",
        "defaults: {timeout: 9s, max_result_size: 2KiB, redact: {results: []}}",
    )
    child = write(
        "child.yaml",
        "a: {allow: always, timeout: 7s, max_result_size: 1KiB}",
        extends("parent.yaml") + "\ndefaults: {timeout: 3s, redact: {results: [pii]}}",
    )
    of_a, of_b = decided(child, "a").duties, decided(child, "b").duties
    assert (of_a.timeout, of_a.max_result_size) == (5, 1024)
    assert (of_b.timeout, of_b.max_result_size) == (3, 2048)
    assert of_a.redact_arguments == {"pii", "secrets"}
    assert of_a.redact_results == {"pii"}


def test_a_grandparent_has_a_say_too(write):
    write("top.yaml", "a: allow, b: allow, c: block")
    write("sub/middle.yaml", "a: {args: {x: 1}}", extends("../top.yaml"))
    child = write("child.yaml", "a: {args: {y: 1}}", extends("sub/middle.yaml"))
    assert decided(child, "a", x=1, y=1).effect is Effect.ALLOW
    assert decided(child, "a", x=2, y=1).effect is Effect.BLOCK
    assert decided(child, "b").rule == "top.yaml#b.allow"
    assert decided(child, "c").rule == "top.yaml#c.block"
    assert [level.name for level in load_policy(child).levels] == ["child", "middle", "top"]


def test_ids_of_rules_stay_unique_and_tell_their_file(write):
    write("top.yaml", "a: {block: {id: mine, reason: x}}")
    write("sub/middle.yaml", "a: {block: {id: mine, reason: x}}", extends("../top.yaml"))
    tools = "a: {block: {id: mine, reason: x}}, 'sub/middle.yaml:a': block"
    plan = load_policy(write("child.yaml", tools, extends("sub/middle.yaml")))
    rules = [c.rule for level in plan.levels for e in level.entries for c in e.block]
    assert rules == [
        "mine",
        "sub/middle.yaml:a.block",
        "sub/middle.yaml#mine",
        "top.yaml#mine",
    ]


def test_a_clause_knows_its_file_line_and_column(write):
    write("parent.yaml", "\n  a: allow,\n  b: {block: [always, {args: {x: 1}}]}")
    child = write("child.yaml", "c: allow", extends("parent.yaml"))
    plan = load_policy(child)
    places = [c.place for level in plan.levels for e in level.entries for c in (*e.allow, *e.block)]
    assert [(Path(p.file).name, p.line, p.column) for p in places] == [
        ("child.yaml", 3, 12),
        ("parent.yaml", 4, 6),
        ("parent.yaml", 5, 15),
        ("parent.yaml", 5, 23),
    ]


def test_relative_directories_start_where_their_own_file_is(write, tmp_path):
    write("sub/parent.yaml", "a: {args: {path: {under: docs}}}")
    child = write("child.yaml", "b: allow", extends("sub/parent.yaml"))
    assert decided(child, "a", path=f"{tmp_path}/policies/sub/docs/x").effect is Effect.ALLOW
    assert decided(child, "a", path=f"{tmp_path}/policies/docs/x").effect is Effect.BLOCK


def test_the_digest_covers_all_files(write):
    parent = write("parent.yaml", "a: allow")
    child = write("child.yaml", "b: allow", extends("parent.yaml"))
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (child, parent)]
    found = load_policy(child).digest
    assert found == hashlib.sha256("".join(f"{one}\n" for one in digests).encode()).hexdigest()
    write("parent.yaml", "a: allow, c: allow")
    assert load_policy(child).digest != found
    assert load_policy(parent).digest == hashlib.sha256(parent.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["../top.yaml", "sub/../../top.yaml", "link.yaml", "links/a.yaml"])
def test_no_parent_lies_outside_the_directory_of_the_policy(write, tmp_path, name):
    outside = tmp_path / "top.yaml"
    outside.write_text("enforcecore: 1\ntools: {a: allow}\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.yaml").write_text(outside.read_text())
    child = write("child.yaml", "a: allow", extends(name))
    (child.parent / "sub").mkdir()
    (child.parent / "link.yaml").symlink_to(outside)
    (child.parent / "links").symlink_to(tmp_path / "elsewhere")
    error, found = refusal(child)
    assert found == ("EC-P026", 2, 10)
    assert "outside" in error.message


def test_a_parent_in_a_directory_below_stays_in_that_of_the_policy_that_is_loaded(write):
    write("top.yaml", "a: allow")
    middle = write("sub/middle.yaml", "b: allow", extends("../top.yaml"))
    assert decided(write("child.yaml", "c: allow", extends("sub/middle.yaml")), "a")
    assert refusal(middle)[1] == ("EC-P026", 2, 10)


def test_a_symlink_that_stays_within_is_fine(write):
    parent = write("parent.yaml", "a: allow")
    (parent.parent / "link.yaml").symlink_to(parent)
    child = write("child.yaml", "b: allow", extends("link.yaml"))
    assert decided(child, "a").rule == "parent.yaml#a.allow"


@pytest.mark.parametrize("length", [1, 2, 3])
def test_circles_are_refused(write, length):
    for number in range(length):
        path = write(f"{number}.yaml", "a: allow", extends(f"{(number + 1) % length}.yaml"))
    error, found = refusal(path.parent / "0.yaml")
    assert found == ("EC-P026", 2, 10)
    assert "itself" in error.message
    assert error.file.endswith(f"{length - 1}.yaml")


def test_a_circle_through_a_symlink_is_one(write):
    child = write("child.yaml", "a: allow", extends("link.yaml"))
    (child.parent / "link.yaml").symlink_to(child)
    assert "itself" in refusal(child)[0].message


def chain(write, parents):
    write(f"{parents}.yaml", "a: allow")
    for number in reversed(range(parents)):
        path = write(f"{number}.yaml", "b: allow", extends(f"{number + 1}.yaml"))
    return path


def test_a_policy_has_a_bounded_number_of_parents(write):
    assert decided(chain(write, MOST_PARENTS), "a").effect is Effect.ALLOW
    error, found = refusal(chain(write, MOST_PARENTS + 1))
    assert found == ("EC-P026", 2, 10)
    assert error.file.endswith(f"{MOST_PARENTS}.yaml")


def test_what_is_wrong_with_a_parent_is_told_of_the_parent(write):
    write("parent.yaml", "a: alow")
    error, found = refusal(write("child.yaml", "a: allow", extends("parent.yaml")))
    assert found == ("EC-P007", 3, 12)
    assert error.file.endswith("policies/parent.yaml")


@pytest.mark.parametrize("name", ["missing.yaml", "directory", "child.yaml/x", "pipe"])
def test_a_parent_that_cannot_be_read_is_told_where_it_is_named(write, name):
    child = write("child.yaml", "a: allow", extends(name))
    (child.parent / "directory").mkdir()
    os.mkfifo(child.parent / "pipe")
    assert refusal(child)[1] == ("EC-P026", 2, 10)


def test_a_policy_that_only_observes_cannot_extend_one_that_enforces(write):
    write("parent.yaml", "a: allow")
    child = write("child.yaml", "a: allow", "mode: observe\nextends: parent.yaml")
    assert refusal(child)[1] == ("EC-P019", 2, 7)


def test_a_policy_observes_only_if_it_says_so_itself(write):
    write("parent.yaml", "a: allow", "mode: observe")
    enforcing = write("one.yaml", "a: allow", extends("parent.yaml"))
    observing = write("two.yaml", "a: allow", "mode: observe\nextends: parent.yaml")
    assert not load_policy(enforcing).observes
    assert load_policy(observing).observes
    assert load_policy(enforcing).parent.observes


def test_a_text_has_its_parents_beside_the_file_that_it_is_named_after(write):
    path = write("parent.yaml", "a: allow")
    text = "enforcecore: 1\nextends: parent.yaml\ntools: {b: allow}\n"
    plan = parse_policy(text, file=str(path.parent / "unwritten.yaml"))
    assert decide(plan, ToolCall("a", {}), FACTS).effect is Effect.ALLOW

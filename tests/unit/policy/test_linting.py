import json
import tempfile
import time

import pytest
from hypothesis import HealthCheck, given, settings
from reference import generated

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision import Facts, decide
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.errors import PolicyError
from enforcecore_core.policy import parse_policy
from enforcecore_core.policy.lint_clauses import conflict
from enforcecore_core.policy.lint_reading import Reading
from enforcecore_core.policy.linting import LintFinding, lint
from enforcecore_core.policy.loading import read_node
from enforcecore_core.policy.problems import Reporter

SCHEMAS = {
    "read_file": {
        "type": "object",
        "properties": {
            "path": {"type": "string"},
            "lines": {"type": "integer"},
            "target": {"type": "string", "format": "uri"},
        },
    },
    "send_email": {"type": "object", "properties": {"to": {"type": "array"}}},
}
FACTS = Facts("/work", lambda path: path)


@pytest.fixture
def findings(tmp_path):
    """Lint the entries of a policy; return each finding's line, code and message."""

    def of(tools, *, schemas=None, more="", extra=None):
        for name, text in (extra or {}).items():
            (tmp_path / name).write_text(text, "utf-8")
        path = tmp_path / "policy.yaml"
        path.write_text(f"enforcecore: 1\n{more}tools:\n{tools}\n", "utf-8")
        return lint(path, tools=schemas)

    return of


def codes(found):
    return [finding.code for finding in found]


def entry(rules, tool="look"):
    return f"  {tool}:\n    {rules}"


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        ('  "*": allow', ["EC-L001"]),
        ('  "**": allow', ["EC-L001"]),
        ('  "?*": allow', ["EC-L001"]),
        ('  "*": {allow: always}', ["EC-L001"]),
        ('  "*": {allow: [always]}', ["EC-L001"]),
        ('  "*": {when: has(args.a) || !has(args.a)}', ["EC-L001"]),
        ('  "*": {when: has(args.a)}', []),
        ('  "*": block', []),
        ('  "??*": allow', []),
        ('  "docs_*": allow', []),
        ('  "*": {block: {args: {a: 1}}}', []),
    ],
    ids=str,
)
def test_what_allows_everything_is_found(findings, tools, expected):
    assert codes(findings(tools)) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("args: {path: {starts_with: /srv}}", ["EC-L002"]),
        ("args: {path: {under: /srv}}", []),
        ("args: {path: {under: /srv, ends_with: .md}}", []),
        ("args: {path: {under: /srv, like: '*.md'}}", []),
        ("args: {path: {under: /srv, starts_with: /srv/a}}", ["EC-L002"]),
        ("args: {filePath: {like: /srv/*}}", ["EC-L002"]),
        ("args: {file_name: {contains: a}}", ["EC-L002"]),
        ("args: {source.DIRECTORIES: {each: {matches: /srv/.*}}}", ["EC-L002"]),
        ("args: {webhook_urls: {some: {starts_with: 'https://a/'}}}", ["EC-L002"]),
        ("args: {url: {any_of: [{starts_with: a}, {not: {contains: b}}]}}", ["EC-L002"] * 2),
        ("args: {path: {any_of: [{starts_with: a}, {starts_with: b}]}}", ["EC-L002"]),
        ("args: {path: {under: /srv, not: {ends_with: .md}}}", ["EC-L002"]),
        ("args: {path: /srv/a}", []),
        ("args: {path: [/srv/a, /srv/b]}", []),
        ("args: {path: {not_in: [/etc/passwd]}}", ["EC-L002"]),
        ("args: {path: {not: {equals: /etc/passwd}}}", ["EC-L002"]),
        ("block: {args: {path: /etc/passwd}}", ["EC-L002"]),
        ("block: {args: {path: {in: [/etc/passwd]}}}", ["EC-L002"]),
        ("block: {args: {path: {not_in: [/srv/a, /srv/b]}}}", []),
        ("block: {args: {dir: [asc, desc]}}", []),
        ("when: args.path.startsWith('/srv')", ["EC-L002"]),
        ("when: (has(args.x) && !args.url.contains('evil'))", ["EC-L002"]),
        ("when: args.path.startsWith(args.root)", ["EC-L002"]),
        ("when: has(args.a) || !args.path.startsWith(args.root)", ["EC-L002"]),
        ("when: args.path != args.other", []),
        ("when: principal.path.startsWith('a')", []),
        ("args: {path: {max_length: 9}}", []),
        ("args: {file_type: {starts_with: a}}", []),
        ("args: {'123': {starts_with: a}}", []),
        ("args: {profile: {starts_with: a}}", []),
    ],
    ids=str,
)
def test_a_text_condition_on_a_path_or_url_is_found(findings, rules, expected):
    assert codes(findings(entry(rules))) == expected


def test_a_format_says_that_an_argument_holds_a_url(findings):
    rules = entry("args: {target: {starts_with: 'https://a/'}}", tool="read_file")
    assert codes(findings(rules)) == []
    assert codes(findings(rules, schemas=SCHEMAS)) == ["EC-L002"]
    odd = {"read_file": {"properties": {"target": True}}}
    assert codes(findings(rules, schemas=odd)) == []


@pytest.mark.parametrize(
    ("tools", "line"),
    [
        ("  look: {allow: [always, {args: {a: 1}}]}", 3),
        ('  look: allow\n  "lo*": allow', 3),
        ('  "lo*": {args: {a: {at_most: 9}}}\n  look: {args: {a: {at_most: 5}}}', 4),
        ("  look: {allow: [{args: {a: 1}}, {args: {a: 1}}]}", 3),
        ("  look: {args: {a: 1}, block: {args: {a: {at_most: 5}}}}", 3),
        ('  look: {args: {a: 1}}\n  "*k": block', 3),
        ('  "l*": {block: {args: {a: 1}}}\n  look: block\n  "lo*": {block: always}', 4),
        ("  look: {block: [{args: {a: 1}}, {args: {a: 1}}]}", 3),
        ("  look: {args: {a: 1}, block: {args: {b: 2}}, other_args: block}", None),
        ("  look: {allow: [{args: {a: 1}}, {args: {a: 1, b: 1}}], other_args: block}", None),
        ("  look: {allow: [{args: {a: 1}}, {args: {a: 1, b: 1}}]}", 3),
        ("  look: {block: [{args: {a: 1}}, {args: {a: 1, b: 1}}]}", None),
        ("  look: {args: {a: 1}}\n  lock: {args: {a: 1}}", None),
        ("  look: {args: {a: 1}, block: {args: {a: {at_least: 5}}}}", None),
        ('  look: {args: {a: {more_than: 5}}}\n  "lo*": {args: {a: {at_most: 9}}}', None),
    ],
    ids=str,
)
def test_a_rule_that_another_covers_is_found(findings, tools, line):
    found = findings(tools)
    assert set(codes(found)) == ({"EC-L003"} if line else set())
    assert line in {None, *(finding.line for finding in found)}


def test_of_two_equal_rules_the_later_one_is_found(findings):
    found = findings("  look:\n    allow:\n      - args: {a: 1}\n      - args: {a: 1}")
    assert [(finding.line, finding.message) for finding in found] == [
        (6, "look.allow.1 allows every call that this rule allows")
    ]


def test_a_rule_that_the_parent_blocks_is_found(findings):
    parent = "enforcecore: 1\ntools:\n  x: block\n  lo*: {block: {args: {a: {at_least: 0}}}}\n"
    found = findings(
        "  look: {args: {a: 1}}", more="extends: parent.yaml\n", extra={"parent.yaml": parent}
    )
    assert codes(found) == ["EC-L003"]
    found = findings(
        "  look: {args: {a: -1}}", more="extends: parent.yaml\n", extra={"parent.yaml": parent}
    )
    assert codes(found) == []


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            "args: {a: {more_than: 50, at_most: 10}}",
            "this rule never matches: no call meets a: {more_than: 50} and a: {at_most: 10}",
        ),
        (
            "block: {args: {b: 1, a: {in: [u, v], not_in: [u, v, w]}}}",
            (
                'this rule never matches: no call meets a: {in: ["u", "v"]} '
                'and a: {not_in: ["u", "v", "w"]}'
            ),
        ),
        (
            "args: {a: {each: {max_length: 2, type: number}}}",
            (
                "this rule never matches: no call meets a: {each: {all_of: "
                '[{type: "number"}, {max_length: 2}]}}'
            ),
        ),
        (
            "when: args.a > 50 && args.a <= 10",
            "this rule never matches: no call meets a: {more_than: 50} and a: {at_most: 10}",
        ),
        (
            "when: (args.a > 5 || args.a > 6) && size(args.a) > 1",
            "this rule never matches: no call meets the expression",
        ),
        (
            "allow: {args: {a: 1}, when: '!has(args.a)'}",
            "this rule never matches: no call meets a: {equals: 1} and the expression",
        ),
        (
            "allow: {args: {a: {present: true}}, when: '!has(args.a)'}",
            "this rule never matches: no call meets a: {present: true} and the expression",
        ),
    ],
)
def test_conditions_that_exclude_each_other_are_found(findings, rules, message):
    found = findings(entry(rules))
    assert [(finding.code, finding.message) for finding in found] == [("EC-L004", message)]


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        (entry("args: {path: {under: /srv}}", "read_file"), []),
        ("  read_file: {args: {path: {under: /srv}}, other_args: block}", []),
        (entry("args: {path: {under: /srv}}", "read_fil"), ["EC-L005"]),
        (entry("block: {args: {a: 1}}", "read_fil"), ["EC-L005"]),
        ('  "write_*": {args: {a: 1}}', ["EC-L005"]),
        ('  "write_*": block', []),
        (entry("args: {pth: {under: /srv}}", "read_file"), ["EC-L006"]),
        (entry("args: {pth: {min_length: 1, max_length: 9}}", "read_file"), ["EC-L006"]),
        (entry("when: args.pth == args.path", "read_file"), ["EC-L006"]),
        (entry("args: {lines: {starts_with: a}}", "read_file"), ["EC-L007"]),
        ('  "*": {args: {path: {under: /srv}}}', []),
        ('  "*": {args: {pth: {max_length: 9}}}', ["EC-L006"]),
        ('  "*": {block: {args: {lines: {at_least: 9}}}}', ["EC-L006"]),
        ('  "*": {block: {args: {lines: {present: true}}}}', []),
        ('  "*": {block: {args: {a: {present: true}}}}', ["EC-L006"]),
    ],
    ids=str,
)
def test_what_no_tool_has_is_found(findings, tools, expected):
    assert codes(findings(tools, schemas=SCHEMAS)) == expected
    assert codes(findings(tools)) == []


def test_a_formula_that_stands_nowhere_by_itself_stands_at_its_rule():
    text = "enforcecore: 1\ntools:\n  look: {args: {a: 1}, other_args: block}\n"
    reader = Reporter("p.yaml")
    reading = Reading(parse_policy(text, file="p.yaml"), read_node(text.encode(), reader), "p.yaml")
    [stated] = reading.clauses
    assert stated.place_of(stated.clause.formulas[-1]) == stated.place


def test_a_name_that_no_tool_has_comes_with_the_one_that_was_meant(findings):
    [tool] = findings("  send_mail: {args: {to: {min_items: 1}}}", schemas=SCHEMAS)
    [argument] = findings("  read_file: {args: {pth: {under: /a}}}", schemas=SCHEMAS)
    assert tool.hint == "did you mean 'send_email'?"
    assert argument.hint == "did you mean 'path'?"


def test_a_block_that_errs_for_a_tool_without_the_argument_says_so(findings):
    [finding] = findings('  "*": {block: {args: {lines: {at_least: 9}}}}', schemas=SCHEMAS)
    assert finding.message == (
        "the tool has no argument 'lines', so this blocks every call of 'send_email'"
    )


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        ("  send_email: allow", ["EC-L008"]),
        ("  deleteUser: {allow: always}", ["EC-L008"]),
        ('  "pay_*": allow', ["EC-L008"]),
        ("  python.exec: allow", ["EC-L008"]),
        ("  send_email: {args: {to: {min_items: 1}}}", []),
        ("  send_email: block", []),
        ("  get_email: allow", []),
        ("  search_docs: allow", []),
        ('  "12": allow', []),
    ],
    ids=str,
)
def test_an_allow_without_conditions_on_what_cannot_be_undone_is_found(findings, tools, expected):
    assert codes(findings(tools)) == expected


def test_a_glob_is_looked_at_with_the_tools_that_it_is_for(findings):
    found = findings('  "s*": allow', schemas=SCHEMAS)
    assert codes(found) == ["EC-L008"]
    assert found[0].message.startswith("'send_email' sends")


@pytest.mark.parametrize(
    ("defaults", "places"),
    [
        ("redact: {arguments: []}", [(5, 12)]),
        ("redact: {arguments: [], results: []}", [(5, 12), (5, 27)]),
        ("redact: {arguments: [pii]}", []),
        ("timeout: 5s", []),
    ],
)
def test_redaction_that_is_off_is_found(findings, defaults, places):
    found = findings(f"  look: allow\ndefaults:\n  {defaults}")
    assert codes(found) == ["EC-L009"] * len(places)
    assert [finding.line for finding in found] == [line for line, _ in places]


ACCEPTED = "  # enforcecore: accept EC-L001 a sandbox"


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        (f'  "*": allow{ACCEPTED}', []),
        (f'{ACCEPTED}\n  "*": allow', ["EC-L010", "EC-L001"]),
        ('  "*": allow  # enforcecore: accept EC-L001', ["EC-L001", "EC-L010"]),
        ('  "*": allow  # enforcecore: accept EC-L999 why', ["EC-L001", "EC-L010"]),
        ('  "*": allow  # enforcecore: accept EC-L010 why', ["EC-L001", "EC-L010"]),
        ('  "*": allow  # enforcecore: ignore', ["EC-L001", "EC-L010"]),
        ('  "*": allow  # see enforcecore: accept EC-L001 why', ["EC-L001"]),
        (f"  look: allow{ACCEPTED}", ["EC-L010"]),
        (f'  "*":\n    allow: {{args: {{a: "x{ACCEPTED}"}}}}', []),
        (f'  "*":\n    allow:{ACCEPTED}\n      always', ["EC-L010", "EC-L001"]),
        (f'  "*": {{args: {{a: "#"}}}}{ACCEPTED}', ["EC-L010"]),
        ("  look: allow  # enforcecore: accept EC-L005 it is added at run time", []),
    ],
    ids=str,
)
def test_a_comment_with_a_reason_accepts_the_findings_of_its_line(findings, tools, expected):
    assert codes(findings(tools)) == expected


def test_an_acceptance_is_only_idle_if_the_tools_are_known(findings):
    tools = "  read_file:  # enforcecore: accept EC-L005 it is added at run time\n    allow: always"
    assert codes(findings(tools)) == []
    assert codes(findings(tools, schemas=SCHEMAS)) == ["EC-L010"]
    assert codes(findings(tools, schemas={})) == []


def test_a_finding_names_its_place_its_tool_and_how_much_it_matters(findings, tmp_path):
    [finding] = findings(entry("args: {a: 1, path: {each: {starts_with: a}}}", "read_*"))
    assert finding == LintFinding(
        code="EC-L002",
        message="'starts_with' compares the text of 'path', and a path has many spellings",
        file=str(tmp_path / "policy.yaml"),
        line=4,
        column=32,
        hint="compare where the path leads: 'under: DIRECTORY'",
        tool="read_*",
    )
    assert finding.severity == "error"


def test_findings_are_in_the_order_of_the_file(findings):
    found = findings('  send: allow\n  b: {args: {url: {contains: a}}}\n  "*": allow')
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)


def test_a_policy_that_does_not_load_is_one_finding(findings):
    [finding] = findings("  look: {arg: {}}")
    assert (finding.code, finding.line, finding.severity) == ("EC-P003", 3, "error")


def test_a_parent_that_cannot_be_read_is_a_finding_and_a_policy_that_cannot_is_an_error(
    findings, tmp_path
):
    [finding] = findings("  look: allow", more="extends: missing.yaml\n")
    assert finding.code.startswith("EC-P")
    with pytest.raises(PolicyError):
        lint(tmp_path / "missing.yaml")


def test_a_large_policy_is_linted_in_a_bounded_time(findings):
    rules = "\n".join(f"      - args: {{a: {{at_most: {n}}}}}" for n in range(1000))
    started = time.process_time()
    found = findings(f"  look:\n    allow:\n{rules}")
    assert time.process_time() - started < 60
    # Each rule is compared with a bounded number of others.
    assert 0 < codes(found).count("EC-L003") < 1000


def linted(policy):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump(policy, file)
        file.flush()
        return lint(file.name)


def plan_of(policy, *, without=frozenset()):
    """Load a policy without some of its clauses, which are named by their columns."""
    plan = parse_policy(json.dumps(policy), file="policy.yaml")
    entries = [
        type(entry)(
            entry.pattern,
            tuple(clause for clause in entry.allow if clause.place.column not in without),
            tuple(clause for clause in entry.block if clause.place.column not in without),
            entry.duties,
        )
        for entry in plan.entries
    ]
    return type(plan)(entries, name="x", digest="x", defaults=plan.default_duties)


def decided(plan, call):
    decision = decide(plan, call, FACTS)
    return decision.effect, decision.duties


def as_call(stated):
    tool, arguments, principal, session = stated
    return ToolCall(tool, arguments, session=session, principal=principal)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(generated.policies_with_calls())
def test_rules_that_are_found_to_change_nothing_change_nothing(case):
    policy, calls = case
    idle = {one.column for one in linted(policy) if one.code == "EC-L003"}
    whole, rest = plan_of(policy), plan_of(policy, without=idle)
    for call in map(as_call, calls):
        assert decided(rest, call) == decided(whole, call)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(generated.policies_with_calls())
def test_a_rule_that_is_found_never_to_match_matches_no_call(case):
    policy, calls = case
    clauses = [c for entry in plan_of(policy).entries for c in (*entry.allow, *entry.block)]
    never = [clause for clause in clauses if conflict(clause.formulas)]
    assert len(never) == [one.code for one in linted(policy)].count("EC-L004")
    for clause in never:
        for call in map(as_call, calls):
            assert told(clause, call) is not True


def told(clause, call):
    try:
        return clause.holds(call, FACTS)
    except ConditionError:
        return None

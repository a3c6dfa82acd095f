import pytest

from enforcecore_core import PolicyError
from enforcecore_core.rehearsal.loading import load_suite

POLICY = "enforcecore: 1\ntools:\n  a: allow\n"
HEAD = "policy: policy.yaml\ntests:\n"
TEST = HEAD + "  - name: one\n    tool: a\n    expect: allow\n"


@pytest.fixture
def load(tmp_path):
    (tmp_path / "policy.yaml").write_text(POLICY)

    def load(text):
        path = tmp_path / "policy_test.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return load_suite(path)

    return load


@pytest.mark.parametrize(
    ("text", "code", "place", "hint"),
    [
        ("", "EC-P008", (1, 1), "enforcecore: 1"),
        ("tests: []", "EC-P008", (1, 1), None),
        ("policy: policy.yaml", "EC-P005", (1, 1), None),
        ("policy: policy.yaml\ntests: []", "EC-P008", (2, 1), None),
        ("policy: policy.yaml\ntests: {}", "EC-P006", (2, 1), None),
        ("policy: nowhere.yaml\n" + TEST.partition("\n")[2], "EC-P001", (1, 9), None),
        ("policy: 5\n" + TEST.partition("\n")[2], "EC-P006", (1, 9), "put it in quotes"),
        ("enforcecore: 2\n" + TEST, "EC-P023", (1, 14), "write 'enforcecore: 1'"),
        ("polcy: x\n" + TEST, "EC-P003", (1, 1), "did you mean 'policy'?"),
        (TEST + "    expect: allow\n", "EC-P004", (6, 5), "first in line 5"),
        (TEST + "    exspect: allow\n", "EC-P003", (6, 5), "did you mean 'expect'?"),
        (TEST + "    args: {x: 1}\n", "EC-P003", (6, 5), None),
        (TEST + "    code: EC-NO-RULE\n", "EC-P019", (3, 5), None),
        (TEST + "    code: EC-ALLOW\n", "EC-P007", (6, 11), "did you mean 'EC-ALLOWED'?"),
        (TEST + "    code: EC-AUDIT\n", "EC-P007", (6, 11), None),
        (TEST + "    rule: ''\n", "EC-P008", (6, 11), None),
        (TEST + "    rule: null\n", "EC-P006", (6, 11), "leave it out"),
        (TEST + "    code: null\n", "EC-P006", (6, 11), "leave it out"),
        (TEST + "    redactions: null\n", "EC-P006", (6, 17), "leave it out"),
        (TEST + "    tool_sees: null\n", "EC-P006", (6, 16), "leave it out"),
        (TEST + "    principal: null\n", "EC-P006", (6, 16), "leave it out"),
        (TEST + "    session: null\n", "EC-P006", (6, 14), "leave it out"),
        (TEST + "    xfail: null\n", "EC-P006", (6, 12), "leave it out"),
        (TEST + "    facts: {working_directory: null}\n", "EC-P006", (6, 32), "leave it out"),
        (TEST + "    redactions: {EMIAL: 1}\n", "EC-P007", (6, 18), "did you mean 'EMAIL'?"),
        (TEST + "    redactions: {EMAIL: 0}\n", "EC-P007", (6, 25), "redactions: {}"),
        (TEST + "    redactions: {EMAIL: true}\n", "EC-P006", (6, 25), None),
        (TEST + "    redactions: 1\n", "EC-P006", (6, 17), None),
        (TEST + "    arguments: [1]\n", "EC-P006", (6, 5), None),
        (TEST + "    principal: 5\n", "EC-P006", (6, 16), None),
        (TEST + "    session: {id: 5}\n", "EC-P006", (6, 5), None),
        (TEST + "    facts: {now: 5}\n", "EC-P003", (6, 13), "working_directory"),
        (TEST + "    facts: {working_directory: ~}\n", "EC-P009", (6, 32), None),
        (TEST + "    facts: {symlinks: {a: '~/x'}}\n", "EC-P020", (6, 27), None),
        (TEST + "    xfail: true\n", "EC-P006", (6, 12), "put it in quotes"),
        (TEST + "    name: two\n", "EC-P004", (6, 5), None),
        (TEST + "  - {name: one, tool: b, expect: block}\n", "EC-P007", (6, 12), "line 3"),
        (HEAD + "  - {name: x, tool: a}", "EC-P005", (3, 5), None),
        (HEAD + "  - {name: x, expect: allow}", "EC-P005", (3, 5), None),
        (HEAD + "  - {tool: a, expect: allow}", "EC-P005", (3, 5), None),
        (HEAD + "  - {name: x, tool: a, expect: deny}", "EC-P007", (3, 32), "'block'"),
        (HEAD + "  - {name: x, tool: a, expect: ALLOW}", "EC-P007", (3, 32), "'allow'"),
        (HEAD + "  - {name: x, tool: b, expect: block, tool_sees: {}}", "EC-P019", (3, 5), None),
        (HEAD + "  - {name: x, tool: b, expect: block, redactions: {}}", "EC-P019", (3, 5), None),
        (HEAD + "  - {name: x, tool: b, expect: block, code: EC-ALLOWED}", "EC-P019", (3, 5), None),
        (HEAD + "  - &x {name: x, tool: b, expect: block}", "EC-P015", (3, 5), "write it out"),
    ],
)
def test_what_is_wrong_does_not_load_and_is_told_with_its_place(load, text, code, place, hint):
    with pytest.raises(PolicyError) as caught:
        load(text)
    assert (caught.value.code, (caught.value.line, caught.value.column)) == (code, place)
    assert hint is None or hint in (caught.value.hint or "")


def test_errors_speak_of_a_policy_test_and_not_of_a_policy(load):
    with pytest.raises(PolicyError, match="the policy test is not UTF-8"):
        load(b"\xff")


def test_a_policy_that_does_not_load_is_named_with_its_own_place(load, tmp_path):
    (tmp_path / "policy.yaml").write_text("enforcecore: 1\ntools:\n  a: allwo\n")
    with pytest.raises(PolicyError, match=r"policy\.yaml:3:6: .*EC-P007"):
        load(TEST)


def test_a_hostile_tool_name_can_be_tested(load):
    suite = load(HEAD + '  - {name: x, tool: "\\u0430\\b ", expect: block, code: EC-TOOL-NAME}')
    assert suite.cases[0].call.tool == "\u0430\b "


def test_a_test_says_who_calls_and_with_what(load):
    [case] = load(
        TEST
        + "    arguments: {x: [1, {y: null}], z: 0.5}\n"
        + "    principal: {id: ada, roles: [clerk]}\n"
        + "    session: chat-7\n"
    ).cases
    assert case.call.arguments == {"x": [1, {"y": None}], "z": 0.5}
    assert case.call.principal == {"id": "ada", "roles": ["clerk"]}
    assert case.call.session == "chat-7"
    assert (case.name, case.line, case.rule, case.xfail) == ("one", 3, None, None)


def test_a_principal_can_be_an_id_alone(load):
    [case] = load(TEST + "    principal: ada\n").cases
    assert case.call.principal == "ada"

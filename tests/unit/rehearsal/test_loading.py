import pytest

from enforcecore_core.errors import PolicyError
from enforcecore_core.rehearsal.loading import find_suites, is_suite, load_suite


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("policy_test.yaml", True),
        ("refunds_policy_test.yml", True),
        ("policy_test.json", False),
        ("policy.yaml", False),
        ("policy_test.yaml.bak", False),
    ],
)
def test_a_test_file_is_known_by_its_name(name, answer):
    assert is_suite(name) is answer


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in [
        "b/policy_test.yaml",
        "a/deep/er/x_policy_test.yml",
        "a/policy.yaml",
        ".hidden/policy_test.yaml",
        "node_modules/policy_test.yaml",
        "other.yaml",
    ]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_test_files_are_found_below_a_directory_in_order(tree):
    assert list(find_suites(["."])) == ["a/deep/er/x_policy_test.yml", "b/policy_test.yaml"]


def test_a_file_that_is_named_is_taken_whatever_its_name_and_whether_it_is_there(tree):
    assert list(find_suites(["other.yaml", "nowhere.yaml"])) == ["other.yaml", "nowhere.yaml"]


def test_no_file_comes_twice(tree):
    (tree / "c_policy_test.yaml").symlink_to("b/policy_test.yaml")
    assert list(find_suites(["b", "b/policy_test.yaml", ".", str(tree / "b")])) == [
        "b/policy_test.yaml",
        "a/deep/er/x_policy_test.yml",
    ]


def test_a_suite_can_be_cut_down_to_some_names(suite):
    loaded = suite("tool: send, expect: allow", "tool: read, expect: block")
    assert [case.name for case in loaded.only("*2").cases] == ["test 2"]
    assert loaded.only("TEST*").cases == ()


def test_a_case_knows_its_place_and_the_line_it_starts_in(suite, tmp_path):
    [_, case] = suite("tool: send, expect: allow", "tool: read, expect: block").cases
    assert (case.file, case.line) == (str(tmp_path / "policy_test.yaml"), 4)


def test_relative_paths_start_beside_the_policy_unless_a_test_says_where(suite, tmp_path):
    [one, two, three] = suite(
        "tool: read, expect: block",
        "tool: read, expect: block, facts: {working_directory: /srv/app}",
        "tool: read, expect: block, facts: {working_directory: ../app}",
    ).cases
    assert one.facts.working_directory == str(tmp_path)
    assert two.facts.working_directory == "/srv/app"
    assert three.facts.working_directory == str(tmp_path.parent / "app")


SUITE = """
policy: policy.yaml
tests:
  - {name: x, tool: a, expect: allow, redactions: {%s: 1}}
"""
OWN = """
enforcecore: 1
tools: {a: allow}
redaction: {packs: [%s], detectors: [{name: staff-number, pattern: "S-[0-9]{6}"}]}
"""


@pytest.mark.parametrize(
    ("kind", "pack", "answer"),
    [
        ("EMAIL", "default", "loads"),
        ("STAFF_NUMBER", "default", "loads"),
        ("OBFUSCATED", "default", "loads"),
        ("PERSON", "ner", "loads"),
        ("PERSON", "default", "nothing of this kind is found"),
        ("STAFF_NUMBRE", "default", "did you mean 'STAFF_NUMBER'"),
    ],
)
def test_a_test_can_expect_all_that_its_policy_finds(tmp_path, kind, pack, answer):
    (tmp_path / "policy.yaml").write_text(OWN % pack)
    (tmp_path / "policy_test.yaml").write_text(SUITE % kind)
    try:
        load_suite(tmp_path / "policy_test.yaml")
        said = "loads"
    except PolicyError as error:
        said = str(error)
    assert answer in said

import os
import posixpath

import pytest

from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.paths import under, unreadable_path

FACTS = Facts(working_directory="/srv/docs/team", resolve_path=posixpath.normpath)
ERROR = "error"


def answer(path, directories=("/srv/docs",), facts=FACTS):
    try:
        return under(directories, "argument 'path': under")(path, facts)
    except ConditionError:
        return ERROR


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/srv/docs", True),
        ("/srv/docs/", True),
        ("/srv/docs/a.txt", True),
        ("/srv//docs///a.txt", True),
        ("/srv/./docs/./a.txt", True),
        ("/srv/docs/../docs/a.txt", True),
        ("/srv/docs/a..b", True),
        ("/srv/docs/.hidden", True),
        ("/srv/docs/ü/naïve.txt", True),
        ("/srv/docs/100%.txt", True),
        ("/srv/docs/~/x", True),
        ("/srv/docs/a b", True),
        ("notes.txt", True),
        ("./notes.txt", True),
        ("../notes.txt", True),
        ("..", True),
        (".", True),
        ("/", False),
        ("/srv", False),
        ("/srv/docsx/a", False),
        ("/srv/docs2", False),
        ("/srv/docs/..", False),
        ("/srv/docs/../../etc/shadow", False),
        ("/srv/docs/a/../../../etc/shadow", False),
        ("/srv/docs/missing/../../b", False),
        ("../../b", False),
        ("../../../../../../../../etc/passwd", False),
        ("/etc/passwd", False),
        ("/SRV/DOCS/a", ERROR),
        ("/proc/self/root", ERROR),
        ("", ERROR),
        ("~", ERROR),
        ("~/.ssh/id_rsa", ERROR),
        ("~root/x", ERROR),
        ("//srv/docs/a", ERROR),
        ("///srv/docs/a", ERROR),
        ("/srv/docs/\0", ERROR),
        ("/srv/docs/a\0.txt", ERROR),
        ("/srv/docs/a\n", ERROR),
        ("\t/srv/docs/a", ERROR),
        ("/srv/docs/a\x7f", ERROR),
        ("/srv/docs\\..\\..\\etc", ERROR),
        ("\\\\server\\share", ERROR),
        ("C:\\Windows", ERROR),
        ("C:/Windows", ERROR),
        ("c:file", ERROR),
        ("file:///srv/docs/a", ERROR),
        ("FILE:/srv/docs/a", ERROR),
        ("https://example.org/srv/docs", ERROR),
        ("zip:/srv/docs/a", ERROR),
        ("$HOME/x", ERROR),
        ("${HOME}/x", ERROR),
        ("/srv/docs/$(id)", ERROR),
        ("/srv/docs/%2e%2e/%2E%2E/etc", ERROR),
        ("/srv/docs/..%2f..%2fetc", ERROR),
        ("/srv/docs/%252e%252e/etc", ERROR),
        ("/srv/docs/..%5c..", ERROR),
        ("/srv/docs/%00", ERROR),
        ("/srv/docs/.../x", ERROR),
        ("/srv/docs/.. /x", ERROR),
        ("/srv/docs/. ./x", ERROR),
        ("/srv/docs/ /x", ERROR),
        ("/srv/docs/a\uff0fb", ERROR),
        ("/srv/docs/\u2024\u2024/etc", ERROR),
        ("/srv/docs/\uff0e\uff0e/etc", ERROR),
        ("/srv/docs/..\uff0fetc", ERROR),
        ("/srv/docs\uff3c..", ERROR),
        ("\uff5e/x", ERROR),
        ("/srv/docs/\u2025/x", ERROR),
        ("/srv/docs/\ud800", ERROR),
        ("/srv/docs/" + "a" * 5000, ERROR),
        (42, ERROR),
        (None, ERROR),
        (True, ERROR),
        (b"/srv/docs/a", ERROR),
        (["/srv/docs/a"], ERROR),
    ],
    ids=repr,
)
def test_a_path_is_inside_outside_or_unreadable(path, expected):
    assert answer(path) is expected


def test_any_of_several_directories_will_do():
    assert answer("/tmp/x", ("/srv/docs", "/tmp")) is True
    assert answer("/var/x", ("/srv/docs", "/tmp")) is False


def test_everything_is_under_the_root():
    assert answer("/etc/passwd", ("/",)) is True


@pytest.fixture
def real(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "inner").mkdir()
    return tmp_path, Facts(working_directory=str(tmp_path), resolve_path=os.path.realpath)


def test_a_symlink_that_leaves_the_directory_is_outside(real):
    root, facts = real
    (root / "docs" / "way_out").symlink_to(root / "secret")
    assert answer(str(root / "docs/way_out/key"), (str(root / "docs"),), facts) is False


def test_a_symlink_that_leads_in_is_inside(real):
    root, facts = real
    (root / "entrance").symlink_to(root / "docs")
    assert answer("entrance/a", (str(root / "docs"),), facts) is True


def test_a_directory_that_is_itself_a_symlink_counts_as_what_it_leads_to(real):
    root, facts = real
    (root / "entrance").symlink_to(root / "docs")
    assert answer(str(root / "docs/a"), (str(root / "entrance"),), facts) is True


def test_dots_that_cross_a_symlink_are_an_error_when_readings_differ(real):
    root, facts = real
    (root / "docs" / "link").symlink_to(root / "secret" / "inner")
    # As text this is docs/key; the file system says secret/key.
    assert answer(f"{root}/docs/link/../key", (str(root / "docs"),), facts) is ERROR
    assert answer(f"{root}/docs/link/../key", (str(root / "secret"),), facts) is ERROR


def test_a_path_that_does_not_exist_yet_is_judged_by_where_it_would_be(real):
    root, facts = real
    assert answer("docs/new/file.txt", (str(root / "docs"),), facts) is True
    assert answer("docs/new/../../secret/x", (str(root / "docs"),), facts) is False


@pytest.mark.parametrize("failure", [OSError("broken"), ValueError("odd")], ids=repr)
def test_a_path_that_cannot_be_resolved_is_an_error(failure):
    def resolve(path):
        raise failure

    assert answer("/srv/docs/a", facts=Facts("/", resolve)) is ERROR


@pytest.mark.parametrize("resolved", ["", "relative", "/srv/docs/../../etc"])
def test_a_resolver_that_does_not_resolve_is_an_error(resolved):
    assert answer("/srv/docs/a", facts=Facts("/", lambda path: resolved)) is ERROR


def test_errors_name_the_argument_and_never_the_path():
    with pytest.raises(ConditionError) as caught:
        under(["/srv"], "argument 'path': under")("~/very-secret", FACTS)
    assert "argument 'path': under" in str(caught.value)
    assert "very-secret" not in str(caught.value)


def test_a_readable_path_has_no_problem():
    assert unreadable_path("/srv/docs/a.txt") is None

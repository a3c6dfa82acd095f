import os
import posixpath
from pathlib import Path

import pytest
import yaml

from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.paths import under, unreadable_path
from enforcecore_core.decision.symlinks import following

TABLE = yaml.safe_load((Path(__file__).parents[2] / "vectors" / "paths.yaml").read_text("ascii"))
ROWS = [
    pytest.param(path, expected, id=f"{kind}: {ascii(path)[:60]}")
    for kind, rows in TABLE.items()
    for path, expected in rows
]
NOWHERE = Facts(working_directory="/srv/docs/team", resolve_path=posixpath.normpath)
INSIDE, OUTSIDE, ERROR = "inside", "outside", "error"


def answer(path, directories=("/srv/docs",), facts=NOWHERE):
    try:
        holds = under(directories, "argument 'path': under")(path, facts)
    except ConditionError:
        return ERROR
    return INSIDE if holds else OUTSIDE


@pytest.mark.parametrize(("path", "expected"), ROWS)
def test_a_path_is_inside_outside_or_an_error(path, expected):
    assert answer(path) == expected


def test_the_table_is_large():
    assert len(ROWS) >= 150
    assert {expected for _, expected in (row.values for row in ROWS)} == {INSIDE, OUTSIDE, ERROR}


@pytest.mark.parametrize("path", [42, None, True, b"/srv/docs/a", ["/srv/docs/a"], Path("/srv")])
def test_only_a_text_is_a_path(path):
    assert answer(path) == ERROR


def test_a_subclass_of_text_is_no_path():
    class Lying(str):
        __slots__ = ()

    assert answer(Lying("/srv/docs/a")) == ERROR


@pytest.mark.parametrize("long", ["/srv/docs" + "/a" * 2044, "/srv/docs" + "/\u00fc" * 1363])
def test_a_path_that_linux_would_not_take_is_an_error(long):
    assert answer(long) == ERROR
    assert answer(long[:-2]) == INSIDE


def test_a_path_may_have_4096_bytes_and_a_name_255():
    name = "a" * 255
    longest = f"/srv/docs{f'/{name}' * 15}/".ljust(4096, "b")
    assert answer(longest) == INSIDE
    assert answer(longest + "b") == ERROR
    assert answer(longest[:-2] + "\u00fc") == INSIDE
    assert answer(longest[:-1] + "\u00fc") == ERROR
    assert answer(f"/srv/docs/{name}") == INSIDE
    assert answer(f"/srv/docs/{name}a") == ERROR


def test_any_of_several_directories_will_do():
    assert answer("/tmp/x", ("/srv/docs", "/tmp")) == INSIDE
    assert answer("/var/x", ("/srv/docs", "/tmp")) == OUTSIDE
    assert answer("/VAR/x", ("/srv/docs", "/var")) == ERROR


def test_everything_is_under_the_root():
    assert answer("/etc/passwd", ("/",)) == INSIDE


def test_nothing_is_under_no_directory():
    assert answer("/etc/passwd", ()) == OUTSIDE


def test_a_policy_may_spell_its_directory_in_a_roundabout_way():
    assert answer("/srv/docs/a", ("/srv//x/../docs/",)) == INSIDE
    assert answer("/srv/x", ("/srv//x/../docs/",)) == OUTSIDE


@pytest.mark.parametrize("start", ["", "srv/docs", "."])
def test_a_relative_path_needs_an_absolute_start(start):
    facts = Facts(working_directory=start, resolve_path=posixpath.normpath)
    assert answer("srv/docs/a", facts=facts) == ERROR
    assert answer("/srv/docs/a", facts=facts) == INSIDE


@pytest.mark.parametrize("failure", [OSError("broken"), ValueError("odd")], ids=repr)
def test_a_path_that_cannot_be_resolved_is_an_error(failure):
    def resolve(path):
        raise failure

    assert answer("/srv/docs/a", facts=Facts("/", resolve)) == ERROR


@pytest.mark.parametrize("resolved", ["", "relative", "/srv/docs/../../etc"])
def test_a_resolver_that_does_not_resolve_is_an_error(resolved):
    assert answer("/srv/docs/a", facts=Facts("/", lambda path: resolved)) == ERROR


def test_errors_name_the_argument_and_never_the_path():
    with pytest.raises(ConditionError) as caught:
        under(["/srv"], "argument 'path': under")("~/very-secret", NOWHERE)
    assert "argument 'path': under" in str(caught.value)
    assert "very-secret" not in str(caught.value)


def test_a_readable_path_has_no_problem():
    assert unreadable_path("/srv/docs/a.txt") is None


# The names of what a path in the table below is made of: files and links under one root.
LINKS = {
    "docs/out": "../secret",
    "docs/out_far": "/",
    "docs/deep": "../secret/inner",
    "docs/here": ".",
    "docs/in": "team",
    "docs/dangling": "../secret/new",
    "docs/dangling_in": "team/new",
    "docs/hop": "out/inner",
    "docs/loop": "loop",
    "docs/one": "two",
    "docs/two": "one",
    "docs/up": "..",
    "docs/process": "/proc/self/root",
    "docs/start": "/proc/self/cwd",
    "docs/handle": "/dev/fd/0",
    "docs/b": "../secret",
    "docs/\u00e9": "../secret",
    "docs/trap\u00e9": "../secret",
    "entrance": "docs",
    "away": "secret",
}


@pytest.fixture
def root(tmp_path):
    real = Path(os.path.realpath(tmp_path))
    for directory in ("docs/team", "secret/inner"):
        (real / directory).mkdir(parents=True)
    for link, target in LINKS.items():
        (real / link).symlink_to(target)
    return real


def facts_of(root):
    return Facts(working_directory=str(root / "docs"), resolve_path=following(os.readlink))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docs/team/a", INSIDE),
        ("docs/here/here/here/a", INSIDE),
        ("docs/in/a", INSIDE),
        ("docs/dangling_in", INSIDE),
        ("docs/dangling_in/x", INSIDE),
        ("docs/new/file", INSIDE),
        ("docs/in/../a", INSIDE),
        ("docs/up/docs/a", INSIDE),
        ("entrance/a", INSIDE),
        ("entrance", INSIDE),
        ("away/../entrance/a", INSIDE),
        ("docs/out", OUTSIDE),
        ("docs/out/", OUTSIDE),
        ("docs/out/key", OUTSIDE),
        ("docs/out/inner/key", OUTSIDE),
        ("docs/out_far/etc/passwd", OUTSIDE),
        ("docs/hop/key", OUTSIDE),
        ("docs/dangling", OUTSIDE),
        ("docs/up", OUTSIDE),
        ("docs/up/secret", OUTSIDE),
        ("docs/here/../secret/x", ERROR),
        ("docs/new/../../secret/x", OUTSIDE),
        ("entrance/out/key", OUTSIDE),
        ("away/key", OUTSIDE),
        ("docs/deep/../key", ERROR),
        ("docs/out/../docs/a", INSIDE),
        ("docs/out/../a", ERROR),
        ("entrance/../secret/x", OUTSIDE),
        ("docs/loop", ERROR),
        ("docs/loop/x", ERROR),
        ("docs/one", ERROR),
        ("docs/process/etc", ERROR),
        ("docs/start", ERROR),
        ("docs/handle", ERROR),
        ("docs/%62/x", ERROR),
        ("docs/e\u0301/x", ERROR),
        ("docs/trap\uff45\u0301/x", ERROR),
        ("docs/" + "a" * 256, ERROR),
    ],
)
def test_symlinks_are_followed_on_the_real_file_system(root, path, expected):
    assert answer(f"{root}/{path}", (f"{root}/docs",), facts_of(root)) == expected


@pytest.mark.parametrize("directory", ["docs", "entrance", "docs/here", "entrance/here", "docs/"])
def test_a_directory_that_is_itself_a_symlink_counts_as_what_it_leads_to(root, directory):
    facts = facts_of(root)
    for path in ("docs/a", "entrance/a", "docs/here/a"):
        assert answer(f"{root}/{path}", (f"{root}/{directory}",), facts) == INSIDE
    for path in ("secret/a", "docs/out/a", "entrance/out/a", "away/a"):
        assert answer(f"{root}/{path}", (f"{root}/{directory}",), facts) == OUTSIDE


@pytest.mark.parametrize("directory", ["docs/loop", "docs/process"])
def test_a_directory_that_cannot_be_resolved_is_an_error(root, directory):
    assert answer(f"{root}/docs/a", (f"{root}/{directory}",), facts_of(root)) == ERROR


def test_a_relative_path_starts_at_the_working_directory(root):
    facts = facts_of(root)
    assert answer("team/a", (f"{root}/docs",), facts) == INSIDE
    assert answer("out/a", (f"{root}/docs",), facts) == OUTSIDE
    assert answer("../secret/a", (f"{root}/docs",), facts) == OUTSIDE


def test_a_working_directory_may_be_a_symlink(root):
    facts = Facts(f"{root}/docs/deep", following(os.readlink))
    # The file system says secret/x; a tool that drops '..' from the text says docs/x.
    assert answer("../x", (f"{root}/docs",), facts) == ERROR
    assert answer("x", (f"{root}/secret",), facts) == INSIDE

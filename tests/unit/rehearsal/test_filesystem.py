import pytest

from enforcecore_core.rehearsal.filesystem import absolute, resolver

LINKS = {
    "/srv/docs/latest": "/srv/v2",
    "/srv/v2/secret": "/etc",
    "relative": "target",
    "/loop": "/loop2",
    "/loop2": "/loop",
    "/up": "/srv/docs/../../opt",
}


@pytest.mark.parametrize(
    ("path", "resolved"),
    [
        ("/", "/"),
        ("/srv/docs/a.txt", "/srv/docs/a.txt"),
        ("/srv//docs/./a/", "/srv/docs/a"),
        ("/srv/docs/../a", "/srv/a"),
        ("/../../a", "/a"),
        ("/srv/docs/latest", "/srv/v2"),
        ("/srv/docs/latest/a", "/srv/v2/a"),
        ("/srv/docs/latest/../a", "/srv/a"),
        ("/srv/docs/latest/secret/shadow", "/etc/shadow"),
        ("/srv/docs/latestx", "/srv/docs/latestx"),
        ("/base/relative/a", "/base/target/a"),
        ("/up/a", "/opt/a"),
    ],
)
def test_a_path_is_resolved_as_the_stated_symlinks_lead(path, resolved):
    assert resolver(LINKS, "/base")(path) == resolved


def test_a_circle_of_symlinks_is_an_error_as_on_a_real_file_system():
    with pytest.raises(OSError, match="symbolic links"):
        resolver(LINKS, "/base")("/loop/a")


def test_a_relative_path_starts_where_it_is_told():
    assert absolute("../a", "/base/b") == "/base/a"
    assert absolute("/a", "/base") == "/a"


def test_it_resolves_as_the_real_file_system_does(tmp_path):
    root = tmp_path.resolve()
    (root / "docs").mkdir()
    (root / "secret").mkdir()
    (root / "docs" / "latest").symlink_to(root / "secret")
    resolve = resolver({"docs/latest": "secret"}, str(root))
    for path in ["docs/latest/x", "docs/latest/../y", "docs/../docs/z", "latest", "docs/latest/"]:
        assert resolve(f"{root}/{path}") == str((root / path).resolve())

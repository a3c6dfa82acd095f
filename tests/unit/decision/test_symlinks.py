import errno
import os
from pathlib import Path

import pytest

from enforcecore_core.decision.symlinks import following, goes_astray


def reader(links):
    def read_link(path):
        if path in links:
            return links[path]
        raise OSError(errno.EINVAL, "no link")

    return read_link


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("//a//b/", "/a/b"),
        ("/a/./b/.", "/a/b"),
        ("/a/../b", "/b"),
        ("/../../b", "/b"),
        ("/link/x", "/a/b/x"),
        ("/link/../x", "/a/x"),
        ("/a/near", "/a/b"),
        ("/a/over/x", "/c/x"),
        ("/chain/x", "/a/b/x"),
        ("/top", "/"),
    ],
)
def test_links_and_dots_are_followed_as_the_file_system_does(path, expected):
    links = {"/link": "/a/b", "/a/near": "b", "/a/over": "../c", "/chain": "link", "/top": "/"}
    assert following(reader(links))(path) == expected


def test_forty_links_are_followed_and_no_more():
    links = {f"/{number}": str(number + 1) for number in range(60)}
    assert following(reader(links))("/20") == "/60"
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        following(reader(links))("/19")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ENAMETOOLONG])
def test_what_cannot_be_read_is_not_taken_for_a_plain_name(number):
    def read_link(path):
        raise OSError(number, os.strerror(number))

    with pytest.raises(OSError, match=os.strerror(number)):
        following(read_link)("/a")


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOENT, errno.ENOTDIR])
def test_what_is_no_link_or_is_missing_is_a_plain_name(number):
    def read_link(path):
        raise OSError(number, os.strerror(number))

    assert following(read_link)("/a/../b/c") == "/b/c"


def test_a_link_into_a_process_is_not_followed():
    links = {"/door": "/proc/7/root", "/proc/7/root": "/"}
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        following(reader(links))("/door/etc")


def test_a_name_in_a_process_that_is_no_link_is_a_plain_one():
    assert following(reader({"/proc/self": "7"}))("/proc/self/status") == "/proc/7/status"


@pytest.mark.parametrize("path", ["/proc/7/fd", "/proc/7/fd/3", "/dev/stdin", "/proc/self/cwd/a"])
def test_links_of_processes_go_astray(path):
    assert goes_astray(path)


@pytest.mark.parametrize("path", ["/proc/7/fdinfo", "/dev/fdx", "/x/proc/7/fd", "/proc/a/root"])
def test_other_names_do_not_go_astray(path):
    assert not goes_astray(path)


def test_real_links_resolve_as_in_the_standard_library(tmp_path):
    real = Path(os.path.realpath(tmp_path))
    (real / "a" / "b").mkdir(parents=True)
    (real / "near").symlink_to("a/b")
    (real / "far").symlink_to(real / "a")
    (real / "dangling").symlink_to("missing/x")
    for path in ("near/x", "near/../x", "far/b", "dangling/y", "a/../near", "no/../a", "a/b"):
        whole = f"{real}/{path}"
        assert following(os.readlink)(whole) == os.path.realpath(whole)


def test_a_long_chain_of_directories_cannot_hide_a_link(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    real = os.path.realpath(tmp_path)
    inner, step = Path(real), "d" * 200
    for number in range(25):
        (inner / step).mkdir()
        (inner / f"{number}").symlink_to(step)
        os.chdir(inner / step)
        inner = Path()
    inner.joinpath("out").symlink_to("/")
    short = real + "".join(f"/{number}" for number in range(25)) + "/out/../../etc"
    with pytest.raises(OSError, match=os.strerror(errno.ENAMETOOLONG)):
        following(os.readlink)(short)

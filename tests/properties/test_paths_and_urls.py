"""What a decision takes for a path or a host is what everybody else takes for it."""

import ipaddress
import os
import posixpath
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pydantic_core
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.destinations import UnreadableUrl, leads_to, read_host, read_url
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.paths import under
from enforcecore_core.decision.symlinks import following

ANYWHERE = Facts(working_directory="/", resolve_path=posixpath.normpath)
VECTORS = Path(__file__).parents[1] / "vectors"

names = st.sampled_from(
    ["docs", "secret", "a", "b", "c", "new", "A", "b.", "%61", "\u00e9", "\uff41"]
)
steps = st.sampled_from(["..", ".", "", "..", "%2e", "\uff0e\uff0e", "..."]) | names
texts = st.lists(steps, min_size=1, max_size=8).map("/".join)
links = st.dictionaries(
    st.tuples(st.sampled_from(["docs", "docs/a", "secret"]), names).map("/".join),
    st.lists(st.sampled_from(["..", ".", "docs", "secret", "a", "b", "c", "/"]), max_size=4).map(
        "/".join
    ),
    max_size=5,
)


def build(root, symlinks):
    for directory in ("docs/a", "secret/b"):
        (root / directory).mkdir(parents=True)
    for link, target in symlinks.items():
        place = root / link
        if target and not os.path.lexists(place):
            place.symlink_to(f"{root}{target}" if target.startswith("/") else target)


def is_under(path, directory):
    return os.path.realpath(path) == directory or os.path.realpath(path).startswith(directory + "/")


@given(symlinks=links, text=texts, absolute=st.booleans())
def test_what_is_under_a_directory_is_there_however_it_is_read(symlinks, text, absolute):
    with tempfile.TemporaryDirectory() as created:
        root = Path(os.path.realpath(created))
        build(root, symlinks)
        docs = str(root / "docs")
        path = f"{root}/{text}" if absolute else text
        facts = Facts(working_directory=docs, resolve_path=following(os.readlink))
        try:
            inside = under([docs], "path")(path, facts)
        except ConditionError:
            return
        whole = posixpath.join(docs, path)
        for reading in {whole, posixpath.normpath(whole), unquote(whole)}:
            assert is_under(reading, docs) is inside


schemes = st.sampled_from(["https", "http", "HTTPS", "ftp", "ws", "wss", "https:", "file", ""])
PARTS_OF_AUTHORITIES = re.findall(
    r"\S+",
    r"a evil . .example @ : :80 :443 :0 [::1] [2001:DB8:0::1] 127.0.0.1 0x7f.1 1 %2e %40 \ ; _ - *"
    " xn--bcher-kva xn--a b\u00fc \uff20 \u3002 \u00ad [ ] & +",
)
authorities = st.lists(st.sampled_from([*PARTS_OF_AUTHORITIES, " ", "\t", "\0"]), max_size=5).map(
    "".join
)
rests = st.lists(
    st.sampled_from(
        ["/", "?", "#", "@", "a", ":80", "//", "\\", "evil.example", "\uff20", "%0a", "é"]
    ),
    max_size=5,
).map("".join)
urls = st.tuples(
    schemes, st.sampled_from(["://"] * 5 + [":", ":/", ":///", "//"]), authorities, rests
)


def in_one_form(host):
    """Return a host as the reader under test states it, from what another one states."""
    bare = host.strip("[]").lower()
    return f"[{ipaddress.IPv6Address(bare).compressed}]" if ":" in bare else bare


def by_the_standard_library(url):
    return urlsplit(url).hostname


def by_the_whatwg_standard(url):
    return pydantic_core.Url(url).host


def by_the_expression_of_rfc_3986(url):
    authority = re.match(r"(?:([^:/?#]+):)?(?://([^/?#]*))?", url)[2]
    return re.match(r"(?:.*@)?(\[.*\]|[^:]*)", authority)[1]


def as_browsers_clean_up(url):
    cleaned = re.sub(r"[\t\r\n]", "", url.strip("".join(map(chr, range(33))))).replace("\\", "/")
    authority = re.split(r"[/?#]", re.sub(r"^[A-Za-z+.-]+:/*", "", cleaned))[0]
    return re.sub(r":\d*$", "", unquote(authority.rpartition("@")[2]))


def by_splitting_at_the_first_sign(url):
    authority = re.split(r"[/?#\\;&@]", url.partition("://")[2])[0]
    return re.sub(r":\d*$", "", authority)


def by_the_last_at_sign_before_a_slash(url):
    authority = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return re.sub(r":\d*$", "", re.split(r"[?#]", authority)[0])


READERS = [
    by_the_standard_library,
    by_the_whatwg_standard,
    by_the_expression_of_rfc_3986,
    as_browsers_clean_up,
    by_splitting_at_the_first_sign,
    by_the_last_at_sign_before_a_slash,
]


def assert_all_readers_agree(url):
    try:
        to = read_url(url)
        leads_to([to.host], None, [to.port], "url")(url, ANYWHERE)
    except (UnreadableUrl, ConditionError):
        return False
    for read in READERS:
        assert in_one_form(read(url)) == to.host, read.__name__
    stated = urlsplit(url).port
    assert stated is None or stated == to.port
    assert urlsplit(url).scheme == to.scheme
    return True


@given(urls.map("".join))
@example("https://xn--bcher-kva.example:443/x?y#z")
@example("http://[2001:DB8:0::1]:80")
def test_a_host_is_the_one_that_every_reader_finds(url):
    assert_all_readers_agree(url)


def test_every_reader_finds_the_hosts_of_the_table():
    table = yaml.safe_load((VECTORS / "urls.yaml").read_text("ascii"))
    found = [
        url
        for rows in table.values()
        for url, expected in rows
        if expected != "error" and assert_all_readers_agree(url)
    ]
    assert len(found) > 50


@given(st.text(min_size=1, max_size=6))
def test_the_whatwg_standard_reads_an_encoded_name_alike_or_not_at_all(name):
    try:
        host = read_host(f"xn--{name.encode('punycode').decode('ascii')}.example")
    except (UnreadableUrl, UnicodeError):
        return
    try:
        assert pydantic_core.Url(f"https://{host}/").host == host
    except ValueError:
        return

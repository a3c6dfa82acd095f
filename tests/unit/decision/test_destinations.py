import unicodedata
from pathlib import Path

import pytest
import yaml

from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.destinations import (
    Destination,
    UnreadableUrl,
    leads_to,
    read_host,
    read_url,
)
from enforcecore_core.decision.facts import Facts

TABLE = yaml.safe_load((Path(__file__).parents[2] / "vectors" / "urls.yaml").read_text("ascii"))
ROWS = [
    pytest.param(url, expected, id=f"{kind}: {ascii(url)[:60]}")
    for kind, rows in TABLE.items()
    for url, expected in rows
]
FACTS = Facts(working_directory="/", resolve_path=lambda path: path)
ERROR = "error"


def answer(url, hosts=None, schemes=None, ports=None):
    try:
        return leads_to(hosts, schemes, ports, "argument 'url': host")(url, FACTS)
    except ConditionError:
        return ERROR


@pytest.mark.parametrize(("url", "expected"), ROWS)
def test_a_url_leads_to_one_host_or_is_an_error(url, expected):
    if expected == ERROR:
        assert answer(url, ["api.example.com", "*.example.com", "evil.example"]) == ERROR
    else:
        assert answer(url, [expected]) is True
        assert answer(url, ["other.example", "*.other.example"]) is False


def test_the_table_is_large():
    assert len(ROWS) >= 200


@pytest.mark.parametrize(
    "url", [42, None, True, b"https://api.example.com/", ["https://a.example"]]
)
def test_only_a_text_is_a_url(url):
    assert answer(url, ["api.example.com"]) == ERROR


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a.example.org", True),
        ("a.b.example.org", True),
        ("xn--bcher-kva.example.org", True),
        ("example.org", False),
        ("evilexample.org", False),
        ("example.org.evil.example", False),
        ("example.com", True),
        ("a.example.com", False),
        ("192.0.2.7", True),
        ("1.192.0.2", False),
        ("[2001:db8::1]", True),
        ("[2001:db8::2]", False),
    ],
)
def test_a_star_stands_for_every_name_below(host, expected):
    hosts = ["*.example.org", "example.com", "192.0.2.7", "[2001:db8::1]"]
    assert answer(f"https://{host}/", hosts) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/", True),
        ("HTTPS://a.example/", True),
        ("http://a.example/", False),
        ("httpss://a.example/", False),
        ("javascript://a.example/", False),
        ("https:a.example", ERROR),
        ("https://a.example./", ERROR),
    ],
)
def test_a_scheme_is_compared_where_the_url_can_be_read(url, expected):
    assert answer(url, schemes=["https"]) == expected


def test_a_scheme_alone_may_be_any():
    assert answer("redis://cache:6379/", schemes=["redis"]) is True


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/", True),
        ("https://a.example:443/", True),
        ("wss://a.example/", True),
        ("http://a.example:443/", True),
        ("http://a.example/", False),
        ("https://a.example:8443/", False),
        ("ws://a.example/", False),
        ("ftp://a.example/", False),
        ("redis://a.example:443/", ERROR),
        ("https://a.example:/", ERROR),
        ("https://a.example:0443/", ERROR),
    ],
)
def test_a_port_is_the_stated_one_or_the_one_of_the_scheme(url, expected):
    assert answer(url, ports=[443]) == expected


@pytest.mark.parametrize(
    ("scheme", "port"),
    [
        ("http", 80),
        ("ws", 80),
        ("https", 443),
        ("wss", 443),
        ("ftp", 21),
        ("ftps", 990),
        ("ssh", 22),
        ("sftp", 22),
        ("git", 9418),
    ],
)
def test_a_scheme_has_its_own_port(scheme, port):
    assert read_url(f"{scheme}://a.example/") == Destination(scheme, "a.example", port)
    assert answer(f"{scheme}://a.example/", ports=[port]) is True


def test_host_scheme_and_port_have_to_hold_together():
    asked = {"hosts": iter(["a.example"]), "schemes": iter(["https"]), "ports": iter([443, 8443])}
    check = leads_to(*asked.values(), "argument 'url': host")
    assert check("https://a.example/", FACTS) is True
    assert check("https://a.example:8443/", FACTS) is True
    assert check("https://b.example/", FACTS) is False
    assert check("http://a.example:443/", FACTS) is False
    assert check("https://a.example:80/", FACTS) is False


def test_asking_nothing_is_met_by_every_url_that_can_be_read():
    assert answer("x://a.example") is True
    assert answer("x:a.example") == ERROR


def test_a_url_is_read_into_its_parts():
    assert read_url("HTTPS://Docs.Example.com:8443/x") == Destination(
        "https", "docs.example.com", 8443
    )
    assert read_url("x://Docs.Example.com") == Destination("x", "docs.example.com", None)


@pytest.mark.parametrize(
    "host",
    ["", "a b", "a/b", "a:80", "a.", ".a", "a..b", "http://a", "[::1", "[[::1]]", "[::1]]", "::1"],
)
def test_what_is_no_host_is_refused(host):
    with pytest.raises(UnreadableUrl):
        read_host(host)


def test_a_long_host_or_url_is_an_error():
    host = ".".join(["a" * 62] * 4)
    assert len(host) == 251
    assert answer(f"https://{host}.a/", ["*.a"]) is True
    assert answer(f"https://{host}.aa/", ["*.aa"]) == ERROR
    url = "https://a.example/"
    assert answer(url + "x" * (8192 - len(url)), ["a.example"]) is True
    assert answer(url + "x" * (8193 - len(url)), ["a.example"]) == ERROR


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        ("", "empty"),
        ("b\u00fccher.example", "ASCII"),
        ("a" * 254, "longer"),
        ("[::1%eth0]", "zone"),
        ("[::ffff:1.2.3.4]", "another address"),
        ("[::]", "this machine"),
        ("[::1", "no IPv6 address"),
        ("[x]", "no IPv6 address"),
        ("0.0.0.0", "this machine"),
        ("0x7f.1", "no plain IPv4"),
        ("a_b", "plain host name"),
        ("a.", "plain host name"),
        ("xn--a", "'xn--' part"),
    ],
)
def test_an_error_says_what_is_wrong_with_a_host(host, problem):
    with pytest.raises(UnreadableUrl, match=problem):
        read_host(host)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://" + "a" * 9000, "longer than"),
        ("https://a example/", "blank"),
        ("https://a\\example/", "backslash"),
        ("a.example", "does not start with a scheme"),
        ("https://a.example?@b", "'@' after the host"),
        ("https://a@b.example/", "user information"),
        ("https://a:b:c/", "malformed"),
        ("https://a:65536/", "out of range"),
    ],
)
def test_an_error_says_what_is_wrong_with_a_url(url, problem):
    with pytest.raises(UnreadableUrl, match=problem):
        read_url(url)


@pytest.mark.parametrize(
    "name",
    [
        "stra\u00dfe",
        "\u03c2",
        "a\u200db\u00fc",
        "\u0301\u00fc",
        "\u2603",
        "\u00fc\ufe0f",
        "\u00fc\u3002a",
        "\uff41\u00fc",
        "\u00fc\u1160",
        "u\u0308x",
        "\u0378",
        "abc",
    ],
    ids=ascii,
)
def test_a_name_that_versions_of_idna_map_differently_is_refused(name):
    encoded = name.encode("punycode").decode("ascii").lower()
    with pytest.raises(UnreadableUrl):
        read_host(f"xn--{encoded}.example")


@pytest.mark.parametrize(
    "name", ["b\u00fccher", "\u043f\u0440\u0438\u043c\u0435\u0440", "\u4f8b\u5b50"]
)
def test_a_name_that_all_versions_of_idna_read_alike_is_a_host(name):
    assert unicodedata.is_normalized("NFKC", name)
    host = f"xn--{name.encode('punycode').decode('ascii')}.example"
    assert read_host(host.upper()) == host


def test_errors_name_the_argument_and_never_the_url():
    with pytest.raises(ConditionError) as caught:
        leads_to(["a.example"], None, None, "argument 'url': host")(
            "https://u:hunter2@a.example", FACTS
        )
    assert "argument 'url': host" in str(caught.value)
    assert "hunter2" not in str(caught.value)

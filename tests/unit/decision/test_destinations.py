import pytest

from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.destinations import (
    Destination,
    UnreadableUrl,
    leads_to,
    read_host,
    read_url,
)
from enforcecore_core.decision.facts import Facts

FACTS = Facts(working_directory="/", resolve_path=lambda path: path)
HOSTS = ["api.example.com", "*.example.org", "192.0.2.7", "[2001:db8::1]"]
ERROR = "error"


def answer(url, hosts=HOSTS, schemes=("https", "http")):
    try:
        return leads_to(hosts, schemes, None, "argument 'url': host")(url, FACTS)
    except ConditionError:
        return ERROR


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.example.com", True),
        ("https://api.example.com/", True),
        ("https://api.example.com/a/b?c=d#e", True),
        ("https://api.example.com?c=d", True),
        ("https://api.example.com#e", True),
        ("https://api.example.com:8443/", True),
        ("HTTPS://API.Example.COM/", True),
        ("https://api.example.com/@evil.example", True),
        ("https://api.example.com/?next=https://evil.example/", True),
        ("https://api.example.com//evil.example", True),
        ("https://api.example.com/straße", True),
        ("https://a.example.org/", True),
        ("https://a.b.example.org/", True),
        ("https://xn--bcher-kva.example.org/", True),
        ("http://192.0.2.7/", True),
        ("http://[2001:db8::1]/", True),
        ("http://[2001:DB8:0:0::1]:80/", True),
        ("https://example.org/", False),
        ("https://evil.example/", False),
        ("https://evilexample.org/", False),
        ("https://api.example.com.evil.example/", False),
        ("https://xapi.example.com/", False),
        ("https://sub.api.example.com/", False),
        ("https://evil.example/api.example.com", False),
        ("https://evil.example?api.example.com", False),
        ("https://evil.example#api.example.com", False),
        ("http://192.0.2.70/", False),
        ("http://[2001:db8::2]/", False),
        ("http://localhost/", False),
        ("ftp://api.example.com/", False),
        ("javascript://api.example.com/%0aalert(1)", False),
        ("", ERROR),
        ("api.example.com", ERROR),
        ("api.example.com/path", ERROR),
        ("api.example.com:443", ERROR),
        ("//api.example.com/", ERROR),
        ("///api.example.com/", ERROR),
        ("/api.example.com/", ERROR),
        ("https:api.example.com", ERROR),
        ("https:/api.example.com", ERROR),
        ("https:///api.example.com", ERROR),
        ("https://", ERROR),
        ("https://:443/", ERROR),
        ("https://?api.example.com", ERROR),
        ("https//api.example.com", ERROR),
        ("://api.example.com", ERROR),
        ("1https://api.example.com", ERROR),
        ("mailto:a@api.example.com", ERROR),
        ("data:text/html,hello", ERROR),
        ("file:///etc/passwd", ERROR),
        ("https://api.example.com@evil.example/", ERROR),
        ("https://user:pass@api.example.com/", ERROR),
        ("https://@api.example.com/", ERROR),
        ("https://evil.example#@api.example.com/", ERROR),
        ("https://evil.example?@api.example.com/", ERROR),
        ("https://api.example.com:80#@evil.example/", ERROR),
        ("https://a@evil.example@api.example.com/", ERROR),
        ("https://api.example.com\\@evil.example/", ERROR),
        ("https://evil.example\\.example.org/", ERROR),
        ("https:\\\\api.example.com/", ERROR),
        ("https://api.example.com/a\\b", ERROR),
        (" https://api.example.com/", ERROR),
        ("https://api.example.com/ ", ERROR),
        ("https://api.example.com/a b", ERROR),
        ("https://api.example.com /", ERROR),
        ("\thttps://api.example.com/", ERROR),
        ("ht\ttps://api.example.com/", ERROR),
        ("https://api.exam\nple.com/", ERROR),
        ("https://api.example.com/\r\nHost: evil.example", ERROR),
        ("https://api.example.com\0.evil.example/", ERROR),
        ("https://api.example.com/\x7f", ERROR),
        ("https://api.example.com/\u2028", ERROR),
        ("https://api.example.com/\u202egpj", ERROR),
        ("https://api.example.com\u00a0/", ERROR),
        ("https://api.example.com./", ERROR),
        ("https://api..example.com/", ERROR),
        ("https://.example.org/", ERROR),
        ("https://-a.example.org/", ERROR),
        ("https://a-.example.org/", ERROR),
        ("https://_a.example.org/", ERROR),
        ("https://*.example.org/", ERROR),
        ("https://a;b.example.org/", ERROR),
        ("https://a&b.example.org/", ERROR),
        ("https://a,b.example.org/", ERROR),
        ("https://%61pi.example.com/", ERROR),
        ("https://api.example.com%2f.evil.example/", ERROR),
        ("https://api.example.com%00.evil.example/", ERROR),
        ("https://api.example.com%40evil.example/", ERROR),
        ("https://b\u00fccher.example.org/", ERROR),
        ("https://api\uff0eexample.com/", ERROR),
        ("https://api\u3002example.com/", ERROR),
        ("https://\u0430pi.example.com/", ERROR),
        ("https://api.example.com\uff0fevil.example/", ERROR),
        ("https://\u2100.example.org/", ERROR),
        ("https://api.ex\u00adample.com/", ERROR),
        ("https://api.example.com:/", ERROR),
        ("https://api.example.com:0/", ERROR),
        ("https://api.example.com:080/", ERROR),
        ("https://api.example.com:65536/", ERROR),
        ("https://api.example.com:99999999/", ERROR),
        ("https://api.example.com:-1/", ERROR),
        ("https://api.example.com:80:90/", ERROR),
        ("https://api.example.com:80a/", ERROR),
        ("https://api.example.com:\u0668\u0660/", ERROR),
        ("http://3221225991/", ERROR),
        ("http://0xC0000207/", ERROR),
        ("http://0xC0.0.2.7/", ERROR),
        ("http://0300.0.02.07/", ERROR),
        ("http://192.0.519/", ERROR),
        ("http://192.7/", ERROR),
        ("http://192.0.2.07/", ERROR),
        ("http://192.0.2.7./", ERROR),
        ("http://192.0.2.256/", ERROR),
        ("http://192.0.2.7.1/", ERROR),
        ("http://a.b.0x1/", ERROR),
        ("http://evil.1/", ERROR),
        ("http://192.0.2.\u0667/", ERROR),
        ("http://2001:db8::1/", ERROR),
        ("http://[2001:db8::1/", ERROR),
        ("http://2001:db8::1]/", ERROR),
        ("http://[[2001:db8::1]]/", ERROR),
        ("http://[2001:db8::1%25eth0]/", ERROR),
        ("http://[2001:db8::1%eth0]/", ERROR),
        ("http://[::ffff:192.0.2.7]/", ERROR),
        ("http://[::ffff:c000:207]/", ERROR),
        ("http://[::192.0.2.7]/", ERROR),
        ("http://[64:ff9b::192.0.2.7]/", ERROR),
        ("http://[2002:c000:207::]/", ERROR),
        ("http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", ERROR),
        ("http://[v1.fe80::a]/", ERROR),
        ("http://[api.example.com]/", ERROR),
        ("http://[192.0.2.7]/", ERROR),
        ("http://[]/", ERROR),
        ("http://[2001:db8::1]evil.example/", ERROR),
        ("https://" + "a." * 130 + "example.org/", ERROR),
        ("https://" + "a" * 64 + ".example.org/", ERROR),
        ("https://api.example.com/" + "a" * 9000, ERROR),
        (42, ERROR),
        (None, ERROR),
        (b"https://api.example.com/", ERROR),
        (["https://api.example.com/"], ERROR),
    ],
    ids=ascii,
)
def test_a_url_leads_there_elsewhere_or_cannot_be_read(url, expected):
    assert answer(url) is expected


def test_a_scheme_alone_asks_nothing_of_the_host():
    assert answer("https://anywhere.example/", hosts=None, schemes=["https"]) is True
    assert answer("http://anywhere.example/", hosts=None, schemes=["https"]) is False


def test_a_host_alone_asks_nothing_of_the_scheme():
    assert answer("ftp://api.example.com/", schemes=None) is True


def test_a_url_is_read_into_its_parts():
    assert read_url("HTTPS://Docs.Example.com:8443/x") == Destination(
        "https", "docs.example.com", 8443
    )


@pytest.mark.parametrize("host", ["", "a b", "a/b", "a:80", "a.", ".a", "a..b", "http://a"])
def test_what_is_no_host_is_refused(host):
    with pytest.raises(UnreadableUrl):
        read_host(host)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://a@api.example.com/", "user information"),
        ("https://b\u00fccher.example/", "ASCII"),
        ("https://api.example.com:70000/", "out of range"),
        ("api.example.com", "does not start with a scheme"),
        ("https://a\\b", "backslash"),
        ("https://a b/", "blank"),
        ("http://0x7f.1/", "IPv4"),
        ("http://[::ffff:10.0.0.1]/", "another address in it"),
    ],
    ids=ascii,
)
def test_the_reason_says_what_is_wrong_with_a_url(url, reason):
    with pytest.raises(UnreadableUrl, match=reason):
        read_url(url)


def test_errors_name_the_argument_and_never_the_url():
    with pytest.raises(ConditionError) as caught:
        leads_to(["a.example"], None, None, "argument 'url': host")("https://u:hunter2@a.example", FACTS)
    assert "argument 'url': host" in str(caught.value)
    assert "hunter2" not in str(caught.value)

"""Telling addresses of machines from versions, fingerprints and slices."""

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor()


def found_in(text, keys=""):
    return [text[found.start : found.end] for found in REDACTOR.find(text, keys)]


@pytest.mark.parametrize(
    "before",
    [
        *("Server=", "server: ", "nameserver ", "NTP server: ", "driver: ", "receiver="),
        *("Failover: ", "web-server-", "rebuild ", "over ", "curl -v ", "ssh -v ", "prerelease "),
    ],
)
def test_a_word_that_ends_like_one_for_versions_hides_no_address(before):
    assert found_in(f"{before}203.0.113.77;") == ["203.0.113.77"]


@pytest.mark.parametrize(
    "text",
    [
        *('"version": "{}"', "<Version>{}</Version>", 'Version="{}"', 'AssemblyVersion("{}")'),
        *("fileVersion: {}", 'version = "{}"', "VERSION={}", r"\"version\": \"{}\"", "appVer {}"),
        *("v{}", "foo-v{}", "v. {}", "release {}", "osBuild={}", "version[{}]"),
        *("foo-{}.tar.gz", "foo_{}_amd64.deb", "foo-{}.zip", "foo-{}.dll"),
        *("nginx/{}", "libfoo.so.{}"),
    ],
)
def test_a_version_is_no_address(text):
    assert found_in(text.format("1.2.3.4")) == []


@pytest.mark.parametrize("name", ["version", "appVersion", "file_version", "build"])
def test_what_stands_under_the_name_of_a_version_is_no_address(name):
    assert found_in("1.2.3.4", name) == []
    assert found_in("see 1.2.3.4", name) == ["1.2.3.4"]


def test_a_value_by_the_name_of_v_may_be_an_address():
    assert found_in("203.0.113.7", "v") == ["203.0.113.7"]


@pytest.mark.parametrize("text", ["{}.zip", "backup-{}.tar.gz", "host_{}.tgz", "logs-{}.zip"])
def test_an_archive_of_a_machine_says_its_address(text):
    assert found_in(text.format("203.0.113.7")) == ["203.0.113.7"]


@pytest.mark.parametrize("name", ["MAC", "BSSID", "HWaddr", "IP", "ip6", "IPv6", "src", "host1"])
@pytest.mark.parametrize(
    "address",
    ["3c:22:fb:9a:10:4e", "2001:db8::1", "2001:db8:85a3:0:0:8a2e:370:7334"],
    ids=["mac", "short", "long"],
)
def test_a_colon_may_stand_between_a_name_and_an_address(name, address):
    assert found_in(f"{name}:{address}") == [address]
    assert found_in(f"from x ([{name}:{address}])") == [address]


@pytest.mark.parametrize("before", ["", "SHA1:", "SHA1 Fingerprint=", "face:", "12:", "a:b:"])
def test_no_part_of_a_fingerprint_is_an_address(before):
    fingerprint = "44:7E:D4:E3:9A:D7:92:E2:07:FA:53:1A:5E:F5:B8:5B:47:63:29:57"
    assert found_in(f"{before}{fingerprint}") == []


def test_a_word_behind_an_address_and_a_colon_does_not_hide_it():
    address = "2001:db8:85a3:1:2:8a2e:370:7334"
    assert found_in(f"{address}:refused") == [address]


@pytest.mark.parametrize("text", ["x[1::2]", "line[3::2]", "12::30", "x[1::-2]", "x[10::n]"])
def test_a_slice_is_no_address(text):
    assert found_in(text) == []


@pytest.mark.parametrize("address", ["64:ff9b::192.0.2.1", "100::1", "2001::1", "fe80::1"])
def test_a_short_address_of_a_network_is_found(address):
    assert found_in(f"to {address}.") == [address]

"""Telling addresses from references to files and versions."""

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor()


@pytest.mark.parametrize(
    "text",
    [
        "uses: foo/bar@main.yml",
        "uses: foo/bar@v1.2.toml",
        "git+https://github.com/a/b@v1.0.tar",
        "pip install pkg@1.0.0.dev",
        "pkg@v2.1.rc",
        "b@v1.0.zip",
        "pkg@1.0rc1.tar.gz",
    ],
)
def test_a_reference_to_a_version_or_file_is_no_address(text):
    assert REDACTOR.find(text) == []


@pytest.mark.parametrize(
    "address",
    [
        *("jane@example.com.yml", "jane@example.com.tar.gz", "jane@web.dev", "jane@163.com"),
        *("jane@vip.163.com", "jane@1.zip", "jane@v1.dev", "a@2.gmail.dev", "jane@x.1.dev"),
    ],
)
def test_an_address_with_digits_or_an_ending_is_one(address):
    assert REDACTOR.redact(f"to {address}").value == "to <EMAIL>"

"""Passwords in URLs and connection strings."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector

__all__ = ["CONNECTIONS"]

URL_PASSWORD = Detector(
    name="url-password",
    kind="URL_PASSWORD",
    group="secrets",
    family="secrets",
    source="RFC 3986, section 3.2.1",
    gate=r"://[^\t\n\v\f\r /]*:[^\t\n\v\f\r /]+@",
    pattern=re.compile(
        # A port with a query behind it (`host:80?to=a@b`) is no password.
        r"""://[^\s/:@"'<>`]{0,255}:(?![0-9]{1,5}[?#])(?P<password>[^\s/"'<>`]{1,1024})@""",
        re.ASCII,
    ),
    confirm=lambda found: found.span("password"),
    examples=(
        ("postgres://app:s3cr3t-Pw@db/main", "s3cr3t-Pw"),
        ("redis://:hunter2@cache:6379", "hunter2"),
        ("https://u:p@ss:w@host", "p@ss:w"),
    ),
    counter_examples=(
        "https://example.com:8080/@handle",
        "https://user@host:8080/",
        "http://host:80?to=a@b",
        "git://host/a:b@c",
    ),
)

CONNECTIONS = (URL_PASSWORD,)

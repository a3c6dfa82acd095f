"""Passwords in URLs and connection strings. The whole of it is replaced: it is a login."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Detector, Span
from enforcecore_core.redaction.detectors.secrets.tokens import made_up
from enforcecore_core.redaction.detectors.secrets.values import is_reference
from enforcecore_core.redaction.randomness import is_stand_in

__all__ = ["CONNECTIONS"]

_SCHEME_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+.-"
_LONGEST_SCHEME = 24
_HOST_AND_PATH = re.compile(
    r"[0-9A-Za-z_.:\[\]-]{0,255}(?:[/?#][^\s\"'`<>\\,;|(){}]{0,1024})?", re.ASCII
)
_BEHIND = ".:?!"
_LONGEST = 512
_STARTS_AN_ACCOUNT = re.compile(
    r"(?:DefaultEndpointsProtocol|BlobEndpoint|Endpoint|AccountName|HostName)=", re.ASCII
)
_MORE_OF_AN_ACCOUNT = re.compile(r"(?:;[A-Za-z]{1,32}=[^\s\"'`<>\\,;&]{0,128}){1,8}", re.ASCII)


def _url(found: re.Match[str]) -> Span | None:
    if is_reference(found["password"]):
        return None
    text, mark = found.string, found.start()
    before = text[max(0, mark - _LONGEST_SCHEME) : mark]
    start = mark - len(before) + len(before.rstrip(_SCHEME_CHARS))
    rest = _HOST_AND_PATH.match(text, found.end())
    end = rest.end() if rest else found.end()
    return start, found.end() + len(text[found.end() : end].rstrip(_BEHIND))


def _account(found: re.Match[str]) -> Span | None:
    """The key, and what stands before and behind it in the same connection string."""
    if is_stand_in(found["body"]):
        return None
    text, start = found.string, found.start()
    run = text[max(0, start - _LONGEST) : start]
    run = run[max(run.rfind(char) for char in " \t\r\n\"'`<>,") + 1 :]
    first = _STARTS_AN_ACCOUNT.search(run)
    more = _MORE_OF_AN_ACCOUNT.match(text, found.end())
    return start - (len(run) - first.start() if first else 0), more.end() if more else found.end()


URL_PASSWORD = Detector(
    name="url-password",
    kind="URL_PASSWORD",
    group="secrets",
    family="secrets",
    source="RFC 3986, section 3.2.1",
    gate=r"://[^\t\n\v\f\r /]*:[^\t\n\v\f\r ]+@",
    pattern=re.compile(
        # A port with a path or a query behind it (`host:80?to=a@b`) is no password.
        rf"""://[^\s/:@"'<>`]{{0,255}}:(?![0-9]{{1,5}}[/?#])(?P<password>[^\s"'<>`]{{1,{_LONGEST}}})@""",
        re.ASCII,
    ),
    confirm=_url,
    is_certain=True,
    examples=(
        ("use postgres://app:s3cr3t-Pw@db/main now", "postgres://app:s3cr3t-Pw@db/main"),
        ("redis://:hunter2@cache:6379.", "redis://:hunter2@cache:6379"),
        ("'https://u:p@ss:w@host'", "https://u:p@ss:w@host"),
        ("amqp://u:p/w@h:5672/%2f", "amqp://u:p/w@h:5672/%2f"),
    ),
    counter_examples=(
        "https://example.com:8080/@handle",
        "https://user@host:8080/",
        "http://host:80?to=a@b",
        "git://host/a:b@c",
        "https://${USER}:${PASSWORD}@host",
    ),
)

AZURE_ACCOUNT = Detector(
    name="azure-storage-key",
    kind="AZURE_STORAGE_KEY",
    group="secrets",
    family="secrets",
    source="Azure Storage and Service Bus documentation, connection strings",
    gate=r"(?i:AccountKey|SharedAccessKey)=[0-9A-Za-z+/]{8}",
    pattern=re.compile(
        r"(?i:AccountKey|SharedAccessKey)=(?P<body>[0-9A-Za-z+/]{40,88}={0,2})", re.ASCII
    ),
    confirm=_account,
    is_certain=True,
    examples=(
        (
            f"x AccountKey={made_up('0-9A-Za-z', 86)}== y",
            f"AccountKey={made_up('0-9A-Za-z', 86)}==",
        ),
        (
            f"c='AccountName=shop;AccountKey={made_up('0-9A-Za-z', 86)}==;EndpointSuffix=x.net'",
            f"AccountName=shop;AccountKey={made_up('0-9A-Za-z', 86)}==;EndpointSuffix=x.net",
        ),
    ),
    counter_examples=("AccountKey=short", f"AccountKey={'x' * 88}"),
)

ORACLE = Detector(
    name="oracle-password",
    kind="PASSWORD",
    group="secrets",
    family="secrets",
    source="Oracle JDBC Developer's Guide, data sources and URLs",
    gate=r"jdbc:oracle:[a-z0-9]{2,8}:[^\s/@<>]{1,64}/[^\s@<>]{1,128}@",
    pattern=re.compile(
        r"jdbc:oracle:[a-z0-9]{2,8}:[^\s/@\"'<>]{1,64}/(?P<password>[^\s@\"'<>]{1,128})@", re.ASCII
    ),
    confirm=lambda found: found.span("password"),
    is_certain=True,
    examples=(("jdbc:oracle:thin:scott/tiger@db:1521/x", "tiger"),),
    counter_examples=("jdbc:oracle:thin:@db:1521/x",),
)

CONNECTIONS = (URL_PASSWORD, AZURE_ACCOUNT, ORACLE)

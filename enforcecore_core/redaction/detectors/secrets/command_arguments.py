"""Passwords in commands by their place, or by a name of theirs that no assignment has."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Span
from enforcecore_core.redaction.detectors.secrets.commands import in_command
from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, read
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.names import announced

__all__ = ["IN_ARGUMENTS"]

# What stands behind these is no word about them.
_OF_STORES = ("storepass", "keypass")


def _configured(found: re.Match[str]) -> Span | None:
    literal = read(found.string, found.end(), found["quote"])
    what = announced(found["name"])
    word = found["name"].endswith(_OF_STORES)
    if literal is None or what is None or not is_secret(literal.value, what, word=word):
        return None
    return literal.span(found.string)


PIPED = in_command(
    "password-on-standard-input",
    r"\|[ ]{0,2}(?:sudo|chpasswd|cryptsetup|kinit|gpg|passwd|[a-z ]{2,16}[ ](?:login|secrets?))",
    r"(?:echo|printf)[ ](?:-[neE]{1,3}[ ])?(?P<quote>[\"']?)(?:[^\s\"'<>|:]{1,16}:)?"
    r"(?P<password>[^\s\"'<>|:]{4,32})(?P=quote)[ ]{0,2}\|[ ]{0,2}"
    r"(?:sudo[ ](?:-[A-Za-z]{1,6}[ ])?-[A-Za-z]{0,4}S(?![A-Za-z])|(?:sudo[ ])?chpasswd|kinit[ ]"
    r"|cryptsetup[ ]|gpg[ ][^\r\n|<>]{0,16}?--passphrase-fd"
    r"|(?:docker|podman|nerdctl|buildah|skopeo|oras|helm[ ]registry|gh[ ]auth)[ ]login[ ]"
    r"|(?:sudo[ ])?passwd[ ][^\r\n|<>]{0,16}?--stdin"
    r"|(?:docker|podman|gcloud|gh|wrangler|kubectl[ ]create|fly|flyctl)[ ]secrets?[ ])",
    source="manuals of sudo, chpasswd, docker login, gpg and gh secret",
    examples=(
        ("echo hunter2 | sudo -S apt update", "hunter2"),
        ("echo 'hunter2' | docker login -u ada --password-stdin", "hunter2"),
        ('echo "ada:hunter2" | chpasswd', "hunter2"),
        ("echo hunter2 | gpg --batch --passphrase-fd 0 -c a", "hunter2"),
        ("echo hunter2 | sudo passwd --stdin ada", "hunter2"),
        ("printf 'hunter2' | docker secret create db -", "hunter2"),
    ),
    counter_examples=(
        "echo $PASSWORD | sudo -S apt update",
        "echo hunter2 | sudo tee a",
        "echo <PASSWORD> | sudo -S apt update",
        "cat hunter2 | docker login --password-stdin",
    ),
)

ORACLE = in_command(
    "oracle-user-and-password",
    r"(?:sqlplus|sqlldr|expdp|impdp|rman)[ ][^\r\n]*/",
    r"(?:sqlplus|sqlldr|expdp|impdp|rman)[ ](?:-[A-Za-z]{1,8}[ ]){0,2}(?:userid=|target[ =])?"
    r"[\"']?[A-Za-z]\w{0,20}/(?P<password>[^\s\"'<>@/.]{4,24})(?=[@\s\"']|\Z)",
    source="Oracle, SQL*Plus User's Guide and Reference",
    examples=(
        ("sqlplus -s ada/hunter2@db", "hunter2"),
        ("impdp userid=ada/hunter2 full=y", "hunter2"),
    ),
    counter_examples=(
        "sqlplus /nolog",
        "sqlplus ada@db/service1",
        "sqlplus -s scripts/report1.sql",
        "sqlplus ada/$PASSWORD@db",
    ),
)

HTPASSWD = in_command(
    "htpasswd-password",
    r"htpasswd[ ]-",
    r"htpasswd[ ](?:-[A-Za-z][ ]){0,3}-(?:(?=[A-Za-z]{0,6}b)(?=[A-Za-z]{0,6}n)[A-Za-z]{2,8}"
    r"|(?=[A-Za-z]{0,6}b)[A-Za-z]{1,8}[ ][^\s\"'<>]{1,24})[ ][^\s\"'<>]{1,16}[ ][\"']?"
    r"(?P<password>[^\s\"'<>]{4,24})",
    source="htpasswd manual, -b",
    examples=(
        ("htpasswd -cb /etc/passwords ada hunter2", "hunter2"),
        ("htpasswd -nbB ada hunter2", "hunter2"),
    ),
    counter_examples=("htpasswd -c /etc/passwords ada", "htpasswd -b a ada $PASSWORD"),
)

SECURE_STRING = in_command(
    "secure-string",
    r"(?i:ConvertTo-SecureString)[ ]",
    r"(?i:ConvertTo-SecureString)[ ](?:(?i:-AsPlainText|-Force|-String)[ ]){0,3}"
    r"(?P<quote>[\"'])(?P<password>[^\"'<>\r\n]{4,48})(?P=quote)",
    source="PowerShell, ConvertTo-SecureString",
    examples=(
        ('ConvertTo-SecureString "hunter2" -AsPlainText -Force', "hunter2"),
        ("$p = ConvertTo-SecureString -AsPlainText -String 'swordfish'", "swordfish"),
    ),
    counter_examples=(
        "ConvertTo-SecureString $password -AsPlainText",
        'ConvertTo-SecureString "$env:PASSWORD" -AsPlainText',
    ),
)

CONFIGURED = in_command(
    "configured-secret",
    r"(?:config|configure|config:set)[ ]",
    r"(?:config|configure|config:set)[ ](?:(?:set|--[a-z]{2,12})[ ]){0,2}"
    rf"(?P<name>[A-Za-z/][\w./:-]{{1,39}})[ =](?P<quote>{QUOTE})?(?=[^\s<>])",
    source="manuals of git config, aws configure and npm config",
    confirm=_configured,
    examples=(
        ("git config --global user.password hunter2", "hunter2"),
        ("npm config set //npm.example.org/:_password 'aHVudGVyMg=='", "aHVudGVyMg=="),
    ),
    counter_examples=(
        "git config credential.helper store1",
        "git config user.password swordfish",
        "aws configure set region eu1",
        "npm config set password $PASSWORD1",
    ),
)

JAVA = in_command(
    "java-password-option",
    r"-[a-z]*(?:storepass|keypass|password|passwd|passphrase)[ =]",
    rf"(?<!-)-(?P<name>[a-z]{{0,12}}(?:storepass|keypass|password|passwd|passphrase))[ =]"
    rf"(?P<quote>{QUOTE})?(?=[^\s<>-])",
    source="manuals of keytool and jarsigner",
    confirm=_configured,
    examples=(
        ("keytool -list -storepass hunter2 -keystore a", "hunter2"),
        ("jarsigner -storepass swordfish a.jar k", "swordfish"),
        ("influx -username ada -password 'hunter2'", "hunter2"),
    ),
    counter_examples=(
        "keytool -list -storepass $STOREPASS1",
        "the -password option",
        "run --no-password shop1",
    ),
)

WIRELESS = in_command(
    "wireless-password",
    r"(?:nmcli[ ][^\r\n]*[ ]password|wpa_passphrase)[ ]",
    r"(?:nmcli[ ][^\r\n<>|;&]{0,40}?[ ]password|wpa_passphrase[ ]"
    r"(?:[\"'][^\"'<>\r\n]{1,32}[\"']|[^\s\"'<>]{1,32}))[ ][\"']?(?P<password>[^\s\"'<>]{4,24})",
    source="manuals of nmcli and wpa_passphrase",
    examples=(
        ("nmcli dev wifi connect Shop password swordfish", "swordfish"),
        ("wpa_passphrase 'Shop' hunter22", "hunter22"),
    ),
    counter_examples=("nmcli dev wifi connect Shop password $PSK1", "wpa_passphrase Shop"),
)

WINDOWS = in_command(
    "net-password",
    r"net[ ]use",
    r"net[ ](?:user[ ][\"']?[^\s\"'<>/]{1,20}[\"']?[ ](?=[^\r\n]{4,40}/add)"
    r"|use[ ][^\r\n<>|;&]{2,40}?[ ](?=[^\s/]{4,24}[ ]/user:))[\"']?"
    r"(?P<password>[^\s\"'<>/\x5c]{4,24})",
    source="Windows commands, net user and net use",
    examples=(
        ("net user ada hunter2 /add", "hunter2"),
        (r"net use z: \\db\share hunter2 /user:ada", "hunter2"),
    ),
    counter_examples=("net user ada /add", r"net use z: \\db\share /user:ada"),
)

IN_ARGUMENTS = (
    PIPED,
    ORACLE,
    HTPASSWD,
    SECURE_STRING,
    CONFIGURED,
    JAVA,
    WIRELESS,
    WINDOWS,
)

"""Secrets that commands are given to keep, to check or to set: in stores, vaults and servers."""

from __future__ import annotations

import re

from enforcecore_core.redaction.command_lines import OF_STORE
from enforcecore_core.redaction.detectors.detector import Span
from enforcecore_core.redaction.detectors.secrets.commands import in_command
from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, read
from enforcecore_core.redaction.detectors.secrets.values import is_label, is_reference

__all__ = ["STORED"]

# Between two arguments, which may stand in a list.
_NEXT = r"(?:[ ]{1,4}|[\"'],[ ]?[\"'])"
_SOME = r"(?:[^\r\n<>|;&]{0,96}?[ \"',])?"
_VALUE = rf"(?P<quote>{QUOTE})?(?=[^\s<>\"'-])"
# Where it is, and not what it is.
_ELSEWHERE = ("file:", "fileb:", "@", "$(", "/dev/")
_REACH = 200
_CREATED = re.compile(rf"secret{_NEXT}generic[^\r\n]{{1,180}}\Z", re.ASCII)


def _given(found: re.Match[str]) -> Span | None:
    literal = read(found.string, found.end(), found["quote"])
    if literal is None or is_reference(literal.value) or is_label(literal.value):
        return None
    return None if literal.value.startswith(_ELSEWHERE) else literal.span(found.string)


def _literal(found: re.Match[str]) -> Span | None:
    """The value of a literal, if it is one of a secret and not of a map of settings."""
    before = found.string[max(0, found.start() - _REACH) : found.start()]
    return _given(found) if _CREATED.search(before) else None


OPTION = in_command(
    "stored-secret",
    r"(?:secret|put-parameter)[^\r\n]*(?:-b|--body|--value|--secret-string)",
    rf"(?:gh{_NEXT}secret{_NEXT}set{_NEXT}{_SOME}(?:-b|--body)"
    rf"|secretsmanager{_NEXT}(?:create|put|update)-secret[a-z-]{{0,8}}{_NEXT}{_SOME}--secret-string"
    rf"|put-parameter{_NEXT}(?=[^\r\n]{{0,160}}SecureString){_SOME}--value"
    rf"|keyvault{_NEXT}secret{_NEXT}set{_NEXT}{_SOME}--value"
    rf"|{OF_STORE})(?:[ =]|[\"'],[ ]?){_VALUE}",
    source="manuals of gh secret set, aws secretsmanager, aws ssm and az keyvault",
    confirm=_given,
    behind=OF_STORE,
    examples=(
        ('gh secret set DB --body "swordfish"', "swordfish"),
        ("aws secretsmanager create-secret --name db --secret-string swordfish", "swordfish"),
        ("aws ssm put-parameter --name /db --type SecureString --value 'hunter2'", "hunter2"),
        ("az keyvault secret set --vault-name kv --name db --value hunter2", "hunter2"),
        ('["gh","secret","set","DB","--body","hunter2"]', "hunter2"),
    ),
    counter_examples=(
        "gh secret set DB --body $DB1",
        "aws secretsmanager create-secret --name db --secret-string file://db.json",
        "aws ssm put-parameter --name /db --type String --value ami-1",
        'gh pr create --title "Fix secret scan" --body "hunter2"',
    ),
)

LITERAL = in_command(
    "literal-of-secret",
    "--from-literal",
    rf"--from-literal(?:=|{_NEXT})[\"']?[\w.-]{{1,48}}={_VALUE}",
    source="kubectl create secret generic",
    confirm=_literal,
    examples=(
        ("kubectl create secret generic db --from-literal=x=swordfish", "swordfish"),
        ("kubectl create secret generic db --from-literal x='hunter 2'", "hunter 2"),
    ),
    counter_examples=(
        "kubectl create configmap db --from-literal=x=swordfish",
        "kubectl create secret generic db --from-literal=x=$X1",
        "kubectl create secret generic db --from-file=x=swordfish",
    ),
)

VAULT = in_command(
    "vault-value",
    r"(?:vault|bao)[ ](?:kv|login|write)[ ]",
    rf"(?:vault|bao)[ ](?:login[ ](?=[^\s=]{{0,64}}[0-9])|(?:kv[ ](?:put|patch)|write)[ ]{_SOME}"
    rf"(?:value|data|secret|key)=){_VALUE}",
    source="manuals of vault kv put and vault login",
    confirm=_given,
    examples=(
        ("vault kv put secret/db value=swordfish", "swordfish"),
        ("vault login 4f7d2c1e9a", "4f7d2c1e9a"),
    ),
    counter_examples=(
        "vault kv put secret/db value=@db.txt",
        "vault login -method=userpass",
        "vault login $TOKEN1",
    ),
)

HERE_STRING = in_command(
    "password-in-here-string",
    "<<<",
    r"(?:chpasswd|sudo[ ]-[A-Za-z]{0,4}S|passwd|kinit|cryptsetup|login|signin|gpg|openssl|secret)"
    r"[^\r\n<>|;&]{0,96}<<<[ ]?(?P<quote>[\"'])?(?:[\w.-]{1,32}:)?"
    r"(?P<password>[^\s\"'<>|;&:]{4,64})",
    source="Bash Reference Manual, here strings",
    examples=(
        ("chpasswd <<< 'ada:hunter2'", "hunter2"),
        ("docker login -u ada --password-stdin <<< swordfish", "swordfish"),
    ),
    counter_examples=("chpasswd <<< $USERS1", "cat <<< hunter2", "docker login <<< <PASSWORD>"),
)

PLACED = in_command(
    "password-argument",
    r"rabbitmqctl|mysqladmin|requirepass|masterauth|schtasks|lftp|bw[ ]|rclone|mc[ ]alias",
    r"(?:rabbitmqctl[ ](?:[^\r\n<>|;&]{0,32}[ ])?(?:add_user|change_password)[ ][^\s\"'<>]{1,32}[ ]"
    r"|mysqladmin[ ][^\r\n<>|;&]{0,64}?[ ]password[ ]|(?:requirepass|masterauth)[ ]"
    r"|schtasks[ ][^\r\n<>|;&]{0,96}?[ ]/rp[ ]|lftp[ ][^\r\n<>|;&]{0,32}?-u[ ][\w.-]{1,32},"
    r"|bw[ ](?:login[ ][^\s\"'<>]{3,48}|unlock)[ ]"
    r"|rclone[ ]config[ ][^\r\n<>|;&]{0,64}?[ ]pass[ =]"
    r"|mc[ ]alias[ ]set[ ][\w.-]{1,32}[ ]https?://[^\s\"'<>]{1,64}[ ][\w.-]{3,64}[ ])"
    r"[\"']?(?P<password>[^\s\"'<>|;&-][^\s\"'<>|;&]{3,63})",
    source="manuals of rabbitmqctl, mysqladmin, redis, schtasks, lftp, bw, rclone and mc",
    examples=(
        ("rabbitmqctl add_user ada swordfish", "swordfish"),
        ("mysqladmin -u root password swordfish", "swordfish"),
        ("CONFIG SET requirepass swordfish", "swordfish"),
        ("schtasks /create /ru ada /rp hunter2", "hunter2"),
        ("lftp -u ada,hunter2 ftp.example.org", "hunter2"),
        ("bw unlock hunter2", "hunter2"),
        ("rclone config create x webdav pass hunter2", "hunter2"),
        ("mc alias set m https://m.example.org ada hunter2", "hunter2"),
    ),
    counter_examples=(
        "rabbitmqctl add_user ada $PASSWORD1",
        "mysqladmin -u root status",
        "bw login ada --apikey",
    ),
)

STORED = (OPTION, LITERAL, VAULT, HERE_STRING, PLACED)

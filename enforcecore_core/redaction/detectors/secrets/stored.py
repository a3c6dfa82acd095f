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
_SOME = r"(?:[^\r\n<>|;&]{0,40}?[ \"',])?"
_VALUE = rf"(?P<quote>{QUOTE})?(?=[^\s<>\"'-])"
# Where it is, and not what it is.
_ELSEWHERE = ("file:", "fileb:", "@", "$(", "/dev/")
_REACH = 200
_BEHIND = 64
_LINE_ENDS = re.compile(r"(?<!\\)\r?\n")
_IN_GITHUB = re.compile(rf"(?<![0-9A-Za-z_.-])gh{_NEXT}secret{_NEXT}set(?![0-9A-Za-z-])", re.ASCII)
_TYPED = re.compile(r"put-parameter(?![0-9A-Za-z-])", re.ASCII)
_STORES = {
    "-b": _IN_GITHUB,
    "--body": _IN_GITHUB,
    "--secret-string": re.compile(
        rf"secretsmanager{_NEXT}(?:create|put|update)-secret|secret[ ]\Z", re.ASCII
    ),
    "--value": re.compile(
        rf"{_TYPED.pattern}|keyvault{_NEXT}secret{_NEXT}set|(?:\A|[ ])secret[ ]\Z", re.ASCII
    ),
}
_CREATED = re.compile(rf"secret{_NEXT}generic[^\r\n]{{1,180}}\Z", re.ASCII)


def _given(found: re.Match[str]) -> Span | None:
    literal = read(found.string, found.end(), found["quote"])
    if literal is None or is_reference(literal.value) or is_label(literal.value):
        return None
    return None if literal.value.startswith(_ELSEWHERE) else literal.span(found.string)


def _stored(found: re.Match[str]) -> Span | None:
    """The value of an option, if the command before it stores secrets."""
    text = found.string
    line = _LINE_ENDS.split(text[max(0, found.start() - _REACH) : found.start()])[-1]
    if not _STORES[found["option"]].search(line):
        return None
    # A store for settings of any type.
    is_of_any = _TYPED.search(line) is not None
    if is_of_any and "SecureString" not in line + text[found.end() : found.end() + _BEHIND]:
        return None
    return _given(found)


def _literal(found: re.Match[str]) -> Span | None:
    """The value of a literal, if it is one of a secret and not of a map of settings."""
    before = found.string[max(0, found.start() - _REACH) : found.start()]
    return _given(found) if _CREATED.search(before) else None


OPTION = in_command(
    "stored-secret",
    r"(?:-b|--body|--value|--secret-string)[ =\"',]",
    rf"(?P<option>-b|--body|--value|--secret-string)(?:[ =]|[\"'],[ ]?){_VALUE}",
    source="manuals of gh secret set, aws secretsmanager, aws ssm and az keyvault",
    confirm=_stored,
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
    r"[^\r\n<>|;&]{0,32}<<<[ ]?(?P<quote>[\"'])?(?:[\w.-]{1,24}:)?"
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
    r"(?:rabbitmqctl[ ](?:[^\r\n<>|;&]{0,16}[ ])?(?:add_user|change_password)[ ][^\s\"'<>]{1,24}[ ]"
    r"|mysqladmin[ ][^\r\n<>|;&]{0,48}?[ ]password[ ]|(?:requirepass|masterauth)[ ]"
    r"|schtasks[ ][^\r\n<>|;&]{0,56}?[ ]/rp[ ]|lftp[ ][^\r\n<>|;&]{0,32}?-u[ ][\w.-]{1,32},"
    r"|bw[ ](?:login[ ][^\s\"'<>]{3,48}|unlock)[ ]"
    r"|rclone[ ]config[ ][^\r\n<>|;&]{0,56}?[ ]pass[ =]"
    r"|mc[ ]alias[ ]set[ ][\w.-]{1,12}[ ]https?://[^\s\"'<>]{1,32}[ ][\w.-]{3,20}[ ])"
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
        "the requirepass directive is set",
    ),
)

STORED = (OPTION, LITERAL, VAULT, HERE_STRING, PLACED)

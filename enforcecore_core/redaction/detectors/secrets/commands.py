"""Passwords in options of one letter: what it means, only the command says."""

from __future__ import annotations

import re
from collections.abc import Callable

from enforcecore_core.redaction.command_lines import COMMANDS, OF_SMB, Command
from enforcecore_core.redaction.detectors.detector import NEVER, Detector, Span
from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, read
from enforcecore_core.redaction.detectors.secrets.options import Argument
from enforcecore_core.redaction.detectors.secrets.values import is_label, is_reference
from enforcecore_core.redaction.names import words

__all__ = ["IN_OPTIONS", "in_command"]

_PORTS = re.compile(r"[0-9]{2,5}(?::[0-9]{2,5})?", re.ASCII)
# A machine or a container may be called as the command is.
_NAMED_SO = re.compile(r"(?:-h|--host|--name|--network)[\"' ,=]{1,4}\Z", re.ASCII)
_BEFORE = 24
# What texts about an option say behind it.
_ABOUT = words(
    """
    and argument arguments command directive flag flags for option options parameter setting switch
    when with
    """
)


def _stands_behind(command: Command) -> str:
    """The pattern of a command up to a password in one of its options."""
    apart = r"(?:[\"'],[ ]?|[ =])" if command.apart else ""
    behind = f"{apart}?" if command.apart and command.glued else apart
    return (
        rf"(?:{command.called}){command.between}{{0,48}}?[ \t,][\"']?(?:{command.options}){behind}"
    )


def _argument(found: re.Match[str]) -> Span | None:
    literal = read(found.string, found.end(), found["quote"])
    if literal is None or is_reference(literal.value) or _PORTS.fullmatch(literal.value):
        return None
    if is_label(literal.value) or literal.value.lower() in _ABOUT:
        return None
    if _NAMED_SO.search(found.string, max(0, found.start() - _BEFORE), found.start()):
        return None
    return literal.span(found.string)


def _password(found: re.Match[str]) -> Span | None:
    password = found["password"]
    if is_reference(password) or is_label(password) or _PORTS.fullmatch(password):
        return None
    if password.lower() in _ABOUT:
        return None
    return found.span("password")


def in_command(
    name: str,
    gate: str,
    pattern: str,
    *,
    source: str,
    examples: tuple[tuple[str, str], ...],
    counter_examples: tuple[str, ...],
    confirm: Callable[[re.Match[str]], Span | None] = _password,
    behind: str = "",
) -> Detector:
    """A detector of the `password` in a command; `behind` is a name over its argument."""
    return Argument(
        name=name,
        kind="PASSWORD",
        group="secrets",
        family="secrets",
        source=source,
        gate=gate,
        pattern=re.compile(rf"(?<![0-9A-Za-z_.-]){pattern}", re.ASCII),
        confirm=confirm,
        is_certain=True,
        keys_gate=behind or None,
        behind=re.compile(rf"{behind}\Z") if behind else NEVER,
        examples=examples,
        counter_examples=counter_examples,
    )


OF_COMMANDS = Argument(
    name="command-password-option",
    kind="PASSWORD",
    group="secrets",
    family="secrets",
    source="MySQL Reference Manual, password options; manuals of sshpass, docker login, redis-cli"
    " and others",
    gate=rf"(?:{'|'.join(one.called for one in COMMANDS)})[^\r\n]*[ \t,][\"']?(?:-[pPawAXNk]|/p:)",
    pattern=re.compile(
        rf"(?<![0-9A-Za-z_-])(?:{'|'.join(map(_stands_behind, COMMANDS))})(?P<quote>{QUOTE})?"
        r"(?=[^\s<>\"',-])",
        re.ASCII,
    ),
    confirm=_argument,
    is_certain=True,
    keys_gate="|".join(one.name for one in COMMANDS),
    behind=re.compile(rf"(?:{'|'.join(one.name for one in COMMANDS)})\Z"),
    examples=(
        ("mysql -u root -phunter2 shop", "hunter2"),
        ("sshpass -p'hunter2' ssh a", "hunter2"),
        ("sshpass -p hunter2 ssh a", "hunter2"),
        ('["mysql", "-u", "root", "-phunter2"]', "hunter2"),
        ('["sshpass", "-p", "hunter2", "ssh", "a"]', "hunter2"),
        ("docker login -u ada -p swordfish registry.example.org", "swordfish"),
        ('["docker","login","-p","hunter2"]', "hunter2"),
        ("redis-cli -h db -a hunter2 ping", "hunter2"),
        ("mongodump -u ada -phunter2", "hunter2"),
        ("sqlcmd -S db -U sa -P 'hunter 2'", "hunter 2"),
        ("ldapsearch -x -w hunter2", "hunter2"),
        ("snmpwalk -v3 -u ada -A hunter22 db", "hunter22"),
        ("7z a -phunter2 out.7z in", "hunter2"),
        ("xfreerdp /u:ada /p:hunter2 /v:db", "hunter2"),
    ),
    counter_examples=(
        "mysql -u root -p shop",
        "psql -h mysql -p5432",
        "docker run mysql -p3306:3306",
        "docker run mongo -p 27017:27017",
        "ssh -p2222 host",
        "mysql -p$PASSWORD",
        "sshpass -p $PASSWORD ssh a",
        '["mysql", "-p", "shop"]',
        "docker login -u USER -p PASSWORD",
        "redis-cli with the -a option",
        "redis-cli ping && tar -a file1",
        "unzip -p file1",
        "login | grep -p hunter2",
    ),
)

SMB = in_command(
    "smb-user-and-password",
    r"(?:smb[a-z]{2,8}|rpcclient|winexe)[ ][^\r\n]*%",
    r"(?:smb[a-z]{2,8}|rpcclient|winexe)[ ](?:[^\r\n<>|;&]{0,30}[ ])?(?:-U|--user)[ =]?[\"']?"
    r"[^\s\"'<>%]{1,20}%(?P<password>[^\s\"'<>]{4,24})",
    source="smbclient manual, --user",
    behind=OF_SMB,
    examples=(("smbclient //db/share -U ada%hunter2 -c ls", "hunter2"),),
    counter_examples=("smbclient //db/share -U ada%$PASSWORD", "smbclient -U ada //db/share"),
)

HTTPIE = in_command(
    "httpie-user-and-password",
    r"(?:https?|xhs?)[ ][^\r\n]*(?:-a|--auth)[ =]",
    r"(?:https?|xhs?)[ ](?:-[A-Za-z]{1,8}[ ]){0,2}(?:-a|--auth)[ =][\"']?[^\s\"'<>:]{1,20}:"
    r"(?P<password>[^\s\"'<>]{4,24})",
    source="HTTPie manual, --auth",
    examples=(
        ("http -a ada:hunter2 GET db.example.org", "hunter2"),
        ("https -v --auth=ada:hunter2 db.example.org", "hunter2"),
    ),
    counter_examples=("http -a ada:$PASSWORD GET db", "http --auth-type=bearer db:8080"),
)

IN_OPTIONS = (OF_COMMANDS, SMB, HTTPIE)

"""Names over the arguments of a command: an option names what stands behind it.

Arguments are a list of texts, of which some are options: `["mysql", "--password", "..."]`. What an
option of one letter means, only the command says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from enforcecore_core.redaction.tables import AreNames, Names

__all__ = [
    "COMMANDS",
    "OF_SMB",
    "OF_STORE",
    "OF_USER",
    "OPTIONS",
    "Command",
    "names_of_arguments",
    "takes_a_value",
]


class Command(NamedTuple):
    """Commands, those options of theirs that have a password, and where it stands.

    `name` is the name over such a password, or over the option with one right behind it.
    """

    name: str
    called: str
    options: str
    glued: bool = False
    apart: bool = True
    between: str = r"[^\r\n<>|;&]"


_SSHPASS = Command("sshpass -p", "sshpass", "-p", glued=True)
COMMANDS = (
    Command(
        "mysql -p",
        "(?:mysql|mariadb)[a-z-]{0,16}",
        "-p",
        glued=True,
        apart=False,
        between=r"[^\r\n<>]",
    ),
    _SSHPASS,
    Command("mongosh -p", "mongo[a-z]{0,8}", "-p", glued=True),
    Command("7z -p", "7z[ar]?|(?:un)?rar", "-p", glued=True, apart=False),
    # Of Docker, Podman, Helm, Azure, OpenShift and others.
    Command("login -p", "login", "-p"),
    Command(
        "twine -p",
        "twine|rdesktop|psexec(?:64)?|cqlsh|smbmap|crackmapexec|netexec|nxc|evil-winrm|useradd"
        "|usermod",
        "-p",
    ),
    Command("ssh-keygen -N", "ssh-keygen", "-[NP]"),
    Command("openssl -k", "openssl", "-k"),
    Command("security -w", "add-(?:generic|internet)-password", "-w"),
    Command("redis-cli -a", "(?:redis|valkey|keydb)-cli", "-a"),
    Command("ldapsearch -w", "ldap[a-z]{3,8}", "-w"),
    Command("snmpget -A", "snmp[a-z]{3,12}", "-[AX]"),
    Command("zip -P", "(?:un)?zip|ipmitool", "-P"),
    Command("sqlcmd -P", "sqlcmd|bcp|osql|mssql-cli|mosquitto_(?:pub|sub|rr)", "-P", glued=True),
    Command("xfreerdp /p:", "xfreerdp[0-9]?", "/p:", glued=True, apart=False),
)
"""MySQL Reference Manual, password options; the manuals of the others."""

OPTIONS = ("-", "/p:")
"""How options begin."""
OF_USER = "curl -u"
"""The name over an argument that may be a user with a password."""
OF_SMB = "smbclient -U"
"""The same, with a percent sign between them."""
OF_STORE = "secret --value"
"""The name over a secret that is stored."""

_OPTION = re.compile(r"--?[A-Za-z][A-Za-z0-9_-]{1,47}", re.ASCII)
_USERS = frozenset({"-u", "-U", "--user", "--proxy-user"})
_FLAG = re.compile(
    r"-{0,2}(?:(?:no|ask|prompt|skip|without|show|hide|use|require|allow|disable|enable|reset)[_-]"
    r"|pass[_-]?(?:with|through))",
    re.ASCII | re.IGNORECASE,
)
_CURL = Command(OF_USER, "curl", "-u", glued=True, apart=False)
_HTTPIE = Command(OF_USER, "https?|xhs?", "-a|--auth", glued=True)
_STORE = Command(OF_STORE, "secret|secretsmanager", "-b|--body|--value|--secret-string")
_SMB = Command(OF_SMB, "smb[a-z]{2,8}|rpcclient|winexe", "-U|--user", glued=True)
# Whose processes are started as a user and a group.
_CONTAINER = Command("", "docker|podman|nerdctl", "-u|--user")
_EVERY = (*COMMANDS, _CURL, _HTTPIE, _STORE, _SMB, _CONTAINER)
_PATH = r"(?:[\w.-]{1,64}/|/){0,16}"
_CALLED = re.compile(
    rf"{_PATH}(?:{'|'.join(f'({one.called})' for one in _EVERY)})(?:\.exe)?", re.ASCII
)
_OPTIONS = {one: re.compile(one.options, re.ASCII) for one in _EVERY}
_IS_SHORT = re.compile("|".join({one.options: None for one in _EVERY}), re.ASCII)
_VALUED_OF_SSHPASS = frozenset({"-p", "-f", "-d", "-P"})
# Neither the next option, nor what something was replaced in.
_NO_VALUE = re.compile(r"-|<[A-Z]")


def takes_a_value(option: str) -> bool:
    """Whether what an option announces may stand behind it: `--no-password` has no value."""
    return _FLAG.match(option) is None


def names_of_arguments(items: Sequence[object], are_names: AreNames) -> Names:
    """The name over each item of a list of arguments; nothing if there are none."""
    texts = [item if type(item) is str else "" for item in items]
    options = [place for place, text in enumerate(texts) if text.startswith(OPTIONS)]
    if not options:
        return ()
    names = [""] * len(texts)
    is_short = any(_IS_SHORT.match(texts[place]) for place in options)
    commands = _commands(texts, are_names) if is_short else [None] * len(texts)
    for place in options:
        command = commands[place]
        found = _OPTIONS[command].match(texts[place]) if command else None
        if command and found and command.glued and found.end() < len(texts[place]):
            names[place] = command.name
        elif place + 1 < len(texts) and _may_be_value(items[place + 1]):
            is_whole = found is not None and found.end() == len(texts[place])
            if command and command.apart and is_whole:
                names[place + 1] = command.name
            else:
                names[place + 1] = _named_by(texts[place], are_names)
    return tuple(names)


def _may_be_value(item: object) -> bool:
    if type(item) is str:
        return _NO_VALUE.match(item) is None
    return type(item) is int


def _named_by(option: str, are_names: AreNames) -> str:
    """What an option says of the argument behind it, whatever the command."""
    is_name = option in _USERS or (_OPTION.fullmatch(option) and takes_a_value(option))
    if not is_name or not are_names((option,)):
        return ""
    return OF_USER if option in _USERS else option


def _commands(texts: Sequence[str], are_names: AreNames) -> list[Command | None]:
    """Which command an option belongs to, at each place."""
    commands: list[Command | None] = []
    command: Command | None = None
    before = ""
    for text in texts:
        is_word = text != "" and text[0] != "-"
        # What it starts has options of its own.
        if is_word and command is _SSHPASS and before not in _VALUED_OF_SSHPASS:
            command = None
        # What stands behind an option is no command, also when that was replaced.
        if is_word and (before == "--" or not _NO_VALUE.match(before)):
            found = _CALLED.fullmatch(text)
            if found is not None and found.lastindex is not None and are_names((text,)):
                command = _EVERY[found.lastindex - 1]
        commands.append(command)
        before = text
    return commands

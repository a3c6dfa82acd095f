"""Names over the arguments of a command: an option names what stands behind it.

Arguments are a list of texts, of which some are options: `["mysql", "--password", "..."]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from enforcecore_core.redaction.tables import AreNames, Names

__all__ = ["OF_DATABASE", "OF_SSHPASS", "OF_USER", "names_of_arguments", "takes_a_value"]

OF_DATABASE = "mysql -p"
"""The name over an argument that is an option with a password right behind it."""
OF_SSHPASS = "sshpass -p"
"""The same, or over the argument behind that option."""
OF_USER = "curl -u"
"""The name over an argument that may be a user with a password."""

_OPTION = re.compile(r"--?[A-Za-z][A-Za-z0-9_-]{1,47}", re.ASCII)
_SHORT = frozenset({"-p", "-u"})
_USERS = frozenset({"-u", "-U", "--user", "--proxy-user"})
_FLAG = re.compile(
    r"-{0,2}(?:(?:no|ask|prompt|skip|without|show|hide|use|require|allow|disable|enable|reset)[_-]"
    r"|pass[_-]?(?:with|through))",
    re.ASCII | re.IGNORECASE,
)
_COMMAND = re.compile(
    r"(?:[\w.-]{1,64}/|/){0,16}(?:(?P<ssh>sshpass)|(?P<curl>curl)|(?:mysql|mariadb)[a-z-]{0,16})",
    re.ASCII,
)
_VALUED_OF_SSHPASS = frozenset({"-p", "-f", "-d", "-P"})
# Neither the next option, nor what something was replaced in.
_NO_VALUE = re.compile(r"-|<[A-Z]")


def takes_a_value(option: str) -> bool:
    """Whether what an option announces may stand behind it: `--no-password` has no value."""
    return _FLAG.match(option) is None


def names_of_arguments(items: Sequence[object], are_names: AreNames) -> Names:
    """The name over each item of a list of arguments; nothing if there are none."""
    texts = [item if type(item) is str else "" for item in items]
    options = [place for place, text in enumerate(texts) if text[:1] == "-"]
    if not options:
        return ()
    names = [""] * len(texts)
    is_short = any(texts[place][:2] in _SHORT for place in options)
    commands = _commands(texts, are_names) if is_short else names
    for place in options:
        option, command = texts[place], commands[place]
        if command and option.startswith(command[-2:]) and len(option) > len(command[-2:]):
            names[place] = command
        elif place + 1 < len(texts) and _may_be_value(items[place + 1]):
            names[place + 1] = _named_by(option, command, are_names)
    return tuple(names)


def _may_be_value(item: object) -> bool:
    if type(item) is str:
        return _NO_VALUE.match(item) is None
    return type(item) is int


def _named_by(option: str, command: str, are_names: AreNames) -> str:
    """What an option says of the argument behind it."""
    if option == "-p" and command == OF_SSHPASS:
        return command
    is_name = option in _USERS or (_OPTION.fullmatch(option) and takes_a_value(option))
    if not is_name or not are_names((option,)):
        return ""
    return OF_USER if option in _USERS else option


def _commands(texts: Sequence[str], are_names: AreNames) -> list[str]:
    """What an option with a password in the same argument is called, at each place."""
    commands = []
    command, before = "", ""
    for text in texts:
        is_word = text != "" and text[0] != "-"
        # What it starts has options of its own.
        if is_word and command == OF_SSHPASS and before not in _VALUED_OF_SSHPASS:
            command = ""
        # What stands behind an option is no command, also when that was replaced.
        if is_word and (before == "--" or not _NO_VALUE.match(before)):
            called = _called(text)
            command = called if called and are_names((text,)) else command
        commands.append(command)
        before = text
    return commands


def _called(command: str) -> str:
    found = _COMMAND.fullmatch(command)
    if found is None:
        return ""
    if found["ssh"]:
        return OF_SSHPASS
    return OF_USER if found["curl"] else OF_DATABASE

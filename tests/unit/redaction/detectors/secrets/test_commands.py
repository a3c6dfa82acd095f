"""What an option of one letter means, the command before it says."""

import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.command_lines import COMMANDS

REDACTOR = Redactor()
CALLED = {
    "mysql -p": ["mysql", "mysqldump", "mariadb"],
    "sshpass -p": ["sshpass"],
    "mongosh -p": ["mongo", "mongosh", "mongorestore"],
    "7z -p": ["7z", "7za", "rar", "unrar"],
    "login -p": ["docker login", "podman login", "helm registry login", "az login", "oc login"],
    "twine -p": ["twine", "rdesktop", "psexec64", "cqlsh", "useradd"],
    "ssh-keygen -N": ["ssh-keygen"],
    "openssl -k": ["openssl", "openssl enc -aes-256-cbc"],
    "security -w": ["security add-generic-password", "security add-internet-password"],
    "redis-cli -a": ["redis-cli", "valkey-cli"],
    "ldapsearch -w": ["ldapsearch", "ldapmodify"],
    "snmpget -A": ["snmpget", "snmpbulkwalk"],
    "zip -P": ["zip", "unzip", "ipmitool"],
    "sqlcmd -P": ["sqlcmd", "bcp", "mosquitto_pub"],
    "xfreerdp /p:": ["xfreerdp", "xfreerdp3"],
}
EVERY = [
    pytest.param(command, called, id=called)
    for command in COMMANDS
    for called in CALLED[command.name]
]


def option(command):
    return command.name.rpartition(" ")[2]


def test_there_are_examples_of_every_command():
    assert CALLED.keys() == {command.name for command in COMMANDS}


@pytest.mark.parametrize(("command", "called"), EVERY)
@pytest.mark.parametrize("before", ["", "-v ", "-h db1 --port 5 "])
def test_a_password_is_found_where_the_command_has_it(command, called, before):
    if command.apart:
        line = f"{called} {before}{option(command)} swordfish db1"
        assert REDACTOR.redact(line).value == line.replace("swordfish", "<PASSWORD>")
    if command.glued:
        line = f"{called} {before}{option(command)}swordfish db1"
        assert REDACTOR.redact(line).value == line.replace("swordfish", "<PASSWORD>")


@pytest.mark.parametrize(("command", "called"), EVERY)
def test_nothing_is_found_where_the_command_has_none(command, called):
    if not command.apart:
        line = f"{called} {option(command)} swordfish"
        assert REDACTOR.redact(line).value is line
    if not command.glued:
        line = f"{called} {option(command)}swordfish"
        assert REDACTOR.redact(line).value is line


@pytest.mark.parametrize(("command", "called"), EVERY)
@pytest.mark.parametrize("value", ["$PASSWORD", "${PASSWORD}", "27017:27017", "PASSWORD", "-v"])
def test_what_stands_there_may_be_no_password(command, called, value):
    gap = " " if command.apart else ""
    line = f"{called} {option(command)}{gap}{value}"
    assert REDACTOR.redact(line).value is line


@pytest.mark.parametrize("called", ["git", "ssh", "tar", "grep", "mkdir", "nmap", "relogin"])
@pytest.mark.parametrize("option", ["-p", "-P", "-a", "-w", "-A"])
def test_of_other_commands_the_option_says_nothing(called, option):
    line = f"{called} {option} swordfish"
    assert REDACTOR.redact(line).value is line
    assert REDACTOR.redact(line.split()).value == line.split()


@pytest.mark.parametrize(
    "line",
    [
        "curl -u user:password https://a.example",
        "docker run --rm -u node:node image1",
        "docker exec -u www-data:www-data web1 ls",
        "podman run --user=app:app image1",
    ],
)
def test_a_user_with_a_group_or_a_label_has_no_password(line):
    assert REDACTOR.redact(line).value is line


def test_what_a_container_runs_has_users_of_its_own():
    line = "docker run -u node:node image1 curl -u ada:hunter2 http://db1"
    assert REDACTOR.redact(line).value == line.replace("hunter2", "<PASSWORD>")

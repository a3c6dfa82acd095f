"""An option names the argument behind it, in lists as in the lines that they are."""

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.command_lines import names_of_arguments

REDACTOR = Redactor()


@pytest.mark.parametrize(
    ("arguments", "place", "hidden"),
    [
        (["mysql", "--password", "swordfish"], 2, "<PASSWORD>"),
        (["--token", "9f8Xq2LmW7vKpR4t"], 1, "<SECRET>"),
        (["--token", "3f2b8c1e-9d47-4c1a-8e55-1f0a2b3c4d5e"], 1, "<SECRET>"),
        ([*"abcdefghi", "-pw", "swordfish"], 10, "<PASSWORD>"),
        ([*"abcdefghi", "--born", "1990-11-02T03:04:05Z"], 10, "<DATE_OF_BIRTH>T03:04:05Z"),
        (["-pw", "swordfish"], 1, "<PASSWORD>"),
        ([None, "-pw", "swordfish"], 2, "<PASSWORD>"),
        (["--db-password=swordfish"], 0, "--db-password=<SECRET>"),
        (["plink", "-pw", "swordfish", "host"], 2, "<PASSWORD>"),
        (["x", "--pin-password", 20406080], 2, "<PASSWORD>"),
        ([7, "--password", "swordfish"], 2, "<PASSWORD>"),
        (["x", 7, "--password", "swordfish"], 3, "<PASSWORD>"),
        (["x", "--ssn", "219099999"], 2, "<US_SSN>"),
        (["curl", "-u", "ada:hunter2", "https://a.example"], 2, "ada:<PASSWORD>"),
        (["-u", "ada:hunter2"], 1, "ada:<PASSWORD>"),
        (["curl", "--proxy-user", "ada:hunter2"], 2, "ada:<PASSWORD>"),
        (["curl", "--user=ada:hunter2"], 1, "--user=ada:<PASSWORD>"),
        (["curl", "-uada:hunter2"], 1, "-uada:<PASSWORD>"),
        (["mysql", "-u", "root", "-pswordfish"], 3, "-p<PASSWORD>"),
        (["/usr/bin/mysqldump", "-pswordfish", "shop"], 1, "-p<PASSWORD>"),
        (["docker", "exec", "-i", "db", "mariadb", "-pswordfish"], 5, "-p<PASSWORD>"),
        (["kubectl", "exec", "db", "--", "mysql", "-pswordfish"], 5, "-p<PASSWORD>"),
        (["sshpass", "-p", "swordfish", "ssh", "-p", "2200", "host"], 2, "<PASSWORD>"),
        (["sshpass", "-v", "-P", "prompt", "-p", "swordfish", "ssh", "a"], 5, "<PASSWORD>"),
        (["sshpass", "-pswordfish", "ssh", "-p2200", "host"], 1, "-p<PASSWORD>"),
        (["docker", "login", "-u", "ada", "-p", "swordfish", "host"], 5, "<PASSWORD>"),
        (["redis-cli", "-h", "db", "-a", "swordfish", "ping"], 4, "<PASSWORD>"),
        (["/usr/bin/mongodump", "-pswordfish"], 1, "-p<PASSWORD>"),
        (["mongosh", "-p", "swordfish"], 2, "<PASSWORD>"),
        (["sqlcmd.exe", "-U", "sa", "-P", "swordfish"], 4, "<PASSWORD>"),
        (["sqlcmd", "-Pswordfish"], 1, "-P<PASSWORD>"),
        (["ldapsearch", "-x", "-w", "swordfish"], 3, "<PASSWORD>"),
        (["snmpwalk", "-A", "swordfish"], 2, "<PASSWORD>"),
        (["snmpwalk", "-X", "swordfish"], 2, "<PASSWORD>"),
        (["7z", "a", "-pswordfish", "out.7z"], 2, "-p<PASSWORD>"),
        (["xfreerdp", "/u:ada", "/p:swordfish"], 2, "/p:<PASSWORD>"),
        (["xfreerdp", *"abcdefghi", "/p:swordfish"], 10, "/p:<PASSWORD>"),
        (["redis-cli", *"abcdefghi", "-a", "swordfish"], 11, "<PASSWORD>"),
        (["http", "-a", "ada:hunter2", "GET", "host"], 2, "ada:<PASSWORD>"),
        (["http", "--auth", "ada:hunter2"], 2, "ada:<PASSWORD>"),
        (["smbclient", "-U", "ada%hunter2"], 2, "ada%<PASSWORD>"),
        (["smbclient", "--user=ada%hunter2"], 1, "--user=ada%<PASSWORD>"),
        (["docker", "exec", "web", "curl", "-u", "ada:hunter2"], 5, "ada:<PASSWORD>"),
        (["keytool", "-storepass", "swordfish"], 2, "<PASSWORD>"),
        (["gh", "secret", "set", "DB", "--body", "swordfish"], 5, "<PASSWORD>"),
        (["aws", "secretsmanager", "x", "--secret-string", "swordfish"], 4, "<PASSWORD>"),
        (["az", "keyvault", "secret", "set", "--value", "swordfish"], 5, "<PASSWORD>"),
        (["ssh-keygen", "-t", "rsa", "-N", "swordfish"], 4, "<PASSWORD>"),
        (["terraform", "apply", "-var", "db_password=swordfish"], 3, "db_password=<PASSWORD>"),
        (["docker", "run", "-e", "DB_PASSWORD=swordfish"], 3, "DB_PASSWORD=<PASSWORD>"),
    ],
)
@pytest.mark.parametrize("kind", [list, tuple])
def test_an_argument_is_looked_at_under_the_option_before_it(arguments, place, hidden, kind):
    expected = kind([*arguments[:place], hidden, *arguments[place + 1 :]])
    assert REDACTOR.redact({"command": kind(arguments)}).value == {"command": expected}
    assert REDACTOR.redact(expected).value is expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["docker", "login", "--password-stdin", "registry1"],
        ["deploy", "--password", "--force"],
        ["deploy", "--password", "-"],
        ["deploy", "--token", "$TOKEN"],
        ["deploy", "--password", "${PASSWORD}"],
        ["deploy", "--password"],
        ["psql", "--no-password", "shop"],
        ["ansible-playbook", "--ask-become-pass", "site.yml"],
        ["jest", "--passWithNoTests", "checkout"],
        ["git", "log", "--author", "ada"],
        ["docker", "run", "-u", "1000:1000", "image"],
        ["mysql", "-u", "root", "-p", "shop"],
        ["ssh", "-p2200", "host"],
        ["mkdir", "-p", "swordfish"],
        ["docker", "run", "--name", "mysql", "-p3306:3306"],
        ["docker", "run", "mysql", "-p3306:3306"],
        ["psql", "-h", "mysql", "-p5432"],
        ["sshpass", "-e", "ssh", "-p", "2200"],
        ["docker", "run", "-u", "node:node", "image"],
        ["docker", "run", "mongo", "-p", "27017:27017"],
        ["unzip", "-p", "swordfish"],
        ["zip", "-Pswordfish"],
        ["tar", "-a", "swordfish"],
        ["redis-cli", "-a", "$PASSWORD"],
        ["xfreerdp", "/p:"],
        ["mysql", "/p:swordfish"],
        ["- the password", "swordfish"],
        ["--password", ["swordfish"]],
    ],
)
def test_another_argument_stays(arguments):
    assert REDACTOR.redact(arguments).value is arguments


def test_names_are_given_for_what_has_any():
    def named(*items):
        replaced = [("--replaced",), ("/replaced/mysql",)]
        return names_of_arguments(items, lambda names: names not in replaced)

    assert named("a", "--to", "b", "c") == ("", "", "--to", "")
    assert named("--replaced", "b") == named("/replaced/mysql", "-pb") == ("", "")
    assert named("--to", "<EMAIL> b", "--to", "<b") == ("", "", "", "--to")
    assert named(5, "--to", "b") == ("", "", "--to")
    assert named("a", "b") == named() == ()


KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    "value",
    [
        ["--password", f"{KEY} and more"],
        [KEY, "mysql", "-pswordfish"],
        ["/4111111111111111/mysql", "-pswordfish"],
        {"ssn": [123456789, "--password", "mysql"]},
        {"password": ["--user", "ada:hunter2"]},
    ],
)
def test_what_is_replaced_names_nothing_that_it_did_not_name_before(value):
    once = REDACTOR.redact(value).value
    assert once is not value
    assert REDACTOR.redact(once).value is once

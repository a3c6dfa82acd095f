"""What commands are given to keep is found; what only reads like it stays."""

import json
import shlex

import pytest

from enforcecore_core import Redactor

REDACTOR = Redactor()


@pytest.mark.parametrize(
    "command",
    [
        "gh secret set DB -b swordfish",
        "gh secret set DB --repo shop --body swordfish",
        "aws secretsmanager put-secret-value --secret-id db --secret-string swordfish",
        "aws secretsmanager update-secret --secret-id db --secret-string swordfish",
        "aws ssm put-parameter --type SecureString --name /db --value swordfish",
        "aws ssm put-parameter --name /db --value swordfish --type SecureString",
        "az keyvault secret set --vault-name kv --name db --value swordfish",
        "kubectl create secret generic db --from-literal=user=adalove --from-literal=x=swordfish",
        "vault kv put -mount=secret db value=swordfish",
        "bao kv patch secret/db value=swordfish",
        "sudo -S <<< swordfish apt update",
        "cryptsetup luksOpen /dev/sda1 home <<< 'swordfish'",
        "rabbitmqctl -n shop change_password ada swordfish",
        "mysqladmin -h db -u root password 'swordfish'",
        "redis-cli CONFIG SET requirepass swordfish",
        "bw login ada1 swordfish",
    ],
)
@pytest.mark.parametrize("around", ["{}", "run `{}` first\n", "$ {} && ls"])
def test_a_secret_that_a_command_is_given_is_found(command, around):
    text = around.format(command)
    result = REDACTOR.redact(text).value
    assert "swordfish" not in result
    assert result.startswith(text[: text.index(command) + 8])


@pytest.mark.parametrize(
    "arguments",
    [
        ["gh", "secret", "set", "DB", "--body", "swordfish"],
        ["aws", "secretsmanager", "create-secret", "--secret-string", "swordfish"],
        ["az", "keyvault", "secret", "set", "--name", "db", "--value", "swordfish"],
        ["kubectl", "create", "secret", "generic", "db", "--from-literal", "x=swordfish"],
    ],
)
def test_it_is_found_in_arguments_written_as_json(arguments):
    assert "swordfish" not in REDACTOR.redact(json.dumps(arguments)).value


@pytest.mark.parametrize(
    "command",
    [
        "gh secret list --json name",
        "gh issue create --title 'A secret set' --body swordfish1",
        "aws ssm put-parameter --name /ami --value ami-0123 --type String",
        "aws secretsmanager get-secret-value --secret-id db1",
        "kubectl create configmap db --from-literal=mode=swordfish1",
        "kubectl create secret generic db --from-file=./swordfish1",
        "vault kv get secret/db1",
        "vault login -method=oidc",
        "cat <<< swordfish1",
        "rabbitmqctl list_users",
        "redis-cli CONFIG GET requirepass",
        "openssl x509 -in cert1.pem",
        "ssh-keygen -t ed25519 -C ada",
    ],
)
def test_a_command_that_is_given_none_stays(command):
    assert REDACTOR.redact(command).value is command
    assert REDACTOR.redact(shlex.split(command)).value == shlex.split(command)

import json

import pytest

from enforcecore_core.redaction import Redactor

REDACTOR = Redactor(["secrets"])


def found(text):
    return [text[match.start : match.end] for match in REDACTOR.find(text)]


@pytest.mark.parametrize("key", ["name", "key", "Key", "field", "label", "parameter"])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_name_in_one_member_says_what_the_value_in_another_is(key, indent):
    entry = {key: "DB_PASSWORD", "type": "text", "value": "tulip9"}
    assert found(json.dumps([entry, {key: "DB_HOST", "value": "tulip10"}], indent=indent)) == [
        "tulip9"
    ]


def test_each_of_many_entries_has_the_name_beside_it():
    manifest = """
      env:
        - name: DB_HOST
          value: tulip1
        - name: DB_PASSWORD
          value: tulip2
        - name: DB_USER
          value: tulip3
        - name: API_PASSWORD
          value: "tulip four"
    """
    assert found(manifest) == ["tulip2", "tulip four"]


@pytest.mark.parametrize(
    "text",
    [
        '{"db_password": {"sensitive": true, "type": "string", "value": "tulip9"}}',
        '{"parameters": {"adminPassword": {"value": "tulip9"}}}',
        '{"Item": {"id": {"S": "7"}, "password": {"S": "tulip9"}}}',
        "{'fields': {'password': {'stringValue': 'tulip9'}}}",
        'variable "db_password" {\n  type    = string\n  default = "tulip9"\n}',
        "db_password:\n  value: tulip9\n",
        '[[entry]]\nname = "db_password"\nvalue = "tulip9"\n',
        "--tags Key=DbPassword,Value=tulip9",
        '{"ParameterKey": "DBPassword", "ParameterValue": "tulip9"}',
        '{"OptionName": "DBPassword", "Value": "tulip9"}',
        '{"name": "password", "type": "string", "default": "tulip9"}',
        '{"name": "DB_PASSWORD", "id": "x1", "value": "tulip9"}',
        '{"id": "password", "label": "colour", "value": "tulip9"}',
        '{"selector": "input[name=\\"password\\"]", "text": "tulip9"}',
        '{"element": "password field", "ref": "e12", "text": "tulip9"}',
        "{'xpath': '//input[@id=\\'password\\']', 'value': 'tulip9'}",
        '{\\"name\\": \\"DB_PASSWORD\\", \\"value\\": \\"tulip9\\"}',
    ],
)
def test_the_name_of_the_entry_says_what_its_value_is(text):
    assert found(text) == ["tulip9"]


@pytest.mark.parametrize(
    "text",
    [
        '[{"name": "password"}, {"value": "tulip9"}]',
        '{"password": {"label": "x"}, "note": {"value": "tulip9"}}',
        '{"password": {"rules": {"a": 1}, "value": "tulip9"}}',
        "- name: DB_PASSWORD\n- value: tulip9\n",
        "name: password policy\nvalue: tulip9\n",
        '{"name": "password", "value": "required"}',
        '{"name": "DB_PASSWORD", "value": "${DB_PASSWORD}"}',
        "- name: DB_PASSWORD\n  valueFrom: {secretKeyRef: {name: db1, key: password1}}\n",
        '{"S": "tulip9"}',
        '{"name": "password", "text": "tulip9"}',
        '{"password": {"text": "tulip9"}}',
        '{"selector": "#show-password", "text": "tulip9"}',
        '[{"selector": "#password"}, {"text": "tulip9"}]',
        '{"id": "forgot-password", "value": "tulip9"}',
    ],
)
def test_what_belongs_to_another_entry_or_stands_for_a_value_is_none(text):
    assert found(text) == []


def test_a_name_that_is_too_far_before_its_value_is_not_looked_for():
    assert found(f'{{"name": "DB_PASSWORD", "note": "{"x" * 300}", "value": "tulip9"}}') == []

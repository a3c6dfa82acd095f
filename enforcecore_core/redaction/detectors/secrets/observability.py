"""Keys of monitoring, logging, error tracking and analytics services."""

from __future__ import annotations

from enforcecore_core.redaction.detectors.secrets.tokens import (
    ALNUM,
    BASE64,
    LOWER,
    URL_SAFE,
    UUID,
    made_up,
    prefixed,
    shaped,
)

__all__ = ["OBSERVABILITY"]

OBSERVABILITY = (
    prefixed(
        "new-relic-key",
        ("NRAK-", "NRJS-", "NRII-", "NRIQ-", "NRRA-", "NRSP-", "NRAA-"),
        f"{ALNUM}_-",
        19,
        "New Relic documentation, API keys",
        glued=True,
    ),
    shaped(
        "new-relic-license-key",
        "NRAL",
        r"(?<![0-9A-Za-z])(?P<body>(?:eu01xx)?[0-9a-fx]{30,36})(?:FFFF)?NRAL(?![0-9A-Za-z])",
        f"{made_up('0-9a-f', 32)}FFFFNRAL",
        "New Relic documentation, license key",
    ),
    prefixed(
        "grafana-token",
        ("glc_", "glsa_"),
        f"{BASE64}=_",
        32,
        "Grafana documentation, service accounts and access policies",
    ),
    prefixed(
        "grafana-api-key",
        "eyJrIjoi",
        f"{BASE64}=",
        60,
        "Grafana documentation, API keys",
        kind="GRAFANA_TOKEN",
    ),
    prefixed(
        "sentry-token",
        ("sntrys_", "sntryu_", "sntrya_", "sntryi_"),
        f"{BASE64}=_-",
        60,
        "Sentry documentation, auth tokens",
    ),
    shaped(
        "sentry-dsn",
        r"://[0-9a-f]{6,40}(?::[0-9a-f]{32})?@[0-9A-Za-z.-]{0,64}sentry\.io",
        r"https?://(?P<body>[0-9a-f]{32}(?::[0-9a-f]{32})?)@[0-9A-Za-z.-]{1,64}sentry\.io(?:/[0-9]{1,20})?",
        f"https://{made_up('0-9a-f', 32)}@o784213.ingest.us.sentry.io/784213",
        "Sentry documentation, data source name",
    ),
    shaped(
        "dynatrace-token",
        r"dt0[a-z][0-9]{2}\.[0-9A-Za-z]{6}",
        r"(?<![0-9A-Za-z])dt0[a-z][0-9]{2}\.(?P<body>[0-9A-Za-z]{8,24}\.[0-9A-Za-z]{40,64})",
        f"dt0c01.{made_up('0-9A-Z', 24)}.{made_up('0-9A-Z', 64)}",
        "Dynatrace documentation, access tokens",
    ),
    prefixed(
        "honeycomb-key",
        ("hcaik_", "hcbik_", "hccik_", "hcamk_", "hcxik_", "hcxlk_"),
        LOWER,
        32,
        "Honeycomb documentation, API keys",
    ),
    prefixed(
        "posthog-key", ("phx_", "phs_"), URL_SAFE, 40, "PostHog documentation, personal API keys"
    ),
    shaped(
        "axiom-token",
        r"xa[ap]t-[0-9a-fA-F]{8}-",
        rf"(?<![0-9A-Za-z])xa[ap]t-(?P<body>{UUID})",
        "xaat-4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        "Axiom documentation, tokens",
    ),
    prefixed("coralogix-key", ("cxtp_", "cxup_"), ALNUM, 30, "Coralogix documentation, API keys"),
    prefixed(
        "logfire-token",
        ("pylf_v1_eu_", "pylf_v1_us_"),
        ALNUM,
        40,
        "Logfire documentation, write tokens",
    ),
    prefixed(
        "snyk-token",
        ("snyk_uat.", "snyk_sat."),
        f".{URL_SAFE}",
        40,
        "Snyk documentation, API tokens",
    ),
)

"""Tokens of applications that are used over the web: documents, design, sales, identity, maps."""

from __future__ import annotations

from enforcecore_core.redaction.detectors.secrets.tokens import (
    ALNUM,
    HEX,
    LOWER,
    URL_SAFE,
    UUID,
    if_random,
    made_up,
    prefixed,
    shaped,
)

__all__ = ["SERVICES"]

DOCUMENTS = (
    prefixed(
        "notion-token",
        ("ntn_", "secret_"),
        ALNUM,
        43,
        "Notion documentation, authorization",
        confirm=if_random,
    ),
    prefixed(
        "linear-key",
        ("lin_api_", "lin_oauth_", "lin_wh_"),
        ALNUM,
        32,
        "Linear developer documentation, authentication",
    ),
    shaped(
        "airtable-token",
        r"pat[0-9A-Za-z]{14}\.[0-9a-f]{6}",
        r"(?<![0-9A-Za-z])pat(?P<body>[0-9A-Za-z]{14}\.[0-9a-f]{64})",
        f"pat{made_up(ALNUM, 14)}.{made_up('0-9a-f', 64)}",
        "Airtable documentation, personal access tokens",
    ),
    prefixed(
        "figma-token",
        ("figd_", "figo_", "figu_", "figor_"),
        URL_SAFE,
        38,
        "Figma documentation, access tokens",
    ),
    shaped(
        "asana-token",
        r"[0-2]/[0-9]{12,16}(?:/[0-9]{6,16})?:[0-9a-f]{6}",
        r"(?<![0-9A-Za-z])[0-2]/[0-9]{12,16}(?:/[0-9]{6,16})?:(?P<body>[0-9a-f]{32})",
        f"1/1204785213096174:{made_up('0-9a-f', 32)}",
        "Asana documentation, personal access tokens",
    ),
    shaped(
        "clickup-token",
        r"pk_[0-9]{4,10}_[0-9A-Z]{6}",
        r"(?<![0-9A-Za-z])pk_[0-9]{4,10}_(?P<body>[0-9A-Z]{32})",
        f"pk_7842135_{made_up('0-9A-Z', 32)}",
        "ClickUp documentation, personal API token",
    ),
    prefixed("trello-token", "ATTA", HEX, 64, "Trello REST API documentation, authorization"),
    prefixed(
        "typeform-token",
        "tfp_",
        f"=.{URL_SAFE}",
        40,
        "Typeform documentation, personal access tokens",
    ),
    prefixed(
        "dropbox-token", ("sl.", "sl.u."), URL_SAFE, 130, "Dropbox OAuth guide, access tokens"
    ),
    prefixed("frameio-token", "fio-u-", f"={URL_SAFE}", 60, "Frame.io documentation, tokens"),
    prefixed(
        "contentful-token", "CFPAT-", URL_SAFE, 43, "Contentful documentation, authentication"
    ),
)

SALES = (
    shaped(
        "hubspot-token",
        r"pat-[a-z]{2}[0-9]-[0-9a-fA-F]{6}",
        rf"(?<![0-9A-Za-z])pat-[a-z]{{2}}[0-9]-(?P<body>{UUID})",
        "pat-na1-4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        "HubSpot developer documentation, private apps",
    ),
    shaped(
        "salesforce-session",
        r"00D[0-9A-Za-z]{12,15}![0-9A-Za-z_.]{6}",
        r"(?<![0-9A-Za-z])00D[0-9A-Za-z]{12,15}!(?P<body>[0-9A-Za-z_.]{60,160})",
        f"00D5g000004CxKQ!{made_up(ALNUM, 96)}",
        "Salesforce documentation, session ids and OAuth tokens",
    ),
    prefixed(
        "settlemint-token",
        ("sm_pat_", "sm_aat_", "sm_sat_"),
        ALNUM,
        16,
        "SettleMint documentation, access tokens",
    ),
)

IDENTITIES = (
    prefixed(
        "adobe-client-secret",
        "p8e-",
        f"{ALNUM}_-",
        32,
        "Adobe Developer documentation, OAuth credentials",
    ),
    shaped(
        "authress-key",
        r"(?:sc|ext|scauth|authress)_[0-9A-Za-z]{5,30}\.[0-9A-Za-z]{4,6}\.",
        r"(?<![0-9A-Za-z])(?:sc|ext|scauth|authress)_[0-9A-Za-z]{5,30}\.[0-9A-Za-z]{4,6}\."
        r"acc[_-][0-9A-Za-z-]{6,32}\.(?P<body>[0-9A-Za-z+/_=-]{30,120})",
        f"sc_{made_up(LOWER, 10)}.g0hd.acc_{made_up(LOWER, 12)}.{made_up(ALNUM, 64)}",
        "Authress documentation, service client access keys",
    ),
    prefixed(
        "42-client-secret",
        ("s-s4t2ud-", "s-s4t2af-"),
        HEX,
        64,
        "42 API documentation, applications",
        kind="FORTYTWO_SECRET",
    ),
    prefixed(
        "stytch-secret",
        ("secret-live-", "secret-test-"),
        f"={URL_SAFE}",
        36,
        "Stytch documentation, API keys",
    ),
)

MAPS = (
    shaped(
        "mapbox-token",
        r"[pst]k\.[0-9A-Za-z_-]{20}",
        r"(?<![0-9A-Za-z])[pst]k\.(?P<body>[0-9A-Za-z_-]{40,255}\.[0-9A-Za-z_-]{20,64})",
        f"sk.eyJ1Ijoi{made_up(ALNUM, 52)}.{made_up(ALNUM, 22)}",
        "Mapbox documentation, access tokens",
    ),
    shaped(
        "google-maps-signature",
        r"&signature=[0-9A-Za-z_-]{6}",
        r"&signature=(?P<body>[0-9A-Za-z_-]{27}=)",
        f"&signature={made_up(URL_SAFE, 27)}=",
        "Google Maps Platform documentation, digital signatures",
    ),
)

SERVICES = (*DOCUMENTS, *SALES, *IDENTITIES, *MAPS)

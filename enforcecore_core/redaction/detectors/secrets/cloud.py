"""Keys of clouds, hosting platforms and databases."""

from __future__ import annotations

from enforcecore_core.redaction.detectors.detector import whole
from enforcecore_core.redaction.detectors.secrets.tokens import (
    ALNUM,
    BASE64,
    HEX,
    LOWER,
    UPPER,
    URL_SAFE,
    UUID,
    made_up,
    prefixed,
    shaped,
)

__all__ = ["CLOUD"]

_DECODED = f"{BASE64}=_-"

AWS = (
    prefixed(
        "aws-access-key-id",
        ("AKIA", "ASIA", "ABIA", "ACCA"),
        UPPER,
        16,
        "AWS IAM User Guide, unique identifiers",
        exact=True,
        kind="AWS_ACCESS_KEY",
    ),
    prefixed(
        "aws-session-token",
        ("IQoJb3JpZ2luX2Vj", "FwoGZXIvYXdz", "FQoGZXIvYXdz"),
        f"{BASE64}=",
        64,
        "AWS Security Token Service API Reference, Credentials",
    ),
    shaped(
        "aws-bedrock-key",
        r"ABSKQmVkcm9ja0|bedrock-api-key-YmVkcm9jay5h",
        r"(?<![0-9A-Za-z])(?:ABSKQmVkcm9ja0FQSUtleS[0-9A-Za-z+/=_-]{20,1024}"
        r"|bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[0-9A-Za-z+/=_-]{0,1024})",
        f"ABSKQmVkcm9ja0FQSUtleS{made_up(BASE64, 110)}=",
        "Amazon Bedrock User Guide, API keys",
        confirm=whole,
        counter_examples=("bedrock-api-key-", "ABSKQmVkcm9ja0FQSUtleS"),
    ),
    shaped(
        "aws-mws-token",
        r"amzn\.mws\.[0-9a-fA-F]{4}",
        rf"amzn\.mws\.(?P<body>{UUID})",
        "amzn.mws.4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        "Amazon MWS Developer Guide, authorization",
    ),
)

GOOGLE = (
    prefixed(
        "google-api-key", "AIza", URL_SAFE, 35, "Google Cloud documentation, API keys", glued=True
    ),
    prefixed(
        "google-oauth-secret",
        "GOCSPX-",
        URL_SAFE,
        28,
        "Google Identity documentation, OAuth 2.0 client credentials",
    ),
    prefixed(
        "google-oauth-token",
        ("ya29.", "1//0"),
        URL_SAFE,
        40,
        "Google Identity documentation, using OAuth 2.0 to access Google APIs",
    ),
)

# What Microsoft calls identifiable keys: a mark of the service stands near the end of the key.
_AZURE_MARKS = r"(?:\+ASt|\+ABa|\+AMC|\+ASb|\+AEh|\+ARm|\+ACR|ACDb|AIoT|AzFu|AzSe|AzCa|APIM|JQQJ9)"

AZURE = (
    shaped(
        "azure-client-secret",
        r"Q~[A-Za-z0-9_~.-]{6}",
        r"(?<![A-Za-z0-9_~.-])(?P<body>[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,64})",
        f"qX{made_up(ALNUM, 1)}8Q~{made_up(ALNUM, 34)}",
        "Microsoft Entra documentation, application credentials",
    ),
    shaped(
        "azure-sas-signature",
        r"sig=[A-Za-z0-9%+/]{6}",
        r"(?<![A-Za-z0-9])sig=(?P<body>[A-Za-z0-9%+/]{40,80}={0,2})",
        f"sig={made_up(ALNUM, 43)}%3D",
        "Azure Storage documentation, shared access signatures",
        kind="AZURE_SAS",
    ),
    shaped(
        "azure-identifiable-key",
        rf"{_AZURE_MARKS}[A-Za-z0-9+/_-]{{5}}",
        rf"(?<![A-Za-z0-9+/_-])(?P<body>[A-Za-z0-9+/_-]{{32,80}}{_AZURE_MARKS}"
        r"[A-Za-z0-9+/_-]{5,36})={0,2}",
        f"{made_up(ALNUM, 76)}+ASt{made_up(ALNUM, 6)}==",
        "Microsoft Purview documentation, Azure credential entity definitions",
        kind="AZURE_KEY",
    ),
    shaped(
        "azure-devops-token",
        r"AZDO[A-Za-z0-9]{4}",
        r"(?<![A-Za-z0-9])(?P<body>[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4})(?![A-Za-z0-9])",
        f"{made_up(ALNUM, 76)}AZDO{made_up(ALNUM, 4)}",
        "Azure DevOps documentation, personal access tokens",
    ),
)

PLATFORMS = (
    prefixed(
        "digitalocean-token",
        ("dop_v1_", "doo_v1_", "dor_v1_"),
        HEX,
        64,
        "DigitalOcean documentation, personal access tokens",
        glued=True,
    ),
    prefixed(
        "digitalocean-spaces-key",
        "DO00",
        UPPER,
        16,
        "DigitalOcean documentation, Spaces access keys",
        exact=True,
    ),
    prefixed(
        "alibaba-access-key-id",
        "LTAI",
        ALNUM,
        12,
        "Alibaba Cloud documentation, AccessKey pairs",
    ),
    prefixed(
        "tencent-secret-id", "AKID", ALNUM, 32, "Tencent Cloud documentation, API keys", exact=True
    ),
    prefixed(
        "scaleway-access-key", "SCW", UPPER, 17, "Scaleway documentation, API keys", exact=True
    ),
    prefixed(
        "cloudflare-token",
        ("cfk_", "cfut_", "cfat_"),
        ALNUM,
        48,
        "Cloudflare documentation, token formats",
    ),
    shaped(
        "cloudflare-origin-key",
        r"v1\.0-[0-9a-f]{8}",
        r"(?<![A-Za-z0-9])v1\.0-(?P<body>[0-9a-f]{24}-[0-9a-f]{100,255})",
        f"v1.0-{made_up('0-9a-f', 24)}-{made_up('0-9a-f', 146)}",
        "Cloudflare documentation, Origin CA keys",
        kind="CLOUDFLARE_KEY",
    ),
    prefixed(
        "heroku-key", "HRKU-", URL_SAFE, 36, "Heroku Dev Center, OAuth authorizations", glued=True
    ),
    prefixed(
        "vercel-token",
        ("vcp_", "vci_", "vca_", "vcr_", "vck_"),
        ALNUM,
        24,
        "Vercel changelog, new token formats",
    ),
    prefixed(
        "netlify-token",
        ("nfp_", "nfo_", "nfc_", "nfu_", "nfb_"),
        ALNUM,
        36,
        "Netlify documentation, access tokens",
    ),
    prefixed(
        "fly-token",
        ("fm1r_", "fm1a_", "fm2_", "fo1_"),
        f",{_DECODED}",
        43,
        "Fly.io documentation, access tokens",
    ),
    prefixed("render-key", "rnd_", ALNUM, 28, "Render documentation, API keys"),
    prefixed(
        "yandex-cloud-key",
        ("AQVN", "YCA", "YCM", "YCN", "YCO", "YCP"),
        URL_SAFE,
        35,
        "Yandex Cloud documentation, API keys and static access keys",
    ),
    prefixed("yandex-oauth-token", "y0_", URL_SAFE, 55, "Yandex ID documentation, OAuth tokens"),
    shaped(
        "yandex-iam-token",
        r"t1\.[A-Za-z0-9_-]{2}",
        r"(?<![A-Za-z0-9])t1\.(?P<body>[A-Za-z0-9_-]{2,512}={0,2}\.[A-Za-z0-9_-]{80,128}={0,2})",
        f"t1.{made_up(URL_SAFE, 40)}.{made_up(URL_SAFE, 86)}",
        "Yandex Cloud documentation, IAM tokens",
    ),
    shaped(
        "softlayer-key",
        r"softlayer\.com/soap/v3(?:\.1)?/[0-9A-Za-z]{6}",
        r"softlayer\.com/soap/v3(?:\.1)?/(?P<body>[0-9A-Za-z]{64})(?![0-9A-Za-z])",
        f"softlayer.com/soap/v3.1/{made_up('0-9a-f', 64)}",
        "SoftLayer API documentation, SOAP",
    ),
)

DATABASES = (
    prefixed(
        "databricks-token",
        ("dapi", "dose", "dkea"),
        "0-9a-h",
        32,
        "Databricks documentation, personal access tokens",
        tail="(?:-[0-9])?",
    ),
    prefixed(
        "planetscale-token",
        ("pscale_tkn_", "pscale_oauth_", "pscale_pw_"),
        f"=.{URL_SAFE}",
        32,
        "PlanetScale documentation, service tokens",
        glued=True,
    ),
    prefixed(
        "supabase-key",
        ("sbp_", "sb_secret_"),
        f"{LOWER}A-Z_-",
        31,
        "Supabase documentation, API keys",
    ),
    prefixed("neon-key", "napi_", LOWER, 50, "Neon documentation, API keys"),
    prefixed(
        "mongodb-atlas-secret",
        "mdb_sa_sk_",
        URL_SAFE,
        40,
        "MongoDB Atlas documentation, service accounts",
    ),
    prefixed("clickhouse-key", "4b1d", ALNUM, 38, "ClickHouse Cloud documentation, API keys"),
    prefixed(
        "confluent-secret", "cflt", f"{BASE64}", 60, "Confluent Cloud documentation, API keys"
    ),
    prefixed(
        "elastic-cloud-key", "essu_", f"{BASE64}=", 40, "Elastic Cloud documentation, API keys"
    ),
)

CLOUD = (*AWS, *GOOGLE, *AZURE, *PLATFORMS, *DATABASES)

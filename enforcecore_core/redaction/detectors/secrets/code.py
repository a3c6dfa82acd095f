"""Tokens of code hosts, package registries, build services and secret stores."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Span, whole
from enforcecore_core.redaction.detectors.secrets.tokens import (
    ALNUM,
    BASE64,
    HEX,
    LOWER,
    UPPER,
    URL_SAFE,
    UUID,
    if_random,
    made_up,
    prefixed,
    shaped,
)
from enforcecore_core.redaction.randomness import has_checksum, is_stand_in

__all__ = ["CODE"]


def _unless_stand_in_without_checksum(found: re.Match[str]) -> Span | None:
    """A token that adds up was issued, however it reads."""
    return found.span() if has_checksum(found[0]) or not is_stand_in(found["body"]) else None


HOSTS = (
    prefixed(
        "github-token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        ALNUM,
        36,
        "GitHub documentation, token formats",
        glued=True,
        confirm=_unless_stand_in_without_checksum,
    ),
    prefixed(
        "github-fine-grained-token",
        "github_pat_",
        "0-9A-Za-z_",
        22,
        "GitHub documentation, token formats",
        glued=True,
        kind="GITHUB_TOKEN",
    ),
    prefixed(
        "gitlab-token",
        (
            *("glpat-", "gloas-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-"),
            *("glimt-", "glagent-", "glwt-", "glsoat-", "glffct-"),
        ),
        f".{URL_SAFE}",
        20,
        "GitLab documentation, token overview, token prefixes",
        glued=True,
    ),
    prefixed(
        "gitlab-runner-registration-token",
        "GR1348941",
        URL_SAFE,
        20,
        "GitLab documentation, token overview, runner registration tokens",
        kind="GITLAB_TOKEN",
        glued=True,
    ),
    prefixed(
        "bitbucket-app-password",
        "ATBB",
        f"{ALNUM}_=.-",
        32,
        "Bitbucket Cloud documentation, app passwords",
    ),
    prefixed(
        "atlassian-token",
        ("ATATT3x", "ATCTT3x", "ATSTT3x", "ATOTT3x"),
        f"=.{URL_SAFE}",
        60,
        "Atlassian Support, manage API tokens for your Atlassian account",
    ),
    shaped(
        "sourcegraph-token",
        r"sgp_(?:[0-9a-fA-F]{16}_|local_)?[0-9a-fA-F]{6}",
        r"(?<![0-9A-Za-z])sgp_(?:[0-9a-fA-F]{16}_|local_)?(?P<body>[0-9a-fA-F]{40})",
        f"sgp_{made_up('0-9a-f', 16)}_{made_up('0-9a-f', 40)}",
        "Sourcegraph documentation, creating an access token",
    ),
)

REGISTRIES = (
    prefixed(
        "npm-token",
        "npm_",
        ALNUM,
        36,
        "npm documentation, access tokens",
        confirm=_unless_stand_in_without_checksum,
    ),
    prefixed(
        "pypi-token",
        ("pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"),
        URL_SAFE,
        50,
        "PyPI documentation, API tokens",
        glued=True,
    ),
    prefixed("rubygems-key", "rubygems_", HEX, 48, "RubyGems guides, API key scopes"),
    prefixed("crates-token", "cio", ALNUM, 32, "The Cargo Book, publishing", exact=True),
    prefixed(
        "docker-token",
        ("dckr_pat_", "dckr_oat_"),
        URL_SAFE,
        27,
        "Docker documentation, access tokens",
    ),
    prefixed("nuget-key", "oy2", LOWER, 43, "NuGet documentation, API keys", exact=True),
    prefixed("clojars-token", "CLOJARS_", ALNUM, 60, "Clojars wiki, deploy tokens"),
    shaped(
        "artifactory-key",
        r"AKC[0-9A-Za-z]{10}|AP[0-9A-F][0-9A-Za-z]{8}",
        # Behind the name of a hash function stands a digest.
        r"(?<![0-9A-Za-z+/_-])(?<![Ss][Hh][Aa][0-9]{3}[=:-])(?P<body>AKC[0-9A-Za-z]{10,128}|AP[0-9A-F][0-9A-Za-z]{8,128})",
        f"AKCp8{made_up(ALNUM, 68)}",
        "JFrog documentation, API keys and encrypted passwords",
        counter_examples=(
            "AKCshort",
            "testAKCwithinsomeirrelevantstring",
            "APPLE1234567",
            f"sha256=AP9{made_up(ALNUM, 40)}",
        ),
        confirm=whole,
    ),
    prefixed(
        "jfrog-reference-token",
        "cmVmdGtuOj",
        ALNUM,
        40,
        "JFrog documentation, reference tokens",
    ),
)

BUILDS = (
    prefixed(
        "sonar-token",
        ("sqp_", "squ_", "sqa_"),
        HEX,
        40,
        "SonarQube documentation, managing your tokens",
    ),
    shaped(
        "circleci-token",
        r"CCI(?:PAT|PRJ)_[0-9A-Za-z]{6}",
        r"(?<![0-9A-Za-z])CCI(?:PAT|PRJ)_(?P<body>[0-9A-Za-z]{22}_[0-9a-f]{40})",
        f"CCIPAT_{made_up(ALNUM, 22)}_{made_up('0-9a-f', 40)}",
        "CircleCI documentation, managing API tokens",
    ),
    prefixed(
        "buildkite-token",
        ("bkua_", "bkaj_", "bkct_"),
        ALNUM,
        40,
        "Buildkite documentation, token security",
    ),
    prefixed(
        "octopus-key", "API-", UPPER, 25, "Octopus Deploy documentation, how to create an API key"
    ),
    shaped(
        "harness-token",
        r"(?:pat|sat)\.[0-9A-Za-z_-]{22}\.[0-9a-fA-F]{6}",
        r"(?<![0-9A-Za-z])(?:pat|sat)\."
        r"(?P<body>[0-9A-Za-z_-]{22}\.[0-9a-fA-F]{24}\.[0-9A-Za-z]{20})",
        f"pat.{made_up(URL_SAFE, 22)}.{made_up('0-9a-f', 24)}.{made_up(ALNUM, 20)}",
        "Harness documentation, manage API keys",
    ),
    shaped(
        "postman-key",
        r"PMAK-[0-9a-f]{6}|PMAT-[0-9A-Z]{6}",
        r"(?<![0-9A-Za-z])(?P<body>PMAK-[0-9a-f]{24}-[0-9a-f]{34}|PMAT-[0-9A-Z]{26})",
        f"PMAK-{made_up('0-9a-f', 24)}-{made_up('0-9a-f', 34)}",
        "Postman Learning Center, API keys",
    ),
    shaped(
        "terraform-token",
        r"\.atlasv1\.[0-9A-Za-z_=-]{6}",
        r"(?<![0-9A-Za-z])(?P<body>[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_=-]{60,128})",
        f"{made_up(ALNUM, 14)}.atlasv1.{made_up(ALNUM, 67)}",
        "HCP Terraform documentation, API tokens",
    ),
    prefixed("pulumi-token", "pul-", HEX, 40, "Pulumi documentation, access tokens", exact=True),
    prefixed("infracost-key", "ico-", ALNUM, 32, "Infracost documentation, API key", exact=True),
    prefixed("prefect-key", ("pnu_", "pnb_"), ALNUM, 36, "Prefect documentation, API keys"),
    prefixed("scalingo-token", "tk-us-", URL_SAFE, 48, "Scalingo documentation, API tokens"),
    prefixed("readme-key", "rdme_", LOWER, 70, "ReadMe documentation, authentication"),
    prefixed(
        "openshift-token",
        "sha256~",
        URL_SAFE,
        43,
        "OpenShift documentation, managing user-owned OAuth access tokens",
    ),
    prefixed("checkly-key", "cu_", HEX, 32, "Checkly documentation, API keys", exact=True),
    prefixed("stackhawk-key", "hawk.", f"{ALNUM}_.-", 40, "StackHawk documentation, API keys"),
    shaped(
        "launchdarkly-key",
        r"(?:api|sdk|mob)-[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-",
        rf"(?<![0-9A-Za-z])(?:api|sdk|mob)-(?P<body>{UUID})(?![0-9A-Za-z-])",
        "sdk-4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        "LaunchDarkly documentation, keys",
    ),
)

STORES = (
    prefixed(
        "vault-token",
        ("hvs.", "hvb.", "hvr."),
        URL_SAFE,
        24,
        "HashiCorp Vault documentation, tokens",
    ),
    prefixed(
        "vault-legacy-token",
        "s.",
        ALNUM,
        24,
        "HashiCorp Vault documentation, tokens before version 1.10",
        exact=True,
        kind="VAULT_TOKEN",
        confirm=if_random,
    ),
    prefixed(
        "doppler-token",
        ("dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.said.", "dp.scim.", "dp.audit."),
        f".{URL_SAFE}",
        40,
        "Doppler documentation, auth token formats",
    ),
    prefixed(
        "1password-service-token",
        "ops_eyJ",
        f"{BASE64}=_-",
        80,
        "1Password developer documentation, service accounts",
        kind="ONEPASSWORD_TOKEN",
    ),
    shaped(
        "1password-secret-key",
        r"A3-[0-9A-Z]{6}-",
        r"(?<![0-9A-Za-z])A3-(?P<body>[0-9A-Z]{6}-(?:[0-9A-Z]{11}|[0-9A-Z]{6}-[0-9A-Z]{5})"
        r"(?:-[0-9A-Z]{5}){3})",
        "A3-Q7WXKM-4T9NPB-R2VYD-6HCJZ-F8LGS-M3XQK",
        "1Password Support, about your Secret Key",
        kind="ONEPASSWORD_KEY",
    ),
    prefixed(
        "age-secret-key",
        "AGE-SECRET-KEY-1",
        "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
        58,
        "age file encryption format, version 1",
        glued=True,
        confirm=whole,
    ),
    prefixed("defined-networking-key", "dnkey-", f"{ALNUM}=_-", 40, "Defined Networking, API keys"),
    shaped(
        "tailscale-key",
        r"tskey-[a-z]{3,8}-[0-9A-Za-z]{6}",
        r"(?<![0-9A-Za-z])tskey-[a-z]{3,8}-(?P<body>[0-9A-Za-z]{8,24}-[0-9A-Za-z]{16,64})",
        f"tskey-auth-{made_up(ALNUM, 17)}-{made_up(ALNUM, 32)}",
        "Tailscale documentation, key prefixes",
    ),
)

CODE = (*HOSTS, *REGISTRIES, *BUILDS, *STORES)

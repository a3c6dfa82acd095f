"""Tokens and webhooks of chat services and social networks."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.detector import Span, whole
from enforcecore_core.redaction.detectors.secrets.tokens import (
    ALNUM,
    BASE64,
    LOWER,
    URL_SAFE,
    UUID,
    made_up,
    prefixed,
    shaped,
    unless_stand_in,
)

__all__ = ["CHAT"]

_SNOWFLAKE = "784213590617284395"
_FEWEST_DIGITS = 5


def _slack_token(found: re.Match[str]) -> Span | None:
    # `xoxo-our-team` and `xoxb-<where a token stands>` have hardly a digit.
    digits = sum(char.isdigit() for char in found["body"])
    return unless_stand_in(found) if digits >= _FEWEST_DIGITS else None


SLACK = (
    shaped(
        "slack-token",
        r"(?:xox[a-z]-|xapp-[0-9]-|xwfp-)[A-Za-z0-9%/+=-]{10}",
        r"(?:(?:xoxe\.)?xox[a-z]-|xapp-[0-9]-|xwfp-)(?P<body>[A-Za-z0-9%/+=-]{10,512})",
        "xoxb-784213590617-594038271650-" + made_up(ALNUM, 24),
        "Slack API documentation, token types",
        confirm=_slack_token,
        counter_examples=(
            "xoxb-short",
            "foxb-123456789012",
            "xoxp-xxxxxxxxxx-xxxxxxxxxx",
            "xoxo-indie-web-2026",
        ),
    ),
    shaped(
        "slack-webhook",
        r"hooks\.slack(?:-gov)?\.com/[a-z]{8}",
        r"(?:https?://)?hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/"
        r"(?P<body>[A-Za-z0-9+/_-]{20,255})",
        f"https://hooks.slack.com/services/T0{made_up('0-9A-Z', 8)}/B0{made_up('0-9A-Z', 8)}/"
        + made_up(ALNUM, 24),
        "Slack API documentation, incoming webhooks",
    ),
)

DISCORD = (
    shaped(
        "discord-bot-token",
        r"[MNO][A-Za-z0-9]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}",
        # The first part is a snowflake, digits in base64: it begins with one of these letters.
        r"(?<![A-Za-z0-9_.-])[MNO](?P<body>[A-Za-z0-9]{22,27}\.[A-Za-z0-9_-]{6}"
        r"\.[A-Za-z0-9_-]{27,45})(?![A-Za-z0-9_-]|\.[A-Za-z0-9])",
        f"MTk4NjIyNDgzNDcxOTI1MjQ4.{made_up(URL_SAFE, 6)}.{made_up(URL_SAFE, 38)}",
        "Discord developer documentation, authentication",
        kind="DISCORD_TOKEN",
    ),
    shaped(
        "discord-webhook",
        r"discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{6}",
        r"(?:https?://)?(?:ptb\.|canary\.)?discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/"
        r"[0-9]{17,20}/"
        r"(?P<body>[A-Za-z0-9_-]{60,100})",
        f"https://discord.com/api/webhooks/{_SNOWFLAKE}/{made_up(URL_SAFE, 68)}",
        "Discord developer documentation, webhooks",
    ),
)

OTHERS = (
    shaped(
        "telegram-bot-token",
        r"[0-9]:A[A-Za-z0-9_-]{32}",
        r"(?<![0-9A-Za-z])(?<![0-9]:)(?:bot)?[0-9]{5,16}:(?P<body>A[A-Za-z0-9_-]{34})(?![A-Za-z0-9_-])",
        f"7842135906:AA{made_up(URL_SAFE, 33)}",
        "Telegram Bot API, authorizing your bot",
        kind="TELEGRAM_TOKEN",
    ),
    shaped(
        "teams-webhook",
        r"webhook\.office\.com/webhookb2/[0-9a-fA-F]{8}-",
        rf"webhook\.office\.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/"
        rf"(?P<body>[0-9a-fA-F]{{32}}/{UUID}(?:/[A-Za-z0-9_-]{{20,64}})?)",
        "webhook.office.com/webhookb2/4ea38b7b-f563-7709-4bae-87aea15c0d3e@"
        "4ea38b7b-f563-7709-4bae-87aea15c0d3e/IncomingWebhook/"
        + made_up("0-9a-f", 32)
        + "/4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        "Microsoft Teams documentation, incoming webhooks",
    ),
    shaped(
        "google-chat-webhook",
        r"chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{4}",
        r"(?:https?://)?chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{6,32}/messages\?"
        r"(?P<body>[A-Za-z0-9_=&%-]{40,255})",
        f"https://chat.googleapis.com/v1/spaces/AAAAq8Rw1xE/messages?key={made_up(ALNUM, 39)}"
        f"&token={made_up(URL_SAFE, 43)}",
        "Google Chat documentation, incoming webhooks",
    ),
    shaped(
        "zapier-webhook",
        r"hooks\.zapier\.com/hooks/catch/[0-9]",
        r"(?:https?://)?hooks\.zapier\.com/hooks/catch/(?P<body>[0-9]{4,10}/[A-Za-z0-9]{6,16})",
        f"https://hooks.zapier.com/hooks/catch/7842135/{made_up(LOWER, 7)}",
        "Zapier documentation, webhooks",
    ),
    shaped(
        "facebook-token",
        r"EAA[A-Z][0-9A-Za-z]{12}|[0-9]{15,16}(?:\||%7[Cc])[0-9A-Za-z_-]{20}",
        r"(?<![0-9A-Za-z+/])(?:EAA(?P<body>[A-Z][0-9A-Za-z]{60,512})"
        r"|[0-9]{15,16}(?:\||%7[Cc])[0-9A-Za-z_-]{27,40})(?![0-9A-Za-z+/])",
        f"EAAM{made_up(ALNUM, 120)}",
        "Meta for Developers, access tokens",
        confirm=whole,
    ),
    prefixed(
        "twitter-bearer-token",
        "AAAAAAAAAAAAAAAAAAAA",
        f"{ALNUM}%",
        50,
        "X developer documentation, OAuth 2.0 bearer token",
    ),
    shaped(
        "twitter-access-token",
        r"[0-9]{15,25}-[0-9A-Za-z]{20}",
        r"(?<![0-9A-Za-z-])[0-9]{15,25}-(?P<body>[0-9A-Za-z]{20,40})(?![0-9A-Za-z-])",
        f"{_SNOWFLAKE}-{made_up(ALNUM, 30)}",
        "X developer documentation, OAuth 1.0a",
    ),
    prefixed(
        "intercom-token", "dG9rO", f"{BASE64}=_-", 50, "Intercom developer documentation, tokens"
    ),
    prefixed(
        "linkedin-client-secret", "WPL_AP1.", f"{ALNUM}.=+/", 16, "LinkedIn API documentation"
    ),
    shaped(
        "twitch-stream-key",
        r"live_[0-9]{6,12}_[0-9A-Za-z]{6}",
        r"(?<![0-9A-Za-z])live_[0-9]{6,12}_(?P<body>[0-9A-Za-z]{24,40})",
        f"live_784213590_{made_up(ALNUM, 30)}",
        "Twitch Help, stream key",
    ),
    prefixed("pubnub-secret-key", "sec-c-", f"{BASE64}=-", 40, "PubNub documentation, API keys"),
)

CHAT = (*SLACK, *DISCORD, *OTHERS)

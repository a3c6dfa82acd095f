"""Keys of mail, messaging and telephony services."""

from __future__ import annotations

from enforcecore_core.redaction.detectors.secrets.tokens import (
    ALNUM,
    HEX,
    LOWER,
    URL_SAFE,
    made_up,
    prefixed,
    shaped,
)

__all__ = ["MAIL"]

MAIL = (
    shaped(
        "sendgrid-key",
        r"SG\.[0-9A-Za-z_=.-]{6}",
        r"(?<![0-9A-Za-z])SG\.(?P<body>[0-9A-Za-z_-]{16,24}\.[0-9A-Za-z_-]{32,64}"
        r"|[0-9A-Za-z_=.-]{66})",
        f"SG.{made_up(URL_SAFE, 22)}.{made_up(URL_SAFE, 43)}",
        "Twilio SendGrid documentation, API keys",
    ),
    prefixed("twilio-key", "SK", HEX, 32, "Twilio documentation, API keys", exact=True),
    prefixed(
        "mailgun-key", ("key-", "pubkey-"), HEX, 32, "Mailgun documentation, API keys", exact=True
    ),
    shaped(
        "mailgun-private-key",
        r"[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}",
        r"(?<![0-9A-Za-z-])(?P<body>[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})(?![0-9A-Za-z-])",
        f"{made_up('0-9a-f', 32)}-{made_up('0-9a-f', 8)}-{made_up('0-9a-f', 8)}",
        "Mailgun documentation, API keys",
        kind="MAILGUN_KEY",
    ),
    shaped(
        "mailchimp-key",
        r"[0-9a-f]-us[0-9]",
        r"(?<![0-9A-Za-z])(?P<body>[0-9a-f]{32})-us[0-9]{1,2}(?![0-9A-Za-z])",
        f"{made_up('0-9a-f', 32)}-us18",
        "Mailchimp Marketing API documentation, API keys",
    ),
    prefixed(
        "mandrill-key",
        "md-",
        URL_SAFE,
        22,
        "Mailchimp Transactional documentation, API keys",
        exact=True,
    ),
    prefixed(
        "brevo-key",
        ("xkeysib-", "xsmtpsib-"),
        "0-9a-f",
        64,
        "Brevo developer documentation, API keys",
        tail="(?:-[0-9A-Za-z]{16})?",
        glued=True,
    ),
    shaped(
        "resend-key",
        r"re_[0-9A-Za-z]{6,12}_[0-9A-Za-z]{8}",
        r"(?<![0-9A-Za-z])re_(?P<body>[0-9A-Za-z]{6,12}_[0-9A-Za-z]{20,32})(?![0-9A-Za-z_])",
        f"re_{made_up(ALNUM, 8)}_{made_up(ALNUM, 24)}",
        "Resend documentation, API keys",
    ),
    prefixed("mailersend-token", "mlsn.", HEX, 64, "MailerSend documentation, API tokens"),
    prefixed("klaviyo-key", "pk_", HEX, 34, "Klaviyo documentation, private API keys", exact=True),
    prefixed("beamer-key", "b_", f"={LOWER}_-", 44, "Beamer documentation, API keys", exact=True),
    shaped(
        "maxmind-license-key",
        "_mmk",
        r"(?<![0-9A-Za-z_])(?P<body>[0-9A-Za-z]{6}_[0-9A-Za-z]{29})_mmk(?![0-9A-Za-z_])",
        f"{made_up(ALNUM, 6)}_{made_up(ALNUM, 29)}_mmk",
        "MaxMind documentation, license keys",
    ),
)

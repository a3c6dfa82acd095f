"""Keys of payment and shipping services."""

from __future__ import annotations

from enforcecore_core.redaction.detectors.secrets.tokens import (
    ALNUM,
    BASE64,
    HEX,
    LOWER,
    URL_SAFE,
    UUID,
    if_random,
    made_up,
    prefixed,
    shaped,
)

__all__ = ["PAYMENTS"]

PAYMENTS = (
    prefixed(
        "stripe-key",
        ("sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_", "rk_prod_"),
        ALNUM,
        10,
        "Stripe documentation, API keys",
        glued=True,
    ),
    prefixed("stripe-webhook-secret", "whsec_", f"{BASE64}=", 24, "Stripe documentation, webhooks"),
    prefixed(
        "square-token",
        ("sq0atp-", "sq0csp-", "sq0idp-", "EAAA"),
        URL_SAFE,
        22,
        "Square developer documentation, access tokens",
    ),
    shaped(
        "paypal-braintree-token",
        r"access_token[$][a-z]{7,10}[$][0-9a-z]{6}",
        r"access_token[$](?:production|sandbox)[$](?P<body>[0-9a-z]{16}[$][0-9a-f]{32})",
        f"access_token$production${made_up(LOWER, 16)}${made_up('0-9a-f', 32)}",
        "Braintree documentation, access tokens",
    ),
    prefixed(
        "shopify-token",
        ("shpat_", "shpca_", "shppa_", "shpss_", "shpua_", "shpit_", "shptka_"),
        HEX,
        32,
        "Shopify developer documentation, access token types",
        glued=True,
    ),
    shaped(
        "plaid-token",
        r"(?:access|public|link)-(?:sandbox|development|production)-[0-9a-fA-F]{6}",
        rf"(?:access|public|link)-(?:sandbox|development|production)-(?P<body>{UUID})",
        "access-production-4ea38b7b-f563-7709-4bae-87aea15c0d3e",
        "Plaid documentation, tokens",
    ),
    shaped(
        "adyen-key",
        r"AQE[A-Za-z0-9+/]{10}",
        r"(?<![A-Za-z0-9+/])(?P<body>AQE[A-Za-z0-9+/]{60,255}={0,2}"
        r"-[A-Za-z0-9+/]{20,80}={0,2}-[A-Za-z0-9+/=]{8,64})",
        f"AQE{made_up(BASE64, 80)}-{made_up(BASE64, 43)}=-{made_up(BASE64, 16)}",
        "Adyen documentation, API credentials",
    ),
    shaped(
        "flutterwave-key",
        r"FLW(?:SECK|PUBK)(?:_TEST)?-[0-9A-Za-z]{6}",
        r"FLW(?:SECK|PUBK)(?:_TEST)?-(?P<body>[0-9A-Za-z]{12,64}(?:-X)?)",
        f"FLWSECK-{made_up('0-9a-f', 32)}-X",
        "Flutterwave documentation, API keys",
        counter_examples=("FLWSECK-short", "FLWSECK_TEST-xxxxxxxxxxxxxxxxxxxx-X"),
    ),
    prefixed(
        "razorpay-key",
        ("rzp_live_", "rzp_test_"),
        ALNUM,
        14,
        "Razorpay documentation, API keys",
    ),
    prefixed(
        "mollie-key",
        ("live_", "test_"),
        ALNUM,
        30,
        "Mollie documentation, API keys",
        confirm=if_random,
    ),
    prefixed(
        "gocardless-token",
        ("live_", "sandbox_"),
        f"={URL_SAFE}",
        40,
        "GoCardless documentation, access tokens",
        confirm=if_random,
    ),
    prefixed(
        "easypost-key", ("EZAK", "EZTK"), ALNUM, 54, "EasyPost documentation, API keys", exact=True
    ),
    prefixed(
        "shippo-token", ("shippo_live_", "shippo_test_"), HEX, 40, "Shippo documentation, tokens"
    ),
    prefixed(
        "duffel-token",
        ("duffel_live_", "duffel_test_"),
        f"={URL_SAFE}",
        40,
        "Duffel documentation, access tokens",
    ),
    prefixed(
        "lob-key",
        ("live_", "test_", "live_pub_", "test_pub_"),
        "0-9a-f",
        31,
        "Lob documentation, API keys",
    ),
    prefixed(
        "paddle-key", ("pdl_live_", "pdl_sdbx_"), f"{ALNUM}_", 40, "Paddle documentation, API keys"
    ),
    prefixed(
        "checkout-key", ("sk_sbox_", "pk_sbox_"), LOWER, 26, "Checkout.com documentation, API keys"
    ),
)

"""Writes phone numbers the one way that providers take: E.164."""

import re

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_NATIONAL_ZERO = re.compile(r"\(0\)")
_BETWEEN = re.compile(r"[\s()./\-\u00a0\u2010-\u2015]")


def e164(written: str) -> str | None:
    """`+49 (0)30 / 123-456` as `+4930123456`; None where it names no country, or is no number."""
    plain = _BETWEEN.sub("", _NATIONAL_ZERO.sub("", written))
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    return plain if plain.isascii() and _E164.fullmatch(plain) else None

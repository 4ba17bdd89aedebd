# SPDX-License-Identifier: Apache-2.0
"""Verification codes: what stands in the QR code of a letter, and under it for who must type.

26 symbols of Crockford's Base32 are 130 bits: nobody meets the code of a letter by trying. The
alphabet has no I, L, O and U, which hands and eyes mistake for others.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
GROUP = 4

_READ_AS = str.maketrans("OIL", "011", " -\u2010\u2011\u2013.")


def new_code() -> str:
    """Return a random code of 130 bits, as it is stored and as it stands in addresses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """Return a code in groups of four, as people read and type it."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def typed_code(text: str) -> str | None:
    """Return the code that somebody typed, or None when it can be no code of ours.

    Blanks, hyphens and small letters are welcome; O is read as 0, I and L as 1.
    """
    code = text.upper().translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None

# SPDX-License-Identifier: Apache-2.0
"""Passwords: long enough, not one of the obvious ones, compared exactly as received, kept as argon2id.

Parameters: OWASP Password Storage Cheat Sheet, argon2id with 19 MiB, 2 iterations, 1 lane. Rules: NIST SP
800-63B and ASVS 5.0 V6.2 (length and a list instead of compositions).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

from balaikota.identity.services.contacts import ContactAddress
from balaikota.kernel.problems import FieldError, Invalid
from balaikota.kernel.text import Text, _

SHORTEST = 8
LONGEST = 256
_hasher = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)

TOO_SHORT = _("Kata sandi paling sedikit 8 huruf atau angka")
TOO_LONG = _("Kata sandi paling panjang 256 huruf")
OBVIOUS = _(
    "Kata sandi ini mudah ditebak. Pilih yang lain, misalnya tiga kata yang tidak berhubungan"
)
SAME_AS_CONTACT = _("Kata sandi tidak boleh sama dengan nomor HP atau e-mail Anda")


def check_new_password(password: str, contact: ContactAddress) -> None:
    """Raise ``Invalid`` at ``/password`` with a sentence when ``password`` is too weak for this person."""
    if (reason := _weakness(password, contact)) is not None:
        raise Invalid(errors=[FieldError("/password", reason)])


def hash_password(password: str) -> str:
    """The argon2id hash of ``password``, parameters and salt included."""
    return _hasher.hash(password)


def password_fits(password_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one; for nobody (None) it takes the same work and is never so."""
    try:
        _hasher.verify(password_hash or _nobody(), password)
    except VerifyMismatchError:
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _nobody() -> str:
    return _hasher.hash("nobody")


@cache
def _obvious() -> frozenset[str]:
    lines = files("balaikota.identity").joinpath("obvious_passwords.txt").read_text("utf-8")
    return frozenset(line.strip() for line in lines.splitlines())


def _weakness(password: str, contact: ContactAddress) -> Text | None:
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    if _is_contact(password, contact):
        return SAME_AS_CONTACT
    if password.casefold() in _obvious() or len(set(password)) == 1:
        return OBVIOUS
    return None


def _is_contact(password: str, contact: ContactAddress) -> bool:
    """Also in the other ways of writing a number: 0812…, 62812…, with blanks or dashes."""
    if contact.channel == "email":
        return password.casefold() == contact.address.casefold()
    digits = re.sub(r"[ ().+-]", "", password)
    national = contact.address.removeprefix("+62")
    return digits in {national, f"0{national}", f"62{national}"}

# SPDX-License-Identifier: Apache-2.0
"""Addresses of people: phone numbers as E.164, e-mail addresses in one form (``docs``: phones, addresses)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberType, ValidationResult

from balaikota.identity.models import Channel
from balaikota.kernel.problems import FieldError, Invalid
from balaikota.kernel.secrets import KeyRing
from balaikota.kernel.text import Text, _

REGION = "ID"
COUNTRY_CODE = 62
MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
MOBILE_DIGITS = range(9, 13)  # after the leading 0
PHONE_LETTERS = re.compile(r"\+?[0-9 ().\-]+")
EMAIL = re.compile(r'[^\s@<>()\[\],;:\\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}')
EMAIL_LENGTH = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets

NEITHER = _("Tulis nomor HP seperti 081234567890, atau alamat e-mail")
BAD_EMAIL = _("Alamat e-mail ini tidak lengkap. Contoh yang benar: nama@contoh.id")
TOO_SHORT = _("Nomor HP ini kurang angkanya. Periksa lagi")
TOO_LONG = _("Nomor HP ini kelebihan angka. Periksa lagi")
BAD_PHONE = _("Nomor HP ini tidak dikenal. Periksa lagi angka-angkanya")
FOREIGN = _("Kode hanya dapat dikirim ke nomor Indonesia (+62). Anda juga dapat memakai e-mail")
LAND_LINE = _(
    "Ini nomor telepon rumah, kode tidak dapat dikirim ke sana. Pakai nomor HP atau e-mail"
)


@dataclass(frozen=True, slots=True)
class ContactAddress:
    """A normalised address: E.164 (``+6281…``) or ``nama@contoh.id``."""

    channel: Channel
    address: str

    @property
    def masked(self) -> str:
        """Enough for its owner to know it again: ``0812****7890``, ``s***@contoh.id``."""
        if self.channel == "phone":
            written = self.address.replace(f"+{COUNTRY_CODE}", "0", 1)
            return f"{written[:4]}****{written[-4:]}"
        name, _at, domain = self.address.rpartition("@")
        return f"{name[:1]}***@{domain}"

    def fingerprint(self, keys: KeyRing) -> bytes:
        """What equal addresses share. Letters' case makes no difference: phones write ``Siti@`` where a line begins."""
        return keys.fingerprint("identity.contact", f"{self.channel}|{self.address.casefold()}")


@dataclass(frozen=True, slots=True)
class ProvenContact(ContactAddress):
    """An address whose owner has shown that it is theirs."""


def read_contact(text: str) -> ContactAddress:
    """What a person typed, normalised. Raises ``Invalid`` at ``/contact`` with a sentence on what is wrong."""
    typed = unicodedata.normalize("NFC", text).strip()
    if "@" in typed:
        return ContactAddress("email", _email(typed))
    if not PHONE_LETTERS.fullmatch(typed):
        raise _wrong(NEITHER)
    return ContactAddress("phone", _e164(_phone(typed)))


def check_reachable(contact: ContactAddress) -> None:
    """Raise ``Invalid`` unless a code can be sent there: an e-mail address or an Indonesian mobile number."""
    if contact.channel == "email":
        return
    number = phonenumbers.parse(contact.address)
    if number.country_code != COUNTRY_CODE:
        raise _wrong(FOREIGN)
    if phonenumbers.number_type(number) not in MOBILE:
        raise _wrong(LAND_LINE)


def _email(typed: str) -> str:
    name, _at, domain = typed.rpartition("@")
    address = f"{name}@{domain.casefold()}"
    # Invisible letters (Cf) would make two addresses look alike.
    hidden = any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in address)
    if hidden or len(address) > EMAIL_LENGTH or not EMAIL.fullmatch(address):
        raise _wrong(BAD_EMAIL)
    return address


def _phone(typed: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException as error:
        raise _wrong(BAD_PHONE) from error
    if phonenumbers.is_valid_number(number):
        return number
    raise _wrong(_what_is_wrong(number))


def _what_is_wrong(number: phonenumbers.PhoneNumber) -> Text:
    digits = phonenumbers.national_significant_number(number)
    reason = phonenumbers.is_possible_number_with_reason(number)
    if digits.startswith("8") and len(digits) not in MOBILE_DIGITS:
        return TOO_SHORT if len(digits) < MOBILE_DIGITS.start else TOO_LONG
    if reason in {ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY}:
        return TOO_SHORT
    return TOO_LONG if reason == ValidationResult.TOO_LONG else BAD_PHONE


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _wrong(sentence: Text) -> Invalid:
    return Invalid(errors=[FieldError("/contact", sentence)])

# SPDX-License-Identifier: Apache-2.0
"""What people write about themselves, made plain: names, addresses, birth dates.

A name may be one word, have no family name, carry titles and apostrophes, and be all capitals as on the KTP. What
is refused are letters that cannot be seen (they hide text or turn it round) and lengths that no letter has room for.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from balaikota.kernel.problems import FieldError, Invalid
from balaikota.kernel.text import Text, _

LONGEST_NAME = 150
LONGEST_ADDRESS = 300
SHORTEST_ADDRESS = 5
FIRST_BIRTH = date(1900, 1, 1)
DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})[/. -](?P<month>[0-9]{1,2})[/. -](?P<year>[0-9]{4})")
ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")

NO_NAME = _("Isi nama Anda seperti pada KTP")
HIDDEN = _("Ada huruf yang tidak terlihat di sini. Hapus, lalu ketik sendiri")
NOT_A_NAME = _("Nama hanya berisi huruf, spasi, titik, koma, tanda hubung, dan tanda petik")
LONG_NAME = _("Nama paling panjang {most} huruf. Singkat nama tengah Anda", most=LONGEST_NAME)
NO_ADDRESS = _("Isi alamat: jalan atau kampung, nomor rumah, RT dan RW")
LONG_ADDRESS = _("Alamat paling panjang {most} huruf", most=LONGEST_ADDRESS)
NO_DATE = _("Tulis tanggal lahir sebagai tanggal/bulan/tahun, misalnya 27/03/1985")
NO_SUCH_DATE = _("Tanggal ini tidak ada di kalender. Urutannya tanggal, bulan, tahun")
NOT_BORN = _("Tanggal lahir ini belum terjadi. Periksa tahunnya")
TOO_OLD = _("Tanggal lahir sebelum tahun 1900. Periksa tahunnya")

NAME_LETTERS = frozenset(" .,'’‘`-/()")


def read_name(text: str) -> str:
    """The name in NFC with single blanks. Raises ``Invalid`` at ``/name``."""
    name = _plain(text, "name")
    if not any(letter.isalpha() for letter in name):
        raise _wrong("name", NO_NAME)
    if len(name) > LONGEST_NAME:
        raise _wrong("name", LONG_NAME)
    if not all(_belongs_to_names(letter) for letter in name):
        raise _wrong("name", NOT_A_NAME)
    return name


def read_address(text: str, field: str = "address") -> str:
    """The address on one line, in NFC with single blanks. Raises ``Invalid`` at ``field``."""
    address = _plain(text, field)
    if len(address) < SHORTEST_ADDRESS or not any(letter.isalpha() for letter in address):
        raise _wrong(field, NO_ADDRESS)
    if len(address) > LONGEST_ADDRESS:
        raise _wrong(field, LONG_ADDRESS)
    return address


def read_birth_date(written: date | str, today: date) -> date:
    """A birth date that somebody alive may have, ``today`` in the city. Raises ``Invalid`` at ``/birth_date``.

    As people write it: day, month and year with four digits (27/03/1985); what browsers fill in (1985-03-27) too.
    """
    birth_date = written if isinstance(written, date) else _read_day(written)
    if birth_date > today:
        raise _wrong("birth_date", NOT_BORN)
    if birth_date < FIRST_BIRTH:
        raise _wrong("birth_date", TOO_OLD)
    return birth_date


def _read_day(text: str) -> date:
    shape = DAY_FIRST.fullmatch(text.strip()) or ISO.fullmatch(text.strip())
    if shape is None:
        raise _wrong("birth_date", NO_DATE)
    try:
        return date(int(shape["year"]), int(shape["month"]), int(shape["day"]))
    except ValueError as error:
        raise _wrong("birth_date", NO_SUCH_DATE) from error


def _plain(text: str, field: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    # C*: control, bidirectional and zero-width marks, lone surrogates, private use, unassigned.
    if any(unicodedata.category(letter).startswith("C") for letter in plain):
        raise _wrong(field, HIDDEN)
    return plain


def _belongs_to_names(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM" or letter in NAME_LETTERS


def _wrong(field: str, sentence: Text) -> Invalid:
    return Invalid(errors=[FieldError(f"/{field}", sentence)])

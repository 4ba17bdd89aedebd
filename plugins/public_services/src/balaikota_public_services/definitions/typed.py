# SPDX-License-Identifier: Apache-2.0
"""One reader per type of field: from JSON or a form's text to what is kept, and from there to words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_decimal

from balaikota import Invalid, Text, _, check_nik, read_contact
from balaikota_public_services.definitions.model import Field

LONGEST: Final = {"text": 500, "address": 500, "long_text": 5000}
LARGEST: Final = 10**12
YES_NO: Final = {"ya": True, "tidak": False}
DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
AMOUNT: Final = re.compile(r"(?:rp\.?)?\s*(\d{1,3}(?:\.\d{3})+|\d+)(?:,00|,-)?", re.IGNORECASE)
WHOLE: Final = re.compile(r"\d+")

YES: Final = _("Ya")
NO: Final = _("Tidak")
UNREADABLE: Final = _("Isian ini tidak dapat dibaca")
NOT_AN_OPTION: Final = _("Pilih salah satu")
NOT_A_NUMBER: Final = _("Tulis bilangan bulat dengan angka, misalnya 4")
NOT_AN_AMOUNT: Final = _("Tulis jumlah rupiah dengan angka, misalnya 1.500.000")
NOT_A_DATE: Final = _("Tulis tanggal, bulan, dan tahun, misalnya 27/03/1985")
TOO_LONG: Final = _("Isian ini terlalu panjang")
NOT_HERE: Final = _("Pilih kelurahan di kota ini")
NOT_A_PHONE: Final = _("Tulis nomor telepon, misalnya 081234567890")
NOT_AN_EMAIL: Final = _("Tulis alamat e-mail, misalnya nama@contoh.id")

Kelurahan = Mapping[str, str]


class Wrong(Exception):
    """An answer that cannot be taken; ``sentence`` says why."""

    def __init__(self, sentence: Text | str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def tidy(given: Any, *, lines: bool = False) -> str:
    """Text as the eye sees it: NFC, without invisible characters, blanks as one, lines only where they are meant.

    Raises ``Wrong`` for what is no text.
    """
    if not isinstance(given, str):
        raise Wrong(UNREADABLE)
    plain = unicodedata.normalize("NFC", given)
    visible = "".join(
        letter if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"} or letter == "\n" else " "
        for letter in plain.replace("\r\n", "\n")
    )
    if not lines:
        return " ".join(visible.split())
    return "\n".join(" ".join(line.split()) for line in visible.split("\n")).strip()


def _text(field: Field, given: Any, _kelurahan: Kelurahan) -> str:
    found = tidy(given, lines=field.type == "long_text")
    if len(found) > LONGEST[field.type]:
        raise Wrong(TOO_LONG)
    return found


def _number(_field: Field, given: Any, _kelurahan: Kelurahan) -> int:
    if isinstance(given, str) and WHOLE.fullmatch(given.strip()):
        return _bounded(int(given.strip()[:15]))
    if type(given) is not int:
        raise Wrong(NOT_A_NUMBER)
    return _bounded(given)


def _money(_field: Field, given: Any, _kelurahan: Kelurahan) -> int:
    if isinstance(given, str) and (amount := AMOUNT.fullmatch(given.strip())):
        return _bounded(int(amount[1].replace(".", "")[:15]))
    if type(given) is not int or given < 0:
        raise Wrong(NOT_AN_AMOUNT)
    return _bounded(given)


def _bounded(number: int) -> int:
    if abs(number) > LARGEST:
        raise Wrong(NOT_A_NUMBER)
    return number


def _date(_field: Field, given: Any, _kelurahan: Kelurahan) -> str:
    """As ISO text; people write 27/03/1985, programs 1985-03-27."""
    typed = given.strip() if isinstance(given, str) else ""
    try:
        if written := DATE.fullmatch(typed):
            return date(int(written[3]), int(written[2]), int(written[1])).isoformat()
        return datetime.strptime(typed, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007  a bare date
    except ValueError as error:
        raise Wrong(NOT_A_DATE) from error


def _choice(field: Field, given: Any, _kelurahan: Kelurahan) -> str:
    if given not in [option.value for option in field.options]:
        raise Wrong(NOT_AN_OPTION)
    return str(given)


def _yes_no(_field: Field, given: Any, _kelurahan: Kelurahan) -> bool:
    if isinstance(given, bool):
        return given
    if not isinstance(given, str) or given.strip().casefold() not in YES_NO:
        raise Wrong(NOT_AN_OPTION)
    return YES_NO[given.strip().casefold()]


def _nik(_field: Field, given: Any, _kelurahan: Kelurahan) -> str:
    if not isinstance(given, str):
        raise Wrong(UNREADABLE)
    try:
        return check_nik(given).digits
    except Invalid as invalid:
        raise Wrong(invalid.errors[0].detail) from invalid


def _contact(channel: str, otherwise: Text) -> Callable[[Field, Any, Kelurahan], str]:
    def read(_field: Field, given: Any, _kelurahan: Kelurahan) -> str:
        try:
            contact = read_contact(tidy(given))
        except Invalid as invalid:
            raise Wrong(invalid.errors[0].detail) from invalid
        if contact.channel != channel:
            raise Wrong(otherwise)
        return contact.address

    return read


def _kelurahan_code(_field: Field, given: Any, kelurahan: Kelurahan) -> str:
    if not isinstance(given, str) or given not in kelurahan:
        raise Wrong(NOT_HERE)
    return given


TYPES: Final[Mapping[str, Callable[[Field, Any, Kelurahan], Any]]] = {
    "text": _text,
    "long_text": _text,
    "address": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
    "nik": _nik,
    "phone": _contact("phone", NOT_A_PHONE),
    "email": _contact("email", NOT_AN_EMAIL),
    "kelurahan": _kelurahan_code,
}


def in_words(
    field: Field,
    answer: Any,
    kelurahan: Kelurahan,
    words: Callable[[str], str] = str,
    locale: str = "id",
) -> str:
    """The answer as people read it: ``Rp1.500.000``, ``12 Januari 2019``, the label of a choice.

    ``words`` translates labels; without it they stay Indonesian, as in a letter.
    """
    if answer is None:
        return ""
    if field.type == "money":
        return f"Rp{format_decimal(answer, locale='id')}"
    if field.type == "date":
        return format_date(date.fromisoformat(answer), "d MMMM y", locale=locale)
    if field.type == "yes_no":
        return words((YES if answer else NO).message)
    if field.type == "choice":
        labels = {option.value: words(option.label) for option in field.options}
        return labels.get(answer, str(answer))
    return kelurahan.get(answer, answer) if field.type == "kelurahan" else str(answer)

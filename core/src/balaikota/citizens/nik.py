# SPDX-License-Identifier: Apache-2.0
"""The NIK: ``PPKKCC DDMMYY SSSS``, 16 digits, the day plus 40 for women.

It says where it was first issued, never where its owner lives, and it has no check digit. Its year has two digits,
so it does not say how old somebody is: the stated birth date does, and can only be compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from balaikota.kernel.problems import FieldError, Invalid
from balaikota.kernel.text import Text, _
from balaikota.regions.codes import PROVINCES

Sex = Literal["L", "P"]

DIGITS = 16
CENTURIES = (1900, 2000)
WOMEN = 40
FIRST_KK = date(2004, 1, 1)  # about when KK numbers took this form; only a hint hangs on it
INVISIBLE = frozenset({"Cc", "Cf"})

GROUPED = re.compile(r"[0-9]{2,}(?:[ .\-]{1,3}[0-9]{2,})*")
SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
BLANKS = re.compile(r"\s+")
SEPARATORS = re.compile(r"[ .\-]")
ALLOWED = re.compile(r"[0-9 .\-]+")
DASHES = dict.fromkeys(map(ord, "‐‑‒–—"), "-")

NOTHING = _("Isi NIK: 16 angka pada KTP Anda")
RUINED = _("Nomor ini rusak oleh program tabel seperti Excel. Salin 16 angkanya dari KTP")
HIDDEN = _("Ada huruf yang tidak terlihat pada NIK. Hapus, lalu ketik sendiri 16 angkanya")
OTHER_DIGITS = _("Ketik NIK dengan angka biasa 0 sampai 9")
NOT_DIGITS = _("NIK hanya berisi angka, tanpa huruf atau tanda lain")
SCATTERED = _("Tanda di antara angka NIK tidak pada tempatnya. Ketik 16 angka saja")
NO_PROVINCE = _("Dua angka pertama NIK bukan kode provinsi. Periksa lagi dengan KTP")
NO_AREA = _("Angka ke-3 sampai ke-6 NIK bukan kode kota dan kecamatan. Periksa lagi dengan KTP")
NO_DAY = _("Angka ke-7 dan ke-8 NIK bukan tanggal: 01 sampai 31, atau 41 sampai 71 untuk perempuan")
NO_MONTH = _("Angka ke-9 dan ke-10 NIK bukan bulan 01 sampai 12")
NO_DATE = _("Tanggal lahir di dalam NIK tidak ada di kalender. Periksa lagi dengan KTP")
NO_SERIAL = _("Empat angka terakhir NIK tidak mungkin 0000. Periksa lagi dengan KTP")

OTHER_BIRTH = _("Tanggal lahir di dalam NIK berbeda dari tanggal lahir yang Anda isi.")
OTHER_SEX = _("Jenis kelamin di dalam NIK berbeda dari yang Anda isi.")
MAYBE_KK = _("Apakah ini nomor Kartu Keluarga? Pakai NIK yang tertulis pada KTP Anda.")
NO_SUCH_KECAMATAN = _(
    "Kode kecamatan di dalam NIK tidak ada di kota ini. Periksa angka ke-5 dan ke-6."
)


class WrongNik(Invalid):
    """The text is no NIK; the sentence at ``/nik`` says by which rule."""


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK that keeps every hard rule.

    ``region_code`` is the kecamatan that first issued it (it may have been renamed or given to another province
    since), ``birth_dates`` what its two-digit year may mean, ``sex`` L or P.
    """

    digits: str
    region_code: str
    birth_dates: tuple[date, ...]
    sex: Sex

    @property
    def masked(self) -> str:
        """``647401******9901``: neither the birth date nor the sex can be read from it."""
        return mask_nik(self.digits)

    def warnings(
        self,
        *,
        birth_date: date,
        today: date,
        sex: Sex | None = None,
        city_code: str = "",
        kecamatan_codes: frozenset[str] = frozenset(),
    ) -> list[Text]:
        """Where the NIK disagrees with what its owner says; the registry makes mistakes, so none of it forbids.

        ``kecamatan_codes`` are those of the city ``city_code``: a NIK issued there should name one of them, a NIK
        issued elsewhere is as good.
        """
        found = []
        is_local = bool(kecamatan_codes) and self.region_code.startswith(f"{city_code}.")
        if is_local and self.region_code not in kecamatan_codes:
            found.append(NO_SUCH_KECAMATAN)
        if birth_date not in self.birth_dates:
            found.append(OTHER_BIRTH)
            if self._reads_as_kk(birth_date, today):
                found.append(MAYBE_KK)
        if sex is not None and sex != self.sex:
            found.append(OTHER_SEX)
        return found

    def _reads_as_kk(self, birth_date: date, today: date) -> bool:
        """A KK number has the day on which it was issued, without the 40: later than its holder's birth."""
        earliest = max(birth_date, FIRST_KK)
        return self.sex == "L" and any(earliest < day <= today for day in self.birth_dates)


def check_nik(text: str) -> Nik:
    """Read what a person typed, pasted or imported as NIK. Raises ``WrongNik`` with the sentence of the first rule.

    Blanks, dots and dashes may stand between groups of digits. Rules: ``domain.md`` §1.1 (Dukcapil's layout).
    """
    digits = _digits(text)
    if digits[:2] not in PROVINCES:
        raise _wrong(NO_PROVINCE)
    if "00" in {digits[2:4], digits[4:6]}:
        raise _wrong(NO_AREA)
    sex, birth_dates = _birth(digits[6:12])
    if digits[12:] == "0000":
        raise _wrong(NO_SERIAL)
    region_code = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}"
    return Nik(digits, region_code, birth_dates, sex)


def mask_nik(digits: str) -> str:
    """The NIK as answers show it: region and serial only."""
    return f"{digits[:6]}******{digits[12:]}"


def _digits(text: str) -> str:
    typed = BLANKS.sub(" ", text.translate(DASHES)).strip()
    for is_broken, sentence in FORM_RULES:
        if is_broken(typed):
            raise _wrong(sentence)
    digits = SEPARATORS.sub("", typed)
    if len(digits) < DIGITS:
        raise _wrong(_("NIK terdiri dari 16 angka. Yang Anda isi baru {count}", count=len(digits)))
    if len(digits) > DIGITS:
        raise _wrong(_("NIK terdiri dari 16 angka. Yang Anda isi ada {count}", count=len(digits)))
    # "647401170845990.1" has 16 digits too, but is the fraction that a table program made of 15.
    if not GROUPED.fullmatch(typed):
        raise _wrong(SCATTERED)
    return digits


def _has_invisible(typed: str) -> bool:
    return any(unicodedata.category(letter) in INVISIBLE for letter in typed)


def _has_other_digits(typed: str) -> bool:
    return any(letter.isdigit() and not letter.isascii() for letter in typed)


# The first one that is broken is told.
FORM_RULES: tuple[tuple[Callable[[str], object], Text], ...] = (
    (lambda typed: not typed, NOTHING),
    (SCIENTIFIC.fullmatch, RUINED),
    (_has_invisible, HIDDEN),
    (_has_other_digits, OTHER_DIGITS),
    (lambda typed: not ALLOWED.fullmatch(typed), NOT_DIGITS),
)


def _birth(digits: str) -> tuple[Sex, tuple[date, ...]]:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    sex: Sex = "P" if day > WOMEN else "L"
    day -= WOMEN if sex == "P" else 0
    if not 1 <= day <= 31:
        raise _wrong(NO_DAY)
    if not 1 <= month <= 12:
        raise _wrong(NO_MONTH)
    birth_dates = tuple(
        found for century in CENTURIES if (found := _date(century + year, month, day)) is not None
    )
    if not birth_dates:
        raise _wrong(NO_DATE)
    return sex, birth_dates


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _wrong(sentence: Text) -> WrongNik:
    return WrongNik(errors=[FieldError("/nik", sentence)])

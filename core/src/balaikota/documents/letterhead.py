# SPDX-License-Identifier: Apache-2.0
"""What every letter shows, in the shape that ``typst/letterhead.typ`` reads."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date


@dataclass(frozen=True)
class Letterhead:
    """Head of the paper of one agency unit.

    :ivar lines: the owner from the city down to the unit, for example ``("Pemerintah Kota
        Bontang", "Kecamatan Bontang Utara", "Kelurahan Api-Api")``; shown in capitals.
    :ivar address: street address with postcode, on one line.
    :ivar contacts: telephone, e-mail and site, each with its label.
    :ivar place: where letters are signed, for example ``Bontang``.
    :ivar crest: path of the crest among the files of the letter (PNG, JPEG or SVG), or None.
    :ivar crest_alt: the crest in words, for those who do not see it.
    """

    lines: tuple[str, ...]
    address: str
    contacts: tuple[str, ...]
    place: str
    crest: str | None = None
    crest_alt: str = "Lambang daerah"


@dataclass(frozen=True)
class Signatory:
    """Who signs, in which position, on which day.

    :ivar position: as it stands over the name, with ``Plt.`` or ``Plh.`` where that applies.
    :ivar on_behalf_of: the position signed for (``a.n. Wali Kota Bontang``), or empty.
    :ivar rank: rank of a civil servant (``Penata Tingkat I``), or empty.
    :ivar nip: employee number of 18 digits, or empty for who has none.
    :ivar signed_on: the day in the zone of the city.
    """

    name: str
    position: str
    signed_on: date
    on_behalf_of: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True)
class VerificationBlock:
    """Where a reader checks the letter.

    :ivar url: whole address of the verification page; it also stands in the QR code.
    :ivar code: what to type for who cannot scan.
    :ivar qr: path of the QR picture among the files of the letter.
    :ivar signature_kind: the kind of the electronic signature in words, for example ``tanda
        tangan elektronik contoh, tidak tersertifikasi``.
    """

    url: str
    code: str
    qr: str
    signature_kind: str


def letter_values(
    letterhead: Letterhead,
    signatory: Signatory,
    *,
    number: str | None,
    verification: VerificationBlock | None,
) -> dict[str, object]:
    """Return the part of a letter's values that is the same for every kind of letter.

    :param number: the letter number, or None for a draft.
    :param verification: where to check it; None makes a draft, with *KONSEP* across the page.
    """
    return {
        "letterhead": vars(letterhead),
        "number": number,
        "signatory": vars(signatory)
        | {
            "nip": grouped_nip(signatory.nip),
            "signed_on": format_date(signatory.signed_on, "d MMMM y", locale="id_ID"),
        },
        "verification": vars(verification) if verification else None,
    }


def grouped_nip(nip: str) -> str:
    """Return an employee number in its usual groups: birth date, first day, sex, serial.

    A number that has not 18 digits is returned as it is.
    """
    if len(nip) != 18:
        return nip
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"

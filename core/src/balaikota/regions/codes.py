# SPDX-License-Identifier: Apache-2.0
"""Kemendagri region codes: ``PP.KK.CC.DDDD``, always text.

The code says what a place is: in the last part a leading 1 is a kelurahan, 2 a desa, 3 a desa adat (Kepmendagri
300.2.2-2138/2025). 19 kota have desa, so nothing here takes a kota to have kelurahan only. BPS codes look the same
and mean other places; they are never made from these.
"""

from __future__ import annotations

import re
from typing import Literal

Level = Literal["city", "kecamatan", "kelurahan"]

CODE = re.compile(
    r"(?P<province>[0-9]{2})\.(?!00)[0-9]{2}(\.(?!00)[0-9]{2}(\.(?P<kind>[0-9])[0-9]{3})?)?"
)
LEVELS: dict[int, Level] = {2: "city", 3: "kecamatan", 4: "kelurahan"}
SMALLEST = {"1": "Kelurahan", "2": "Desa", "3": "Desa adat"}

# Kepmendagri 300.2.2-2138/2025. The codes before the split of Papua in 2022 began with 91 and 92 too, so a NIK
# issued then still names a province of this list.
PROVINCES = {
    "11": "Aceh",
    "12": "Sumatera Utara",
    "13": "Sumatera Barat",
    "14": "Riau",
    "15": "Jambi",
    "16": "Sumatera Selatan",
    "17": "Bengkulu",
    "18": "Lampung",
    "19": "Kepulauan Bangka Belitung",
    "21": "Kepulauan Riau",
    "31": "Daerah Khusus Jakarta",
    "32": "Jawa Barat",
    "33": "Jawa Tengah",
    "34": "Daerah Istimewa Yogyakarta",
    "35": "Jawa Timur",
    "36": "Banten",
    "51": "Bali",
    "52": "Nusa Tenggara Barat",
    "53": "Nusa Tenggara Timur",
    "61": "Kalimantan Barat",
    "62": "Kalimantan Tengah",
    "63": "Kalimantan Selatan",
    "64": "Kalimantan Timur",
    "65": "Kalimantan Utara",
    "71": "Sulawesi Utara",
    "72": "Sulawesi Tengah",
    "73": "Sulawesi Selatan",
    "74": "Sulawesi Tenggara",
    "75": "Gorontalo",
    "76": "Sulawesi Barat",
    "81": "Maluku",
    "82": "Maluku Utara",
    "91": "Papua",
    "92": "Papua Barat",
    "93": "Papua Selatan",
    "94": "Papua Tengah",
    "95": "Papua Pegunungan",
    "96": "Papua Barat Daya",
}


def is_code(text: str) -> bool:
    """Whether ``text`` is shaped like the code of a city, kecamatan, kelurahan or desa in a province that exists."""
    shape = CODE.fullmatch(text)
    return (
        shape is not None
        and shape["province"] in PROVINCES
        and (shape["kind"] is None or shape["kind"] in SMALLEST)
    )


def level_of(code: str) -> Level:
    """What the place of a well-formed ``code`` is; desa count as kelurahan, the smallest unit with an office."""
    return LEVELS[code.count(".") + 1]


def parent_of(code: str) -> str | None:
    """The code of the place around ``code``; None for a city, whose province is not kept."""
    return code.rpartition(".")[0] if level_of(code) != "city" else None

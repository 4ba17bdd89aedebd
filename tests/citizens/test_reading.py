# SPDX-License-Identifier: Apache-2.0
"""Names, addresses and birth dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from balaikota.citizens import reading
from balaikota.citizens.reading import read_address, read_birth_date, read_name
from balaikota.kernel.problems import Invalid

TODAY = date(2026, 11, 18)


def refusal(read, *given) -> tuple[str, str]:
    """Where and why ``read`` refuses."""
    with pytest.raises(Invalid) as refused:
        read(*given)
    (error,) = refused.value.errors
    return error.pointer, str(error.detail)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Suharto", "Suharto"),
        ("SITI NUR'AINI", "SITI NUR'AINI"),
        ("  Siti   Rahmawati ", "Siti Rahmawati"),
        ("H. Ahmad Yani, S.E., M.M.", "H. Ahmad Yani, S.E., M.M."),
        ("I Gusti Ngurah Rai", "I Gusti Ngurah Rai"),
        ("Ma’ruf", "Ma’ruf"),
        ("A", "A"),
        ("Anak Agung (Alm.)", "Anak Agung (Alm.)"),
        ("Zoe\u0308", "Zoë"),
        ("Yohanes d/h Lim", "Yohanes d/h Lim"),
        ("x" * 150, "x" * 150),
    ],
)
def test_a_name_is_kept_as_it_is_written_on_the_card(written, name):
    assert read_name(written) == name


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", reading.NO_NAME),
        ("   ", reading.NO_NAME),
        (".", reading.NO_NAME),
        ("''", reading.NO_NAME),
        ("x" * 151, reading.LONG_NAME),
        ("Siti\u200bRahmawati", reading.HIDDEN),
        ("Siti\u202eitawamhaR", reading.HIDDEN),
        ("Siti\u2066Rahmawati", reading.HIDDEN),
        ("Siti\ufeff", reading.HIDDEN),
        ("Siti\x00", reading.HIDDEN),
        ("Siti\x1b[31m", reading.HIDDEN),
        ("Siti\ud800", reading.HIDDEN),
        ("Siti\ue000", reading.HIDDEN),
        ("Siti 6474011708459901", reading.NOT_A_NAME),
        ("Siti <b>", reading.NOT_A_NAME),
        ("Siti 😀", reading.NOT_A_NAME),
        ("siti@contoh.id", reading.NOT_A_NAME),
        ("=Siti", reading.NOT_A_NAME),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(written, sentence):
    assert refusal(read_name, written) == ("/name", str(sentence))


def test_an_address_becomes_one_line():
    assert read_address(" Jl. Juanda\r\nNo. 12\tRT 005 ") == "Jl. Juanda No. 12 RT 005"


@pytest.mark.parametrize("written", ["Bontang Kuala RT 3", "Gg. II", "x" * 300])
def test_an_address_needs_no_street(written):
    assert read_address(written) == written


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", reading.NO_ADDRESS),
        ("Jl.", reading.NO_ADDRESS),
        ("12345", reading.NO_ADDRESS),
        ("x" * 301, reading.LONG_ADDRESS),
        ("Jl. Juanda \u202e21 .oN", reading.HIDDEN),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(written, sentence):
    assert refusal(read_address, written, "domicile") == ("/domicile", str(sentence))


@pytest.mark.parametrize(
    "written",
    [
        "27/03/1985",
        "27/3/1985",
        " 27/03/1985 ",
        "27-03-1985",
        "27.03.1985",
        "27 3 1985",
        "1985-03-27",
        date(1985, 3, 27),
    ],
)
def test_a_birth_date_is_read_day_first(written):
    assert read_birth_date(written, TODAY) == date(1985, 3, 27)


@pytest.mark.parametrize("born", [date(1900, 1, 1), TODAY])
def test_the_oldest_and_the_newest_are_citizens_too(born):
    assert read_birth_date(born, TODAY) == born


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", reading.NO_DATE),
        ("27 Maret", reading.NO_DATE),
        ("27/03/85", reading.NO_DATE),
        ("27031985", reading.NO_DATE),
        ("1985/03/27", reading.NO_DATE),
        ("２７/０３/１９８５", reading.NO_DATE),
        ("03/27/1985", reading.NO_SUCH_DATE),
        ("31/02/1985", reading.NO_SUCH_DATE),
        ("29/02/1985", reading.NO_SUCH_DATE),
        ("00/03/1985", reading.NO_SUCH_DATE),
        ("27/03/0000", reading.NO_SUCH_DATE),
        ("19/11/2026", reading.NOT_BORN),
        (date(2062, 1, 1), reading.NOT_BORN),
        ("31/12/1899", reading.TOO_OLD),
    ],
)
def test_what_is_no_birth_date_is_refused_with_a_sentence(written, sentence):
    assert refusal(read_birth_date, written, TODAY) == ("/birth_date", str(sentence))

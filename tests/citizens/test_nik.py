# SPDX-License-Identifier: Apache-2.0
"""Which texts are a NIK, what a NIK says, and what it only hints at."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from balaikota.citizens import nik as rules
from balaikota.citizens.nik import Nik, WrongNik, check_nik, mask_nik
from balaikota.testing.citizens_factory import synthetic_nik

TODAY = date(2026, 11, 18)
GOOD = "6474011708459901"

VECTORS = Path(__file__).parents[3] / "shared/data/vectors/nik.json"
vectors = json.loads(VECTORS.read_text("utf-8")) if VECTORS.exists() else {}
needs_vectors = pytest.mark.skipif(not vectors, reason="the shared vectors are not on this machine")


def refusal(text: str) -> str:
    """The only sentence that refuses ``text``."""
    with pytest.raises(WrongNik) as refused:
        check_nik(text)
    (error,) = refused.value.errors
    assert error.pointer == "/nik"
    return str(error.detail)


@pytest.mark.parametrize(
    ("text", "region_code", "sex", "birth_dates"),
    [
        (GOOD, "64.74.01", "L", [date(1945, 8, 17), date(2045, 8, 17)]),
        ("6474015708459902", "64.74.01", "P", [date(1945, 8, 17), date(2045, 8, 17)]),
        ("6474022902009903", "64.74.02", "L", [date(2000, 2, 29)]),  # 1900 had no 29 February
        ("6474036902049904", "64.74.03", "P", [date(1904, 2, 29), date(2004, 2, 29)]),
        ("1101017101000001", "11.01.01", "P", [date(1900, 1, 31), date(2000, 1, 31)]),
        ("9601013112999999", "96.01.01", "L", [date(1999, 12, 31), date(2099, 12, 31)]),
    ],
)
def test_a_nik_says_where_it_was_issued_and_what_its_birth_date_may_be(
    text, region_code, sex, birth_dates
):
    assert check_nik(text) == Nik(text, region_code, tuple(birth_dates), sex)


@pytest.mark.parametrize(
    "text",
    [
        " 6474011708459901 ",
        "6474 0117 0845 9901",
        "647401 170845 9901",
        "64.74.01.170845.9901",
        "64.74.01.17.08.45.9901",
        "647401-170845-9901",
        "647401 - 170845 - 9901",
        "647401–170845–9901",
        "6474\u00a00117\u00a00845\u00a09901",
        "6474  0117\t0845\n9901",
    ],
)
def test_blanks_dots_and_dashes_between_groups_do_not_matter(text):
    assert check_nik(text).digits == GOOD


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", rules.NOTHING),
        ("   ", rules.NOTHING),
        ("6.47401E+15", rules.RUINED),
        ("6,47401E+15", rules.RUINED),
        ("6.47401170845990E+15", rules.RUINED),
        ("6e15", rules.RUINED),
        ("6474011708\u200b459901", rules.HIDDEN),
        ("\u202d6474011708459901\u202c", rules.HIDDEN),
        ("6474011708459901\x00", rules.HIDDEN),
        ("６４７４０１１７０８４５９９０１", rules.OTHER_DIGITS),
        ("٦٤٧٤٠١١٧٠٨٤٥٩٩٠١", rules.OTHER_DIGITS),
        ("64740117084599O1", rules.NOT_DIGITS),
        ("NIK 6474011708459901", rules.NOT_DIGITS),
        ("6474011708459901,00", rules.NOT_DIGITS),
        ("647401170845990²", rules.OTHER_DIGITS),
        ("647401170845990.1", rules.SCATTERED),
        ("-6474011708459901", rules.SCATTERED),
        ("6474011708459901.", rules.SCATTERED),
        ("6-4-7-4-0-1-1-7-0-8-4-5-9-9-0-1", rules.SCATTERED),
        ("9974011708459901", rules.NO_PROVINCE),
        ("0174011708459901", rules.NO_PROVINCE),
        ("6474001708459901", rules.NO_AREA),
        ("6400011708459901", rules.NO_AREA),
        ("6474010008459901", rules.NO_DAY),
        ("6474013208459901", rules.NO_DAY),
        ("6474014008459901", rules.NO_DAY),
        ("6474017208459901", rules.NO_DAY),
        ("6474018108459901", rules.NO_DAY),
        ("6474019908459901", rules.NO_DAY),
        ("6474011700459901", rules.NO_MONTH),
        ("6474011713459901", rules.NO_MONTH),
        ("6474013102909901", rules.NO_DATE),
        ("6474012902019901", rules.NO_DATE),
        ("6474017104909901", rules.NO_DATE),
        ("6474011708450000", rules.NO_SERIAL),
    ],
)
def test_each_broken_rule_has_its_own_sentence(text, sentence):
    assert refusal(text) == str(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("647401170845990", "NIK terdiri dari 16 angka. Yang Anda isi baru 15"),
        ("6474", "NIK terdiri dari 16 angka. Yang Anda isi baru 4"),
        ("64740117084599011", "NIK terdiri dari 16 angka. Yang Anda isi ada 17"),
        ("6474011708459901.0", "NIK terdiri dari 16 angka. Yang Anda isi ada 17"),
    ],
)
def test_a_wrong_length_is_counted_for_the_reader(text, sentence):
    assert refusal(text) == sentence


def test_no_two_rules_share_a_sentence():
    sentences = [
        rules.NOTHING,
        rules.RUINED,
        rules.HIDDEN,
        rules.OTHER_DIGITS,
        rules.NOT_DIGITS,
        rules.SCATTERED,
        rules.NO_PROVINCE,
        rules.NO_AREA,
        rules.NO_DAY,
        rules.NO_MONTH,
        rules.NO_DATE,
        rules.NO_SERIAL,
    ]
    assert len(set(map(str, sentences))) == len(sentences)


def test_the_mask_hides_birth_date_and_sex():
    assert mask_nik(GOOD) == "647401******9901"
    assert check_nik("6474015708459901").masked == check_nik(GOOD).masked


def warned(text: str, **stated) -> list[str]:
    facts = {"birth_date": date(1945, 8, 17), "today": TODAY} | stated
    return [str(warning) for warning in check_nik(text).warnings(**facts)]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (GOOD, {}),
        (GOOD, {"sex": "L"}),
        ("6474015708459902", {"sex": "P"}),
        ("6474022902009903", {"birth_date": date(2000, 2, 29)}),
        # 2004 and 1904 are written alike: who was born in 2004 is not a century too old
        ("6474036902049904", {"birth_date": date(2004, 2, 29)}),
        ("6474036902049904", {"birth_date": date(1904, 2, 29)}),
    ],
)
def test_a_nik_that_agrees_with_its_owner_warns_of_nothing(text, stated):
    assert warned(text, **stated) == []


def test_another_birth_date_is_a_warning_and_no_refusal():
    woman = synthetic_nik(birth_date=date(1945, 8, 17), sex="P")
    assert warned(woman, birth_date=date(1945, 8, 18)) == [str(rules.OTHER_BIRTH)]


def test_another_sex_is_a_warning_and_no_refusal():
    assert warned(GOOD, sex="P") == [str(rules.OTHER_SEX)]


@pytest.mark.parametrize(
    ("written_in_it", "born", "hints"),
    [
        (date(2015, 3, 12), date(1985, 3, 27), True),  # a KK issued when its holder was 29
        (date(2026, 11, 18), date(1985, 3, 27), True),  # today
        (date(2026, 11, 19), date(1985, 3, 27), False),  # no KK was issued tomorrow
        (date(2003, 3, 12), date(1985, 3, 27), False),  # nor in this form before 2004
        (date(2015, 3, 12), date(2016, 1, 1), False),  # nor before its holder was born
        (date(1985, 3, 28), date(1985, 3, 27), False),  # a slip of one day in a NIK
    ],
)
def test_a_number_that_may_be_a_kk_is_hinted_at(written_in_it, born, hints):
    number = synthetic_nik(birth_date=written_in_it, sex="L")
    found = warned(number, birth_date=born)
    assert found == [str(rules.OTHER_BIRTH)] + [str(rules.MAYBE_KK)] * hints


def test_a_day_with_the_forty_of_women_is_no_kk():
    number = synthetic_nik(birth_date=date(2015, 3, 12), sex="P")
    assert warned(number, birth_date=date(1985, 3, 27)) == [str(rules.OTHER_BIRTH)]


CITY = {"city_code": "64.74", "kecamatan_codes": frozenset({"64.74.01", "64.74.02"})}


@pytest.mark.parametrize(
    ("text", "city", "warnings"),
    [
        (GOOD, CITY, []),
        ("6474091708459901", CITY, [rules.NO_SUCH_KECAMATAN]),
        ("6403011708459901", CITY, []),  # somebody who moved here
        ("9101011708459901", CITY, []),  # a code from before Papua was divided
        ("6474091708459901", {"city_code": "64.74"}, []),  # the city has not brought its list yet
        ("6474091708459901", {}, []),
    ],
)
def test_only_a_kecamatan_that_this_city_never_had_is_doubted(text, city, warnings):
    assert warned(text, **city) == [str(warning) for warning in warnings]


@needs_vectors
@pytest.mark.parametrize("vector", vectors.get("valid", []), ids=lambda vector: vector["nik"])
def test_the_shared_valid_niks_are_read_as_described(vector):
    found = check_nik(vector["nik"])
    assert (found.region_code, found.sex) == (vector["kec"], vector["sex"])
    past = {day for day in found.birth_dates if day <= TODAY}
    described = {date.fromisoformat(day) for day in vector["candidates"]}
    assert past == {day for day in described if day <= TODAY}
    assert described <= set(found.birth_dates)


@needs_vectors
@pytest.mark.parametrize("vector", vectors.get("invalid", []), ids=lambda vector: vector["why"])
def test_the_shared_invalid_niks_are_refused(vector):
    assert refusal(vector["nik"])


@needs_vectors
@pytest.mark.parametrize("vector", vectors.get("soft_warn", []), ids=lambda vector: vector["nik"])
def test_the_shared_doubtful_niks_are_taken(vector):
    assert check_nik(vector["nik"]).digits == vector["nik"]

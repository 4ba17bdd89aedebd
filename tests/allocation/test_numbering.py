# SPDX-License-Identifier: Apache-2.0
"""How a city writes its numbers, and which templates it may not use."""

from __future__ import annotations

from datetime import date

import pytest

from balaikota.allocation.numbering import TemplateError
from balaikota.allocation.schemas import NumberTemplate
from balaikota.allocation.services import format_number
from balaikota.kernel.http.validation import Schema
from balaikota.kernel.settings import SettingsError, read_settings
from balaikota.testing.city import city_settings

DAY = date(2026, 8, 17)


def written(template: str, sequence: int = 15) -> str:
    return format_number(
        template, sequence=sequence, code="000.8.3.3", unit_code="KEL-API", date=DAY
    )


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("{kode}/{urut}/{unit}", "000.8.3.3/15/KEL-API"),
        ("{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}", "000.8.3.3/015/KEL-API/VIII/2026"),
        ("SKU-{tahun}{bulan:02}{hari:02}-{urut:05}", "SKU-20260817-00015"),
        ("{urut}/{bulan}/{hari}", "15/8/17"),
        ("{{{urut}}}", "{15}"),
    ],
)
def test_a_template_places_its_values(template, number):
    assert written(template) == number


def test_a_number_that_outgrows_its_padding_is_written_whole():
    assert written("{urut:03}", sequence=12345) == "12345"


@pytest.mark.parametrize(
    ("month", "roman"), [(1, "I"), (4, "IV"), (5, "V"), (9, "IX"), (11, "XI"), (12, "XII")]
)
def test_months_are_written_as_romans_did(month, roman):
    number = format_number(
        "{urut}-{bulan_romawi}", sequence=1, unit_code="", date=date(2026, month, 1)
    )
    assert number == f"1-{roman}"


BROKEN = [
    ("", "{urut} is missing"),
    ("470/{unit}/{tahun}", "{urut} is missing"),
    ("{nomor}", "{nomor} is not known"),
    ("{}", "{} is not known"),
    ("{0}/{urut}", "{0} is not known"),
    ("{urut.__class__}", "{urut.__class__} is not known"),
    ("{unit[0]}{urut}", "{unit[0]} is not known"),
    ("{urut!r}", "leave out !r"),
    ("{urut:.3}", "only a padding"),
    ("{urut:3}", "only a padding"),
    ("{urut:0999999}", "only a padding"),
    ("{urut:{tahun}}", "only a padding"),
    ("{unit:03}/{urut}", "only a padding"),
    ("{urut", "no partner"),
    ("{urut}}", "no partner"),
    ("{urut}\n", "cannot be seen"),
    ("{urut}\u202e", "cannot be seen"),
    ("{urut}" + "x" * 100, "longer than 100"),
]


@pytest.mark.parametrize(("template", "sentence"), BROKEN)
def test_a_broken_template_is_refused_with_a_sentence(template, sentence):
    with pytest.raises(TemplateError) as refused:
        written(template)
    assert sentence in str(refused.value)


class LetterSettings(Schema):
    number = NumberTemplate(required=True)


@pytest.mark.parametrize(("template", "sentence"), BROKEN)
def test_a_broken_template_stops_the_start_and_names_the_setting(tmp_path, template, sentence):
    file = city_settings(tmp_path) | {"database": {"url": "sqlite:///city.sqlite"}}
    settings = read_settings(file | {"letters": {"number": template}}, environ={}, folder=tmp_path)
    with pytest.raises(SettingsError) as refused:
        settings.section("letters", LetterSettings)
    assert str(refused.value).startswith("letters.number: ")
    assert sentence in str(refused.value)


def test_a_good_template_passes_through_the_settings_unchanged():
    loaded = LetterSettings().load({"number": "{kode}/{urut:03}/{unit}"})
    assert loaded == {"number": "{kode}/{urut:03}/{unit}"}

# SPDX-License-Identifier: Apache-2.0
"""From what people type to what is kept, and back to words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import balaikota_public_services
from balaikota import Invalid
from balaikota_public_services.definitions.answers import (
    Surroundings,
    clean_answer,
    clean_answers,
)
from balaikota_public_services.definitions.load import read_service
from balaikota_public_services.definitions.model import Field, Option, Rule
from balaikota_public_services.definitions.typed import Wrong, in_words
from balaikota_public_services.testing import SKU_ANSWERS

HERE = Surroundings(date(2026, 11, 18), {"64.74.01.1006": "Api-api"})
SKU = read_service(Path(balaikota_public_services.__file__).parent / "bundles" / "sku")
KINDS = (Option("shop", "Warung"), Option("service", "Jasa"))


def field(kind, **more):
    options = KINDS if kind == "choice" else ()
    return Field(name="f", label="F", type=kind, options=options, **more)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  Warung   Siti\t", "Warung Siti"),
        ("text", "satu\ndua", "satu dua"),
        ("text", "Siti\u202eitiS", "Siti itiS"),
        ("text", "e\u0301", "é"),
        ("long_text", "satu \r\n  dua\n", "satu\ndua"),
        ("address", "Jl. Juanda No. 1\nRT 005", "Jl. Juanda No. 1 RT 005"),
        ("number", "04", 4),
        ("number", 4, 4),
        ("number", -2, -2),
        ("money", "Rp 1.500.000", 1_500_000),
        ("money", "1.500.000,00", 1_500_000),
        ("money", "rp.1500000,-", 1_500_000),
        ("money", "0", 0),
        ("money", 750_000, 750_000),
        ("date", "27/03/1985", "1985-03-27"),
        ("date", "7-3-1985", "1985-03-07"),
        ("date", "1985-03-27", "1985-03-27"),
        ("choice", "shop", "shop"),
        ("yes_no", True, True),
        ("yes_no", "Tidak", False),
        ("nik", "6474 0167 0385 9901", "6474016703859901"),
        ("phone", "0812-3456-7890", "+6281234567890"),
        ("email", "Siti@Contoh.ID", "Siti@contoh.id"),
        ("kelurahan", "64.74.01.1006", "64.74.01.1006"),
    ],
)
def test_an_answer_is_kept_in_one_form(kind, given, kept):
    answer = clean_answer(field(kind), given, HERE)
    assert (answer, type(answer)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        ("text", 7, "Isian ini tidak dapat dibaca"),
        ("text", ["a"], "Isian ini tidak dapat dibaca"),
        ("text", "a" * 501, "Isian ini terlalu panjang"),
        ("text", "  ", "Bagian ini wajib diisi"),
        ("text", None, "Bagian ini wajib diisi"),
        ("number", True, "Tulis bilangan bulat dengan angka, misalnya 4"),
        ("number", 4.0, "Tulis bilangan bulat dengan angka, misalnya 4"),
        ("number", "empat", "Tulis bilangan bulat dengan angka, misalnya 4"),
        ("number", 10**13, "Tulis bilangan bulat dengan angka, misalnya 4"),
        ("money", "1.50.000", "Tulis jumlah rupiah dengan angka, misalnya 1.500.000"),
        ("money", -1, "Tulis jumlah rupiah dengan angka, misalnya 1.500.000"),
        ("date", "31/02/2020", "Tulis tanggal, bulan, dan tahun, misalnya 27/03/1985"),
        ("date", "27/03/85", "Tulis tanggal, bulan, dan tahun, misalnya 27/03/1985"),
        ("date", "19850327", "Tulis tanggal, bulan, dan tahun, misalnya 27/03/1985"),
        ("choice", "shopp", "Pilih salah satu"),
        ("choice", ["shop"], "Pilih salah satu"),
        ("yes_no", 1, "Pilih salah satu"),
        ("nik", "647401670385990", "NIK terdiri dari 16 angka. Yang Anda isi baru 15"),
        ("nik", 6474016703859901, "Isian ini tidak dapat dibaca"),
        ("phone", "siti@contoh.id", "Tulis nomor telepon, misalnya 081234567890"),
        ("email", "081234567890", "Tulis alamat e-mail, misalnya nama@contoh.id"),
        ("kelurahan", "64.72.01.1001", "Pilih kelurahan di kota ini"),
        ("kelurahan", ["64.74.01.1006"], "Pilih kelurahan di kota ini"),
    ],
)
def test_a_wrong_answer_is_told_why(kind, given, sentence):
    with pytest.raises(Wrong) as wrong:
        clean_answer(field(kind), given, HERE)
    assert str(wrong.value.sentence) == sentence


@pytest.mark.parametrize(
    ("kind", "rule", "fits", "breaks"),
    [
        ("number", {"min": 1}, 1, 0),
        ("number", {"max": 30}, 30, 31),
        ("money", {"max": 1000}, "1.000", "1.001"),
        ("date", {"min": "1945-08-17"}, "17/08/1945", "16/08/1945"),
        ("date", {"max": "today"}, "18/11/2026", "19/11/2026"),
        ("text", {"min_length": 3}, "abc", "ab"),
        ("text", {"max_length": 3}, "abc", "abcd"),
        ("text", {"pattern": "[0-9]{3}"}, "005", "0055"),
    ],
)
def test_a_broken_rule_has_its_own_sentence(kind, rule, fits, breaks):
    asked = replace(field(kind), validation=(Rule(message="Periksa lagi", **rule),))
    clean_answer(asked, fits, HERE)
    with pytest.raises(Wrong, match="Periksa lagi"):
        clean_answer(asked, breaks, HERE)


def test_an_optional_answer_may_be_missing():
    assert clean_answer(field("date", required=False), "", HERE) is None


def test_every_wrong_answer_is_named_at_once():
    given = {**SKU_ANSWERS, "started_on": "besok", "business_name": "", "~/x": 1}
    with pytest.raises(Invalid) as invalid:
        clean_answers(SKU, given, HERE)
    assert [(error.pointer, str(error.detail)) for error in invalid.value.errors] == [
        ("/answers/~0~1x", "Bagian ini tidak dikenal"),
        ("/answers/business_name", "Bagian ini wajib diisi"),
        ("/answers/started_on", "Tulis tanggal, bulan, dan tahun, misalnya 27/03/1985"),
    ]


def test_only_some_questions_may_be_answered():
    names = {"business_name", "business_kind"}
    given = {name: SKU_ANSWERS[name] for name in names}
    assert clean_answers(SKU, given, HERE, only=names) == given
    with pytest.raises(Invalid) as invalid:
        clean_answers(SKU, {**given, "purpose": "Pinjaman"}, HERE, only=names, pointer="")
    assert [error.pointer for error in invalid.value.errors] == ["/purpose"]


@pytest.mark.parametrize(
    ("kind", "kept", "words"),
    [
        ("money", 1_500_000, "Rp1.500.000"),
        ("date", "2019-01-12", "12 Januari 2019"),
        ("choice", "shop", "Warung"),
        ("choice", "gone", "gone"),
        ("yes_no", False, "Tidak"),
        ("number", 5, "5"),
        ("kelurahan", "64.74.01.1006", "Api-api"),
        ("text", None, ""),
    ],
)
def test_answers_are_told_in_words(kind, kept, words):
    assert in_words(field(kind), kept, HERE.kelurahan) == words

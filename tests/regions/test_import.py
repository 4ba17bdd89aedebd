# SPDX-License-Identifier: Apache-2.0
"""A city brings its places with one file, as often as it likes."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from balaikota.kernel.audit.models import AuditEntry
from balaikota.regions.cli import import_list
from balaikota.regions.models import Region
from balaikota.regions.reading import RegionFileUnreadable, RegionRow, read_csv, read_toml
from balaikota.regions.services import ImportCount, import_regions

LIST = """\
code,name,postcode
64.74,Kota Bontang,
64.74.01,Bontang Utara,
64.74.01.1006,Api-api,75311
"""
TOML = """
[[regions]]
code = "64.74"
name = "Kota Bontang"

[[regions]]
code = "64.74.01"
name = "Bontang Utara"

[[regions]]
code = "64.74.01.1006"
name = "Api-api"
postcode = "75311"
"""


def imported(runtime, text: str) -> ImportCount:
    with runtime.database.write() as session:
        return import_regions(session, None, read_csv(text))


def stored(runtime) -> list[tuple[str, str | None, str, str, str | None]]:
    with runtime.database.read() as session:
        query = select(
            Region.code, Region.parent_code, Region.level, Region.name, Region.postcode
        ).order_by(Region.code)
        return [tuple(row) for row in session.execute(query)]


PLACES = [
    ("64.74", None, "city", "Kota Bontang", None),
    ("64.74.01", "64.74", "kecamatan", "Bontang Utara", None),
    ("64.74.01.1006", "64.74.01", "kelurahan", "Api-api", "75311"),
]


def test_a_list_becomes_places(runtime):
    assert imported(runtime, LIST) == ImportCount(added=3, changed=0, unchanged=0, elsewhere=0)
    assert stored(runtime) == PLACES


def test_importing_again_changes_nothing(runtime):
    imported(runtime, LIST)
    assert imported(runtime, LIST) == ImportCount(added=0, changed=0, unchanged=3, elsewhere=0)
    assert stored(runtime) == PLACES


def test_a_corrected_list_corrects_the_places(runtime):
    imported(runtime, LIST)
    count = imported(runtime, LIST.replace("Api-api,75311", "Api-Api,75313"))
    assert count == ImportCount(added=0, changed=1, unchanged=2, elsewhere=0)
    assert stored(runtime)[2][3:] == ("Api-Api", "75313")


def test_a_place_that_is_gone_from_the_list_stays(runtime):
    imported(runtime, LIST)
    imported(runtime, LIST.partition("64.74.01.1006")[0])
    assert stored(runtime) == PLACES


def test_the_order_of_the_lines_does_not_matter(runtime):
    heading, *lines = LIST.splitlines()
    imported(runtime, "\n".join([heading, *reversed(lines)]))
    assert stored(runtime) == PLACES


def test_places_of_other_cities_are_left_out_and_counted(runtime):
    count = imported(runtime, LIST + "64.72,Kota Samarinda,\n")
    assert count.elsewhere == 1
    assert stored(runtime) == PLACES


def test_a_change_is_audited_once_and_a_repetition_not(runtime):
    imported(runtime, LIST)
    imported(runtime, LIST)
    with runtime.database.read() as session:
        entries = session.scalars(select(AuditEntry)).all()
    assert [(entry.action, entry.details) for entry in entries] == [
        ("regions.regions_imported", {"added": 3, "changed": 0})
    ]


def rows(text: str) -> list[tuple[str, str, str | None]]:
    return [(row.code, row.name, row.postcode) for row in read_csv(text)]


WANTED = [("64.74", "Kota Bontang", None), ("64.74.01.1006", "Api-api", "75311")]


@pytest.mark.parametrize(
    "text",
    [
        "code,name,postcode\n64.74,Kota Bontang,\n64.74.01.1006,Api-api,75311\n",
        "\ufeffcode,name,postcode\r\n64.74,Kota Bontang,\r\n64.74.01.1006,Api-api,75311\r\n",
        "kode;nama;kodepos\n64.74;Kota Bontang;\n64.74.01.1006;Api-api;75311",
        "postcode,code,name\n,64.74,Kota Bontang\n75311,64.74.01.1006,Api-api\n",
        'Code,Name,Postcode\n"64.74","Kota  Bontang",""\n\n,,\n 64.74.01.1006 , Api-api ,75311\n',
    ],
)
def test_a_list_may_come_from_a_spreadsheet(text):
    assert rows(text) == WANTED


def test_a_list_without_postcodes_is_a_list():
    assert rows("code,name\n64.74,Kota Bontang\n") == [("64.74", "Kota Bontang", None)]


def test_a_list_may_be_toml():
    assert read_toml(TOML) == [
        RegionRow(1, "64.74", "Kota Bontang"),
        RegionRow(2, "64.74.01", "Bontang Utara"),
        RegionRow(3, "64.74.01.1006", "Api-api", "75311"),
    ]


def sentences(refused) -> list[str]:
    problem = refused.value
    return [str(error.detail) for error in problem.errors] or [str(problem.detail)]


NO_CODE = "bukan kode wilayah Kemendagri seperti 64.74.01.1001; simpan kolom kode sebagai teks"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["Baris pertama harus berisi judul kolom: code,name,postcode"]),
        ("64.74,Kota Bontang,\n", ["Baris pertama harus berisi judul kolom: code,name,postcode"]),
        (
            "code,name,level\n64.74,Kota Bontang,2\n",
            ["Kolom yang dikenal hanya code, name, dan postcode; tiap kolom satu kali"],
        ),
        (
            "code,name,kode\n64.74,Kota Bontang,64.74\n",
            ["Kolom yang dikenal hanya code, name, dan postcode; tiap kolom satu kali"],
        ),
        (
            "code,name\n64.74,Kota,Bontang\n",
            ["Baris 2: jumlah kolomnya tidak sama dengan judul"],
        ),
        ("code,name\n64.1,Kota\n", [f"Baris 2: kode 64.1 {NO_CODE}"]),
        ("code,name\n,Kota\n", [f"Baris 2: kode - {NO_CODE}"]),
        (
            "code,name\n64.74, \n",
            ["Baris 2: nama wilayah kosong atau memuat huruf yang tidak terlihat"],
        ),
        (
            "code,name\n64.74,Bon\u202etang\n",
            ["Baris 2: nama wilayah kosong atau memuat huruf yang tidak terlihat"],
        ),
        (
            f"code,name\n64.74,{'x' * 101}\n",
            ["Baris 2: nama wilayah lebih panjang dari 100 huruf"],
        ),
        (
            "code,name,postcode\n64.74,Kota Bontang,7531\n",
            ["Baris 2: kode pos 7531 bukan 5 angka"],
        ),
        (
            "code,name,postcode\n64.74,Kota Bontang,７５３１１\n",
            ["Baris 2: kode pos ７５３１１ bukan 5 angka"],
        ),
        (
            "code,name\n64.74,Kota Bontang\n64.74,Kota Bontang\n",
            ["Baris 3: kode ini sudah ada di baris 2"],
        ),
        (
            "code,name,postcode\n64.1,Kota,75\n64.74,,\n",
            [
                f"Baris 2: kode 64.1 {NO_CODE}",
                "Baris 2: kode pos 75 bukan 5 angka",
                "Baris 3: nama wilayah kosong atau memuat huruf yang tidak terlihat",
            ],
        ),
    ],
)
def test_a_broken_list_is_refused_with_every_fault_and_its_line(text, said):
    with pytest.raises(RegionFileUnreadable) as refused:
        read_csv(text)
    assert sentences(refused) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("regions = [", "Berkas TOML tidak dapat dibaca"),
        ("", "Berkas TOML wilayah hanya berisi tabel [[regions]]"),
        ("regions = 5", "Berkas TOML wilayah hanya berisi tabel [[regions]]"),
        ("[[regions]]\ncode = '64.74'\nnama = 'Kota'", "Baris 1: kolom nama tidak dikenal"),
        ("[[regions]]\ncode = 64.10\nname = 'Kota'", f"Baris 1: kode 64.1 {NO_CODE}"),
    ],
)
def test_a_broken_toml_list_is_refused_with_a_sentence(text, said):
    with pytest.raises(RegionFileUnreadable) as refused:
        read_toml(text)
    assert sentences(refused)[0].startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "code,name\n64.74.01,Bontang Utara\n",
            ["Baris 2: wilayah 64.74 di atasnya belum ada"],
        ),
        (
            "code,name\n64.74,Kota Bontang\n64.74.01.1006,Api-api\n",
            ["Baris 3: wilayah 64.74.01 di atasnya belum ada"],
        ),
        ("code,name\n64.72,Kota Samarinda\n", ["Tidak ada wilayah 64.74 dalam berkas ini"]),
        ("code,name\n", ["Tidak ada wilayah 64.74 dalam berkas ini"]),
    ],
)
def test_a_list_that_does_not_fit_this_city_stores_nothing(runtime, text, said):
    with pytest.raises(RegionFileUnreadable) as refused:
        imported(runtime, text)
    assert sentences(refused) == said
    assert stored(runtime) == []


@pytest.mark.parametrize(("suffix", "text"), [(".csv", LIST), (".toml", TOML)])
def test_the_command_imports_a_file_and_says_what_it_did(runtime, tmp_path, suffix, text):
    path = tmp_path / f"wilayah{suffix}"
    path.write_text(text, encoding="utf-8")
    outputs = [
        CliRunner().invoke(import_list, [str(path)], obj=runtime, catch_exceptions=False).output
        for _time in range(2)
    ]
    assert outputs == [
        "3 added, 0 changed, 0 unchanged, 0 of other cities left out\n",
        "0 added, 0 changed, 3 unchanged, 0 of other cities left out\n",
    ]
    assert stored(runtime) == PLACES


@pytest.mark.sqlite_only
def test_the_command_refuses_a_file_that_is_not_utf_8(runtime, tmp_path):
    path = tmp_path / "wilayah.csv"
    path.write_bytes("code,name\n64.74,Kot\xe1\n".encode("latin-1"))
    result = CliRunner().invoke(import_list, [str(path)], obj=runtime)
    assert result.exit_code == 1
    assert "is not UTF-8 text" in result.output

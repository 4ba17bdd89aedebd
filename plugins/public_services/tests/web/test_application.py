# SPDX-License-Identifier: Apache-2.0
"""Filling in a form: one thing per page, kept as it is given, never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from balaikota.testing.files_factory import photo
from balaikota.testing.regions_factory import LOK_TUAN
from balaikota_public_services.definitions.model import Field, Rule

pytestmark = pytest.mark.sqlite_only

BUSINESS = {"business_name": "Warung Bu Siti", "business_kind": "Menjual ikan segar"}


@pytest.fixture
def siti(citizen):
    return citizen()


def begin(browser):
    return browser.send(browser.open("/layanan/sku/ajukan/usaha"), **BUSINESS)


def test_the_start_says_what_to_have_at_hand(siti):
    page = siti.open("/layanan/sktm/ajukan")
    assert "Foto Kartu Keluarga" in page.text
    assert "Bukti pembayaran PBB (bila ada)" in page.text
    assert siti.follow(page, "Mulai").path == "/layanan/sktm/ajukan/tempat"


def test_a_wrong_answer_is_said_at_its_field_and_nothing_typed_is_lost(siti):
    page = siti.open("/layanan/sku/ajukan/usaha")
    page = siti.send(page, business_name="W", business_kind="Menjual ikan <segar>")
    assert page.status == 422
    assert page.errors == ["Tulis nama usaha paling sedikit 3 huruf"]
    assert 'href="#f-business_name"' in page.html
    assert "<title>Galat: Usaha Anda" in page.html
    assert page.form().values["business_name"] == ["W"]
    assert page.form().values["business_kind"] == ["Menjual ikan <segar>"]
    assert "Belum diisi" in siti.open("/layanan/sku/ajukan").text


def test_answers_are_kept_for_another_day_and_another_phone(siti, citizen):
    begin(siti)
    page = citizen().open("/layanan/sku/ajukan")
    assert "Isian Anda tersimpan sejak" in page.text
    assert citizen().follow(page, "Lanjutkan").path == "/layanan/sku/ajukan/tempat"
    shown = citizen().open("/layanan/sku/ajukan/usaha").form().values
    assert shown["business_name"] == ["Warung Bu Siti"]


def test_kept_answers_are_shown_as_people_type_them(siti):
    siti.send(siti.open("/layanan/sku/ajukan/mulai"), started_on="12-1-2019")
    assert siti.open("/layanan/sku/ajukan/mulai").form().values["started_on"] == ["12/01/2019"]
    page = siti.open("/layanan/sktm/ajukan/keluarga")
    siti.send(page, family_members="5", monthly_income="1250000", receives_aid=["tidak"])
    values = siti.open("/layanan/sktm/ajukan/keluarga").form().values
    assert values["monthly_income"] == ["1.250.000"]
    assert values["receives_aid"] == ["tidak"]


def test_what_the_registry_knows_is_offered_and_may_be_changed(siti):
    page = siti.open("/layanan/sktm/ajukan/tempat")
    assert "Sebagian kami isi dari pendaftaran Anda." in page.text
    assert page.form().values["home_address"] == ["Jl. Ir. H. Juanda No. 12, RT 005"]
    siti.send(page, home_address="Jl. Pelabuhan No. 7, RT 011", kelurahan=[LOK_TUAN])
    page = siti.open("/layanan/sktm/ajukan/tempat")
    assert page.form().values["home_address"] == ["Jl. Pelabuhan No. 7, RT 011"]
    assert page.form().values["kelurahan"] == [LOK_TUAN]
    assert "Sebagian kami isi" not in page.text


def test_a_service_that_does_not_say_so_is_not_filled_in(siti):
    assert siti.open("/layanan/sku/ajukan/tempat").form().values["kelurahan"] == [""]


def test_the_back_link_leads_to_the_step_before(siti):
    page = begin(siti)
    page = siti.follow(page, "Kembali")
    assert page.path == "/layanan/sku/ajukan/usaha"
    assert siti.follow(page, "Kembali").path == "/layanan/sku/ajukan"


def test_changing_an_answer_returns_to_the_check(siti):
    begin(siti)
    page = siti.follow(siti.open("/layanan/sku/periksa"), "Ubah Nama usaha")
    page = siti.send(page, business_name="Kios Siti")
    assert page.path == "/layanan/sku/periksa"
    assert "Kios Siti" in page.text


def test_a_draft_is_its_persons_own(siti, citizen, town):
    page = siti.send(siti.open("/layanan/sku/berkas/ktp"), file=photo())
    assert page.status == 200
    budi = citizen(town.budi)
    assert "Belum dikirim" not in budi.open("/layanan/permohonan").text
    assert budi.open("/layanan/sku/berkas/ktp/gambar").status == 404
    assert siti.client.get("/layanan/sku/berkas/ktp/gambar").status_code == 200


def test_a_draft_is_listed_and_deleted_after_a_question(siti):
    begin(siti)
    assert "Ada isian yang belum Anda kirim" in siti.open("/layanan").text
    page = siti.follow(siti.open("/layanan/permohonan"), "Hapus")
    assert page.heading == "Hapus isian?"
    page = siti.send(page)
    assert page.path == "/layanan/permohonan"
    assert "Belum ada permohonan" in page.text
    assert siti.open("/layanan/sku/ajukan/usaha").form().values["business_name"] == [""]


def test_a_step_that_does_not_exist_is_not_found(siti):
    page = siti.open("/layanan/sku/ajukan/rahasia")
    assert page.status == 404
    assert "Bagian ini sudah tidak ada di formulir" in page.text
    assert siti.open("/layanan/sku/berkas/paspor").status == 404


def test_a_form_that_changed_keeps_what_fits_and_says_what_does_not(siti, offer, runtime):
    begin(siti)
    siti.send(siti.open("/layanan/sku/ajukan/mulai"), started_on="12/01/2019")
    siti.send(siti.open("/layanan/sku/berkas/ktp"), file=photo())
    service = next(s for s in runtime.plugins["public_services"].catalogue if s.code == "sku")
    fields = tuple(f for f in service.fields if f.name != "business_kind")
    late = Rule(message="Usaha harus dimulai sesudah 2020", min="2020-01-01")
    fields = tuple(replace(f, validation=(late,)) if f.name == "started_on" else f for f in fields)
    employees = Field(name="employees", label="Jumlah pekerja", type="number")
    pages = tuple(
        replace(p, fields=("business_name", "employees")) if p.name == "usaha" else p
        for p in service.pages
    )
    documents = tuple(d for d in service.documents if d.name != "ktp")
    offer(fields=(*fields, employees), pages=pages, documents=documents)

    page = siti.open("/layanan/sku/ajukan")
    assert "Formulir ini berubah sejak Anda mengisinya" in page.text
    assert page.text.partition("Bagian formulir")[2].count("Perlu diisi lagi") == 2
    page = siti.follow(page, "Lanjutkan")
    assert page.path == "/layanan/sku/ajukan/usaha"
    assert "Bagian ini berubah sejak Anda mengisinya" in page.text
    assert page.form().values["business_name"] == ["Warung Bu Siti"]
    assert page.form().values["employees"] == [""]
    page = siti.send(page, employees="2")
    page = siti.send(siti.open("/layanan/sku/ajukan/mulai"))
    assert page.errors == ["Usaha harus dimulai sesudah 2020"]
    siti.send(page, started_on="12/01/2021")
    assert "Formulir ini berubah" not in siti.open("/layanan/sku/ajukan").text


def test_who_asked_already_is_told_so(siti, filed):
    request_id = filed()
    page = siti.open("/layanan/sku/ajukan")
    assert "Permohonan Anda sebelumnya masih berjalan" in page.text
    page = siti.follow(page, "Lihat permohonan SKU-2026-000001")
    assert page.path == f"/layanan/permohonan/{request_id}"

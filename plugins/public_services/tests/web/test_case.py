# SPDX-License-Identifier: Apache-2.0
"""One request on the desk: looks are recorded, steps are the engine's, whoever comes second is told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from balaikota.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def front(desk, town):
    return desk(town.front)


@pytest.fixture
def lurah(desk, town):
    return desk(town.lurah)


@pytest.fixture
def claimed(filed, town):
    return address(filed((town.front.account_id, "claim")))


@pytest.fixture
def forwarded(filed, town):
    front = town.front.account_id
    return address(filed((front, "claim"), (front, "forward")))


def address(request_id):
    return f"/petugas/layanan/{request_id}"


def reads(runtime):
    with runtime.database.read() as session:
        query = select(AuditEntry.action).where(AuditEntry.is_read).order_by(AuditEntry.id)
        return list(session.scalars(query))


def steps(page):
    """What the engine offers: forms to press, pages to open."""
    pressed = [form.action.rpartition("/")[2] for form in page.forms if "/tindakan/" in form.action]
    opened = [link.rpartition("/")[2] for _words, link in page.links if "/tindakan/" in link]
    return pressed + opened


def test_opening_a_request_is_recorded(front, filed, runtime):
    page = front.open(address(filed()))
    assert page.status == 200
    assert "Siti Rahmawati" in page.text
    assert "******" in page.text
    assert reads(runtime) == ["public_services.request_read"]


def test_looking_at_a_document_is_recorded(front, filed, runtime):
    page = front.open(address(filed()))
    picture = next(link for _words, link in page.links if link.endswith("/gambar"))
    assert front.client.get(picture).mimetype == "image/jpeg"
    file = front.client.get(picture.removesuffix("/gambar"))
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert reads(runtime) == [
        "public_services.request_read",
        *["public_services.document_read"] * 2,
    ]


def test_an_officer_of_another_unit_finds_nothing(desk, town, filed, front):
    request_id = filed((town.front.account_id, "claim"), (town.front.account_id, "forward"))
    page = front.open(address(request_id))
    inside = [link for _words, link in page.links if "/berkas/" in link]
    stranger = desk(town.strange_lurah)
    rest = ("", "/surat", "/surat/keadaan", "/rancangan", "/rancangan/berkas", "/tindakan/approve")
    for link in [*(address(request_id) + part for part in rest), *inside]:
        assert stranger.open(link).status == 404


def test_only_the_engines_steps_are_offered(front, lurah, desk, town, filed):
    request_id = filed()
    page = front.open(address(request_id))
    assert steps(page) == ["claim"]
    page = front.send(page, "/claim")
    assert steps(page) == ["forward", "release", "return"]
    assert steps(desk(town.colleague).open(address(request_id))) == ["release"]
    assert "Ditangani Rina Puspita." in lurah.open(address(request_id)).text
    front.send(page, "/forward")
    assert steps(lurah.open(address(request_id))) == ["approve", "send_back", "reject"]


def test_nobody_handles_their_own_request(front, filed, town):
    page = front.open(address(filed(who=town.front.account_id)))
    assert steps(page) == []
    assert "Ini permohonan Anda sendiri." in page.text


def test_whoever_claims_second_is_told_who_was_first(front, desk, town, filed):
    request_id = filed()
    colleague = desk(town.colleague)
    late = colleague.open(address(request_id))
    front.send(front.open(address(request_id)), "/claim")
    page = colleague.send(late, "/claim")
    assert page.status == 409
    assert page.errors == ["Permohonan ini sudah diambil petugas lain", "Diambil oleh Rina Puspita"]
    assert "Ditangani Rina Puspita." in page.text
    assert steps(page) == ["release"]
    assert ("Daftar kerja", "/petugas/layanan") in page.links


def test_a_step_on_what_has_changed_shows_how_it_stands_now(front, filed, town):
    late = front.open(address(filed((town.front.account_id, "claim"))))
    front.send(front.open(late.path), "/release")
    page = front.send(late, "/forward")
    assert page.status == 412
    assert page.errors == [
        "Permohonan ini baru saja berubah. Lihat keadaannya sekarang, lalu pilih lagi."
    ]
    assert "Belum diambil siapa pun." in page.text


def test_pressing_twice_takes_one_step(front, filed):
    page = front.open(address(filed()))
    assert front.send(page, "/claim").status == 200
    second = front.send(page, "/claim")
    assert second.status == 200
    assert second.text.count("Ambil untuk diperiksa") == 1


def test_a_return_needs_a_mark_and_each_mark_a_note(front, claimed):
    page = front.follow(front.open(claimed), "Kembalikan untuk diperbaiki")
    page = front.send(page, "/return", comment="Lihat catatan")
    assert page.status == 422
    assert page.errors == ["Tandai paling sedikit satu isian atau dokumen yang perlu diperbaiki"]
    assert 'href="#f-tanda"' in page.html
    assert 'id="f-tanda"' in page.html
    page = front.send(page, "/return", tanda=["field.purpose", "document.ktp"])
    assert page.errors == ["Tulis apa yang perlu diperbaiki"] * 2
    assert 'id="f-catatan.document.ktp"' in page.html
    form = page.form("/return")
    assert form.values["tanda"] == ["field.purpose", "document.ktp"]
    assert form.values["comment"] == ["Lihat catatan"]


def test_a_note_without_a_tick_is_asked_about(front, claimed):
    page = front.open(f"{claimed}/tindakan/return")
    page = front.send(page, "/return", **{"catatan.document.ktp": "Kabur"})
    assert page.status == 422
    assert page.errors == ["Centang bagian ini, atau hapus catatannya"]
    assert page.form("/return").values["catatan.document.ktp"] == ["Kabur"]


def test_a_made_up_part_cannot_be_marked(front, claimed):
    page = front.open(f"{claimed}/tindakan/return")
    page = front.send(page, "/return", tanda=["field.salary"])
    assert page.status == 422
    assert "Bagian ini tidak ada di layanan ini" in page.errors


def test_a_rejection_needs_a_reason(lurah, forwarded):
    page = lurah.follow(lurah.open(forwarded), "Tolak")
    page = lurah.send(page, "/reject")
    assert page.status == 422
    assert page.errors == ["Tulis alasannya"]
    page = lurah.send(page, "/reject", comment="Di luar wilayah kami")
    assert page.path == forwarded
    assert "Permohonan ini sudah ditutup." in page.text
    assert "Di luar wilayah kami" in page.text


def test_what_is_about_to_be_signed_is_shown_first(lurah, front, forwarded, runtime):
    page = lurah.follow(lurah.open(forwarded), "Setujui dan tanda tangani")
    assert "Anda menandatangani Surat Keterangan Usaha untuk Siti Rahmawati." in page.text
    assert lurah.client.get(f"{forwarded}/rancangan").mimetype == "image/png"
    draft = lurah.client.get(f"{forwarded}/rancangan/berkas")
    assert draft.data.startswith(b"%PDF-")
    assert "citizens.nik_revealed" in reads(runtime)
    assert front.open(f"{forwarded}/rancangan").status == 404


def test_after_signing_the_page_has_the_number_and_the_letter(lurah, forwarded):
    page = lurah.open(f"{forwarded}/tindakan/approve")
    page = lurah.send(page, "/approve")
    assert page.path == forwarded
    assert "Nomor 500.2.3/1/KEL-API" in page.text
    assert lurah.client.get(f"{forwarded}/surat").data.startswith(b"%PDF-")


def test_while_a_letter_is_signed_asking_again_is_no_look(lurah, filed, town, runtime):
    front = town.front.account_id
    way = ((front, "claim"), (front, "forward"), (town.lurah.account_id, "approve"))
    case = address(filed(*way, follow_up=False))
    page = lurah.open(case)
    assert "Surat sedang ditandatangani" in page.text
    assert f'hx-get="{case}/surat/keadaan" hx-trigger="every 2s"' in page.html
    before = reads(runtime)
    page = lurah.open(f"{case}/surat/keadaan")
    assert "Surat sedang ditandatangani" in page.text
    assert "Siti" not in page.text
    assert reads(runtime) == before


def test_a_step_that_is_not_offered_has_no_page(front, lurah, claimed):
    assert lurah.open(f"{claimed}/tindakan/approve").path == claimed
    assert front.open(f"{claimed}/tindakan/forward").path == claimed

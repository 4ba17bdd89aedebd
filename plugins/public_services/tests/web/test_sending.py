# SPDX-License-Identifier: Apache-2.0
"""The last look before sending, and what happens when somebody presses twice or goes back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from balaikota.testing.identity_factory import actor_for
from balaikota.testing.regions_factory import KANAAN
from balaikota_public_services.models import Draft, Request
from balaikota_public_services.services.drafts import save_page
from balaikota_public_services.testing import SKU_ANSWERS, send_documents

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def siti(citizen):
    return citizen()


@pytest.fixture
def drafted(runtime, town):
    """A complete draft of Siti's for a SKU; answers may be changed."""

    def make(**answers):
        with runtime.database.write() as session:
            actor = actor_for(session, town.siti)
            given = SKU_ANSWERS | answers
            save_page(session, actor, "sku", frozenset(given), given)
            send_documents(session, actor, "sku")

    return make


def count(runtime, model):
    with runtime.database.read() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_the_check_shows_everything_with_a_way_to_change_it(siti, drafted):
    drafted()
    page = siti.open("/layanan/sku/periksa")
    for words in ("Siti Rahmawati", "******", "12 Januari 2019", "Api-api", "Pedagang"):
        assert words in page.text
    changes = [words for words, _address in page.links if words.startswith("Ubah")]
    assert len(changes) == 8 + 3


def test_an_unfinished_form_lists_what_is_missing_and_cannot_be_sent(siti):
    siti.send(
        siti.open("/layanan/sku/ajukan/usaha"),
        business_name="Warung Bu Siti",
        business_kind="Menjual ikan",
    )
    page = siti.open("/layanan/sku/periksa")
    assert "Masih ada yang perlu diisi" in page.text
    assert "Belum diisi" in page.text
    assert page.forms == []
    assert siti.follow(page, "Lengkapi isian").path == "/layanan/sku/ajukan/tempat"


def test_without_the_declaration_nothing_is_sent(siti, drafted, runtime):
    drafted()
    page = siti.send(siti.open("/layanan/sku/periksa"))
    assert page.status == 422
    assert page.errors == ["Centang pernyataan bahwa isian Anda benar"]
    assert (count(runtime, Request), count(runtime, Draft)) == (0, 1)


def test_a_document_that_is_no_longer_asked_for_does_not_hold_up_the_sending(
    siti, drafted, offer, runtime
):
    drafted()
    page = siti.open("/layanan/sku/periksa")
    service = next(s for s in runtime.plugins["public_services"].catalogue if s.code == "sku")
    offer(documents=service.documents[:2])
    page = siti.send(page, benar=["ya"])
    assert page.heading == "Permohonan terkirim"


def test_a_kelurahan_that_nobody_serves_is_told_at_the_answer(siti, drafted, runtime):
    drafted(kelurahan=KANAAN)
    page = siti.send(siti.open("/layanan/sku/periksa"), benar=["ya"])
    assert page.status == 422
    assert page.errors == ["Kelurahan ini belum melayani permohonan lewat aplikasi"]
    page = siti.follow(page, "Kelurahan ini belum melayani")
    assert page.path == "/layanan/sku/ajukan/tempat?kembali=periksa"
    assert count(runtime, Request) == 0


def test_pressing_twice_makes_one_request(siti, drafted, runtime):
    drafted()
    page = siti.open("/layanan/sku/periksa")
    first = siti.send(page, benar=["ya"])
    second = siti.send(page, benar=["ya"])
    assert first.path == second.path
    assert "SKU-2026-000001" in second.text
    assert (count(runtime, Request), count(runtime, Draft)) == (1, 0)


def test_going_back_after_sending_leads_to_what_was_sent(siti, drafted):
    drafted()
    siti.send(siti.open("/layanan/sku/periksa"), benar=["ya"])
    page = siti.open("/layanan/sku/periksa")
    assert page.path == "/layanan/sku/ajukan"
    assert "Lihat permohonan SKU-2026-000001" in page.text


def test_a_form_from_before_the_sending_says_that_it_was_sent(siti, drafted):
    drafted()
    early, late = siti.open("/layanan/sku/periksa"), siti.open("/layanan/sku/periksa")
    siti.send(early, benar=["ya"])
    page = siti.send(late, benar=["ya"])
    assert page.status == 404
    assert "Isian ini sudah dikirim atau dihapus." in page.text


def test_the_confirmation_is_for_who_sent_it(siti, drafted, citizen, town):
    drafted()
    page = siti.send(siti.open("/layanan/sku/periksa"), benar=["ya"])
    assert "Kelurahan Api-Api memeriksa permohonan Anda." in page.text
    assert citizen(town.budi).open(page.path).status == 404

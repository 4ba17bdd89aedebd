# SPDX-License-Identifier: Apache-2.0
"""The last step of the registration and one's own data, on pages."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from balaikota.citizens.models import Citizen
from balaikota.testing.citizens_factory import (
    ADDRESS,
    NAME,
    make_citizen_with_account,
    synthetic_nik,
)
from balaikota.testing.identity_factory import (
    HIDDEN,
    PASSWORD,
    page_client,
    path_of,
    sent_code,
    submit,
)
from balaikota.testing.regions_factory import API_API, LOK_TUAN

PAGE = "/daftar/data"
OWN = "/akun/data-saya"
NIK = synthetic_nik(serial=9901)
FIELDS = {
    "name": NAME,
    "nik": "6474 0167 0385 9901",
    "birth_date": "27/03/1985",
    "kelurahan_code": API_API,
    "address": ADDRESS,
    "password": PASSWORD,
}


def citizens(runtime) -> int:
    with runtime.database.read() as session:
        return session.scalar(select(func.count()).select_from(Citizen))


@pytest.fixture
def newcomer(client, proven):
    """A browser whose owner has proved a phone number."""
    client.set_cookie("bk_proof", proven("081234567890"))
    return client


@pytest.fixture
def resident(app, runtime):
    """A browser in which somebody is signed in who registered long ago."""
    with runtime.database.write() as session:
        account = make_citizen_with_account(session, nik=NIK, kelurahan_code=API_API)
    return page_client(app, account)


def test_from_a_phone_number_to_being_signed_in(client, runtime):
    sent = submit(client, "/daftar", contact="081234567890")
    proved = submit(client, sent.location, code=sent_code(runtime, "081234567890"))
    assert path_of(proved) == PAGE
    done = submit(client, PAGE, **FIELDS)
    assert (done.status_code, path_of(done)) == (303, "/")
    shown = client.get(OWN).get_data(as_text=True)
    assert NAME in shown
    assert "647401******9901" in shown
    assert NIK not in shown


def test_without_a_proved_contact_the_first_step_comes_first(client):
    answer = client.get(PAGE)
    assert (answer.status_code, path_of(answer)) == (303, "/daftar")


def test_whoever_is_signed_in_does_not_register(resident):
    assert path_of(resident.get(PAGE)) == "/"


def test_the_form_offers_every_kelurahan_with_its_kecamatan(newcomer):
    shown = newcomer.get(PAGE).get_data(as_text=True)
    assert '<option value="64.74.01.1006">Api-api (Kecamatan Bontang Utara)</option>' in shown
    assert '<option value="64.74.03.2001">Suka Maju (Kecamatan Bontang Barat)</option>' in shown


def test_an_empty_form_names_every_field_and_keeps_nothing(newcomer, runtime):
    answer = submit(newcomer, PAGE)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert [f'href="#f-{name}"' in shown for name in FIELDS] == [True] * len(FIELDS)
    assert citizens(runtime) == 0


def test_what_was_typed_is_shown_again_but_no_password(newcomer):
    answer = submit(newcomer, PAGE, **FIELDS | {"nik": "6474", "password": "kucing besar"})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="Siti Rahmawati"' in shown
    assert 'value="27/03/1985"' in shown
    assert f'<option value="{API_API}" selected>' in shown
    assert "kucing besar" not in shown
    assert "Yang Anda isi baru 4" in shown


def test_after_a_correction_the_same_proof_still_works(newcomer, runtime):
    submit(newcomer, PAGE, **FIELDS | {"nik": "6474"})
    assert submit(newcomer, PAGE, **FIELDS).status_code == 303
    assert citizens(runtime) == 1


def test_a_doubtful_nik_is_asked_about_once_and_a_tick_settles_it(newcomer, runtime):
    doubtful = FIELDS | {"birth_date": "28/03/1985"}
    asked = submit(newcomer, PAGE, **doubtful)
    shown = asked.get_data(as_text=True)
    assert (asked.status_code, citizens(runtime)) == (422, 0)
    assert "Tanggal lahir di dalam NIK berbeda" in shown
    assert 'name="nik_confirmed"' in shown
    assert submit(newcomer, PAGE, **doubtful, nik_confirmed="ya").status_code == 303
    assert citizens(runtime) == 1


def test_a_number_that_may_be_a_kk_is_asked_about(newcomer):
    kk = "6474011203159901"
    shown = submit(newcomer, PAGE, **FIELDS | {"nik": kk}).get_data(as_text=True)
    assert "Apakah ini nomor Kartu Keluarga?" in shown


def test_a_nik_without_doubt_is_not_asked_about(newcomer):
    assert 'name="nik_confirmed"' not in newcomer.get(PAGE).get_data(as_text=True)


def test_when_the_proof_has_run_out_the_page_says_how_to_go_on(newcomer, clock):
    page = newcomer.get(PAGE).get_data(as_text=True)
    clock.advance(minutes=31)
    answer = newcomer.post(PAGE, data=dict(HIDDEN.findall(page)) | FIELDS)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Mulai lagi" in shown
    assert 'href="/daftar"' in shown


def test_pressing_twice_registers_once(newcomer, runtime):
    hidden = dict(HIDDEN.findall(newcomer.get(PAGE).get_data(as_text=True)))
    answers = [newcomer.post(PAGE, data=hidden | FIELDS) for _time in range(2)]
    assert answers[0].status_code == 303
    assert path_of(answers[1]) == "/"
    assert citizens(runtime) == 1


def test_a_form_of_another_site_registers_nobody(newcomer, runtime):
    assert newcomer.post(PAGE, data=FIELDS).status_code == 403
    assert citizens(runtime) == 0


def test_a_visitor_is_led_to_sign_in_before_seeing_own_data(client):
    assert path_of(client.get(OWN)) == "/masuk"


def test_the_account_page_leads_to_ones_own_data(resident):
    assert f'href="{OWN}"' in resident.get("/akun").get_data(as_text=True)


def test_a_citizen_moves(resident):
    moved = submit(
        resident, OWN, address="Gg. Nila 5", domicile="Kos Bu Ani, RT 2", kelurahan_code=LOK_TUAN
    )
    assert moved.status_code == 303
    shown = resident.get(moved.location).get_data(as_text=True)
    assert "Perubahan tersimpan" in shown
    assert 'value="Gg. Nila 5"' in shown
    assert 'value="Kos Bu Ani, RT 2"' in shown
    assert f'<option value="{LOK_TUAN}" selected>' in shown


def test_wrong_addresses_are_named_and_shown_again(resident):
    answer = submit(resident, OWN, address="", domicile="x", kelurahan_code="")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert [f'href="#f-{name}"' in shown for name in ("address", "domicile", "kelurahan_code")] == [
        True
    ] * 3
    assert resident.get(OWN).get_data(as_text=True).count(ADDRESS) == 1


def test_a_second_tab_is_told_that_the_data_changed(resident):
    hidden = dict(HIDDEN.findall(resident.get(OWN).get_data(as_text=True)))
    lives = {"address": "Gg. Nila 5", "domicile": "", "kelurahan_code": API_API}
    submit(resident, OWN, **lives)
    stale = resident.post(OWN, data=hidden | lives | {"address": "Gg. Nila 6"})
    assert stale.status_code == 412
    assert 'value="Gg. Nila 5"' in resident.get(OWN).get_data(as_text=True)


@pytest.mark.sqlite_only
def test_the_pages_speak_english(newcomer):
    newcomer.set_cookie("bahasa", "en")
    shown = newcomer.get(PAGE).get_data(as_text=True)
    assert "Your details" in shown
    assert "Data diri Anda" not in shown

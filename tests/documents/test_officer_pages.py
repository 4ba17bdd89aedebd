# SPDX-License-Identifier: Apache-2.0
"""The letters of a unit, for its officers."""

import re

import pytest
from sqlalchemy import select

from balaikota.agencies.services import add_officer, add_position
from balaikota.documents.models import Letter
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.events import Message
from balaikota.kernel.events.models import StoredEvent
from balaikota.kernel.events.outbox import read_event
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import Text
from balaikota.testing.identity_factory import make_account, officer_client, page_client, submit


class Reader(Plugin):
    """Wants to hear every message, so that the outbox keeps them."""

    name = "reader"
    slug = "pembaca"
    title = Text("Pembaca")
    listens = (Message.name,)

    @hookimpl
    def on_event(self, session, event):
        """Nothing to do: the test reads the outbox."""


@pytest.fixture
def extra_plugins():
    return [Reader()]


@pytest.fixture
def lurah(app, office):
    return officer_client(app, office.account)


@pytest.fixture
def front_officer(app, office):
    with office.runtime.database.write() as session:
        account = make_account(session, display_name="Rina")
        officer = add_officer(session, None, account_id=account.id, name="Rina Wati")
        add_position(
            session,
            None,
            officer_id=officer.id,
            unit_id=office.unit.id,
            title="Petugas Loket",
            role="front_officer",
        )
    return officer_client(app, account)


def main_of(answer):
    return answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]


def audit_of(office, action):
    with office.runtime.database.read() as session:
        return session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


class TestTheList:
    def test_shows_the_letters_of_the_unit_and_no_names_of_people(self, office, lurah):
        office.reserve()
        office.reserve(unit=office.neighbour)
        shown = main_of(lurah.get("/petugas/surat"))
        assert "500.2.3/1/KEL-API" in shown
        assert "500.2.3/1/KEL-LOK" not in shown
        assert "Siti" not in shown

    def test_goes_on_after_the_newest_ones(self, office, lurah):
        for _ in range(3):
            office.reserve()
        first = main_of(lurah.get("/petugas/surat?limit=2"))
        assert re.findall(r"500\.2\.3/(\d)/KEL-API</a>", first) == ["3", "2"]
        following = re.search(r'href="(/petugas/surat\?after=[^"]+)"', first)[1]
        assert re.findall(r"500\.2\.3/(\d)/KEL-API</a>", main_of(lurah.get(following))) == ["1"]

    def test_finds_one_number(self, office, lurah):
        office.reserve()
        office.reserve()
        found = main_of(lurah.get("/petugas/surat", query_string={"nomor": "500.2.3/2/KEL-API"}))
        assert re.findall(r"(\d)/KEL-API</a>", found) == ["2"]
        none = main_of(lurah.get("/petugas/surat", query_string={"nomor": "2"}))
        assert "Belum ada surat" in none

    def test_says_why_a_letter_waits(self, office, lurah, monkeypatch):
        from balaikota.documents.services import completing

        def broken(*_arguments):
            raise completing.ProviderFailed

        monkeypatch.setattr(completing, "_signed", broken)
        office.reserve()
        shown = main_of(lurah.get("/petugas/surat"))
        assert "Menunggu tanda tangan" in shown
        assert "Penyedia tanda tangan sedang terganggu" in shown

    def test_is_not_for_citizens(self, app, office):
        with office.runtime.database.write() as session:
            account = make_account(session)
        assert page_client(app, account).get("/petugas/surat").status_code == 403
        answer = app.test_client().get("/petugas/surat")
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/masuk")

    def test_is_not_for_officers_without_their_second_factor(self, app, office):
        client = page_client(app, office.account)
        assert client.get("/petugas/surat").status_code == 403


class TestALetter:
    def test_names_the_person_and_the_look_is_recorded(self, office, lurah):
        letter_id = office.reserve()
        shown = main_of(lurah.get(f"/petugas/surat/{letter_id}"))
        assert "Siti Rahmawati" in shown
        (look,) = audit_of(office, "documents.letter_read")
        assert (look.account_id, look.object_id, look.subject_id, look.is_read) == (
            office.account.id,
            letter_id,
            office.citizen_id,
            True,
        )

    def test_of_another_unit_is_not_found(self, office, lurah):
        elsewhere = office.reserve(unit=office.neighbour)
        assert lurah.get(f"/petugas/surat/{elsewhere}").status_code == 404
        assert audit_of(office, "documents.letter_read") == []


class TestRevoking:
    def test_takes_effect_at_once_and_keeps_the_reason_for_officers(self, office, lurah, client):
        letter_id = office.reserve()
        address = f"/petugas/surat/{letter_id}"
        answer = submit(lurah, address, to=f"{address}/cabut", reason="Usahanya sudah tutup")
        assert (answer.status_code, answer.location) == (303, address)
        shown = main_of(lurah.get(address))
        assert "Usahanya sudah tutup" in shown
        assert "Cabut surat ini" not in shown
        code = office.letter(letter_id).code
        assert "sudah dicabut" in main_of(client.get(f"/verifikasi/{code}"))
        (entry,) = audit_of(office, "documents.letter_revoked")
        assert (entry.account_id, entry.object_id) == (office.account.id, letter_id)
        assert "tutup" not in str(entry.details) + str(entry.reason)

    def test_without_a_reason_is_asked_again(self, office, lurah):
        letter_id = office.reserve()
        address = f"/petugas/surat/{letter_id}"
        answer = submit(lurah, address, to=f"{address}/cabut", reason="  ")
        assert answer.status_code == 422
        assert "Tulis alasan pencabutan" in main_of(answer)
        assert office.letter(letter_id).state == "signed"

    def test_twice_says_that_it_is_done(self, office, lurah):
        letter_id = office.reserve()
        address = f"/petugas/surat/{letter_id}"
        submit(lurah, address, to=f"{address}/cabut", reason="Salah nama")
        token = submit(
            lurah, "/verifikasi", to=f"{address}/cabut", reason="Salah nama", _key="k" * 20
        )
        assert token.status_code == 422
        assert "sudah dicabut atau digantikan" in main_of(token)

    def test_is_not_for_the_counter(self, office, front_officer):
        letter_id = office.reserve()
        address = f"/petugas/surat/{letter_id}"
        assert "Cabut surat ini" not in main_of(front_officer.get(address))
        assert submit(front_officer, address, to=f"{address}/cabut", reason="x").status_code == 403
        assert office.letter(letter_id).state == "signed"

    def test_keeps_the_reason_sealed(self, office, lurah):
        letter_id = office.reserve()
        address = f"/petugas/surat/{letter_id}"
        submit(lurah, address, to=f"{address}/cabut", reason="Usahanya sudah tutup")
        with office.runtime.database.read() as session:
            sealed = session.get_one(Letter, letter_id).sealed_reason
        assert b"tutup" not in sealed


def test_officers_see_the_letters_in_their_menu_with_what_waits(office, lurah, monkeypatch):
    from balaikota.documents.services import completing

    def broken(*_arguments):
        raise completing.ProviderFailed

    monkeypatch.setattr(completing, "_signed", broken)
    office.reserve()
    page = lurah.get("/petugas/surat").get_data(as_text=True)
    menu = page.partition('class="menu"')[2].partition("</nav>")[0]
    assert re.search(r'href="/petugas/surat".*?class="badge">1<', menu, re.DOTALL)


def test_officers_save_the_signed_pdf_and_the_look_is_recorded(office, lurah):
    letter_id = office.reserve()
    answer = lurah.get(f"/petugas/surat/{letter_id}/berkas")
    assert answer.data == office.pdf(letter_id)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Surat Keterangan Usaha.pdf" in answer.headers["Content-Disposition"]
    assert len(audit_of(office, "documents.letter_read")) == 1
    elsewhere = office.reserve(unit=office.neighbour)
    assert lurah.get(f"/petugas/surat/{elsewhere}/berkas").status_code == 404


def test_the_person_is_told_of_the_revocation(office, lurah):
    with office.runtime.database.write() as session:
        reader = make_account(session, citizen_id=office.citizen_id).id
    letter_id = office.reserve()
    address = f"/petugas/surat/{letter_id}"
    submit(lurah, address, to=f"{address}/cabut", reason="Salah nama")
    with office.runtime.database.read() as session:
        ids = session.scalars(select(StoredEvent.id).where(StoredEvent.name == Message.name))
        events = [read_event(session, event_id) for event_id in ids.all()]
    (message,) = [event for event in events if event.kind == "documents.letter_revoked"]
    assert message.account_id == reader
    assert message.values == {
        "title": "Surat Keterangan Usaha",
        "number": "500.2.3/1/KEL-API",
        "unit": "Kelurahan Api-Api",
    }
    assert "Salah nama" not in message.body

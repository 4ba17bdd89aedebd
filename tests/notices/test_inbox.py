# SPDX-License-Identifier: Apache-2.0
"""The inbox: who gets what, in which language, and what is read."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, func, select

from balaikota.kernel.events.worker import deliver_once
from balaikota.kernel.secrets.models import SubjectKey
from balaikota.notices.models import Notice
from balaikota.notices.services import unread_count
from balaikota.testing.identity_factory import HIDDEN, api_headers, page_client


@pytest.fixture
def siti(account_with):
    return account_with(display_name="Siti")


@pytest.fixture
def told(runtime, tell):
    """Tells an account something and delivers it."""

    def deliver(account, **details):
        tell(account_id=account.id, **details)
        deliver_once(runtime)

    return deliver


@pytest.fixture
def noise(account_with, told):
    """Somebody else's notice, which must not appear anywhere."""
    told(account_with(display_name="Budi"), values={"number": "BUKAN-ANDA", "name": "Budi"})


@pytest.fixture
def unread(runtime):
    def count(account):
        with runtime.database.read() as session:
            return unread_count(session, account.id)

    return count


def press(client, page, button):
    """Press the button of ``page`` whose form leads to an address that ends with ``button``."""
    shown = client.get(page).text
    address = re.search(rf'action="([^"]+{button})"', shown)[1]
    return client.post(address, data=dict(HIDDEN.findall(shown)), follow_redirects=False)


def test_a_message_is_in_its_readers_inbox_and_in_nobody_elses(app, siti, told, noise, unread):
    told(siti)
    answer = app.test_client().get("/api/v1/notices/", headers=api_headers(app, siti))
    [notice] = answer.json["items"]
    assert notice["title"] == "Permohonan SKU-7 selesai"
    assert notice["body"] == "Surat untuk Siti sudah terbit."
    assert (notice["kind"], notice["link"], notice["read_at"]) == ("test.news", None, None)
    assert (answer.json["unread"], answer.json["next"], unread(siti)) == (1, None, 1)


def test_a_message_that_is_delivered_twice_is_in_the_inbox_once(runtime, siti, told, unread):
    told(siti)
    assert deliver_once(runtime) == 0
    assert unread(siti) == 1


def test_words_lie_sealed_in_the_database(runtime, siti, told):
    told(siti)
    with runtime.database.read() as session:
        notice = session.scalars(select(Notice)).one()
    assert b"SKU-7" not in notice.words
    assert notice.subject_id == siti.citizen_id


@pytest.mark.sqlite_only
def test_a_notice_is_read_in_the_language_that_its_reader_speaks_now(app, siti, told):
    told(siti, title="Ada kesalahan di pihak kami", body="Kembali", values={})
    client = page_client(app, siti)
    assert "Ada kesalahan di pihak kami" in client.get("/kotak-masuk").text
    client.set_cookie("bahasa", "en")
    english = client.get("/kotak-masuk").text
    assert "Ada kesalahan di pihak kami" not in english


def test_the_inbox_is_read_page_by_page_newest_first(app, siti, told, noise):
    for number in range(5):
        told(siti, values={"number": str(number), "name": "Siti"})
    client, headers = app.test_client(), api_headers(app, siti)
    first = client.get("/api/v1/notices/?limit=3", headers=headers).json
    rest = client.get(f"/api/v1/notices/?limit=3&after={first['next']}", headers=headers).json
    titles = [item["title"] for item in first["items"] + rest["items"]]
    assert titles == [f"Permohonan {number} selesai" for number in (4, 3, 2, 1, 0)]
    assert rest["next"] is None


def test_looking_at_the_inbox_or_at_a_notice_reads_nothing(app, siti, told, unread, runtime):
    told(siti)
    client = page_client(app, siti)
    with runtime.database.read() as session:
        notice_id = session.scalar(select(Notice.id))
    assert client.get("/kotak-masuk").status_code == 200
    assert client.get(f"/kotak-masuk/{notice_id}").status_code == 200
    assert unread(siti) == 1


def test_opening_a_notice_shows_it_and_marks_it_as_read(app, siti, told, noise, unread):
    told(siti, link="/layanan/permohonan/7")
    client = page_client(app, siti)
    assert "Belum dibaca" in client.get("/kotak-masuk").text
    opened = press(client, "/kotak-masuk", "/buka")
    assert opened.status_code == 303
    page = client.get(opened.headers["Location"]).text
    assert "Surat untuk Siti sudah terbit." in page
    assert 'href="/layanan/permohonan/7"' in page
    assert unread(siti) == 0
    assert "Belum dibaca" not in client.get("/kotak-masuk").text


def test_everything_is_marked_as_read_at_once(app, siti, told, noise, unread, runtime):
    told(siti)
    told(siti)
    assert press(page_client(app, siti), "/kotak-masuk", "/dibaca").status_code == 303
    assert unread(siti) == 0
    with runtime.database.read() as session:
        waiting = select(func.count()).select_from(Notice).where(Notice.read_at.is_(None))
        assert session.scalar(waiting) == 1


def test_reading_through_the_api_keeps_the_first_time(app, siti, told, clock):
    told(siti)
    client, headers = app.test_client(), api_headers(app, siti)
    [notice] = client.get("/api/v1/notices/", headers=headers).json["items"]
    address = f"/api/v1/notices/{notice['id']}/read"
    first = client.post(address, headers=headers)
    clock.advance(minutes=1)
    again = client.post(address, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json["read_at"] == again.json["read_at"] is not None


def test_somebody_elses_notice_does_not_exist(app, siti, noise, runtime):
    with runtime.database.read() as session:
        theirs = session.scalar(select(Notice.id))
    headers = api_headers(app, siti)
    client = page_client(app, siti)
    assert (
        app.test_client().post(f"/api/v1/notices/{theirs}/read", headers=headers).status_code == 404
    )
    assert client.get(f"/kotak-masuk/{theirs}").status_code == 404
    with runtime.database.read() as session:
        assert session.scalar(select(Notice.read_at)) is None


@pytest.mark.sqlite_only
def test_a_visitor_has_no_inbox(client):
    assert client.get("/api/v1/notices/").status_code == 401
    assert client.get("/kotak-masuk").status_code == 303


@pytest.mark.sqlite_only
def test_the_menu_counts_what_is_unread(app, siti, told):
    client = page_client(app, siti)
    assert 'class="badge"' not in client.get("/kotak-masuk").text
    told(siti)
    assert 'class="badge">1<' in client.get("/kotak-masuk").text


@pytest.mark.sqlite_only
def test_an_empty_inbox_says_what_will_come(app, siti):
    assert "Belum ada pesan" in page_client(app, siti).get("/kotak-masuk").text


@pytest.mark.sqlite_only
@pytest.mark.parametrize("link", ["https://jahat.example/", "//jahat.example", "/\\jahat.example"])
def test_a_link_that_leads_elsewhere_is_left_out(app, siti, told, link):
    told(siti, link=link)
    [notice] = (
        app.test_client().get("/api/v1/notices/", headers=api_headers(app, siti)).json["items"]
    )
    assert notice["link"] is None


@pytest.mark.sqlite_only
def test_what_a_person_is_called_is_never_markup_nor_a_place_for_values(app, siti, told):
    told(siti, values={"number": "1", "name": "<script>alert(1)</script>{number}"})
    client = page_client(app, siti)
    page = client.get(press(client, "/kotak-masuk", "/buka").headers["Location"]).text
    assert "Surat untuk &lt;script&gt;alert(1)&lt;/script&gt;{number} sudah terbit." in page


def test_a_secret_never_enters_the_inbox(runtime, siti, told, capsys):
    told(siti, body="Kode Anda {number}", values={"number": "482913"}, secret=True)
    with runtime.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 0
    assert "482913" in capsys.readouterr().out


def test_a_message_to_somebody_who_was_erased_is_given_up(runtime, siti, tell, outbox):
    with runtime.database.write() as session:
        session.execute(delete(SubjectKey).where(SubjectKey.subject_id == siti.citizen_id))
    tell(account_id=siti.id)
    deliver_once(runtime)
    assert outbox() == [("kernel.message_sent", "dead", True)]
    with runtime.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SubjectKey)) == 0

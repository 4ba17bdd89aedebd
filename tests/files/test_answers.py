# SPDX-License-Identifier: Apache-2.0
"""Files over HTTP: sent in through a form and through the API, given out for saving and for looking."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from balaikota.files.services import open_file
from balaikota.testing.files_factory import add_file, pdf, photo

MEGABYTE = 1_000_000


@pytest.fixture
def stored(runtime, subject):
    def store(**options):
        with runtime.database.write() as session:
            return add_file(session, subject_id=subject, **options)

    return store


def sent(content: bytes, name: str = "foto.jpg", token: str = ""):
    """A form with one file, written by hand: the test client would leave a temporary file open."""
    field = "--x\r\nContent-Disposition: form-data; name="
    head = f'{field}"_token"\r\n\r\n{token}\r\n{field}"photo"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--x--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=x"}


def padded(size: int) -> bytes:
    return photo() + b"\x00" * (size - len(photo()))


def test_the_api_takes_a_photo(client, runtime):
    answer = client.post("/api/v1/album/photos", **sent(photo()))
    assert answer.status_code == 201
    with runtime.database.read() as session:
        assert open_file(session, UUID(answer.json["id"])).name == "foto.jpg"


def test_a_photo_of_30_mb_is_a_422_at_its_field(client, on_disk):
    answer = client.post("/api/v1/album/photos", **sent(padded(30 * MEGABYTE)))
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["errors"] == [
        {
            "pointer": "/photo",
            "detail": "Berkas ini lebih dari 8 MB."
            " Kirim foto yang lebih kecil, atau PDF yang lebih ringkas.",
        }
    ]
    assert on_disk() == []


def test_a_body_over_40_mb_is_a_413(client):
    answer = client.post("/api/v1/album/photos", **sent(padded(41 * MEGABYTE)))
    assert (answer.status_code, answer.json["title"]) == (413, "Kiriman terlalu besar")


def test_a_body_over_40_mb_on_a_page_is_a_page_that_says_so(client):
    answer = client.post("/album/kirim", **sent(padded(41 * MEGABYTE)))
    assert (answer.status_code, answer.mimetype) == (413, "text/html")
    assert "Kiriman terlalu besar" in answer.text


def test_a_photo_of_30_mb_is_an_error_of_the_form_at_its_field(client, on_disk):
    token = re.search(r'name="_token" value="([^"]+)"', client.get("/album/kirim").text)[1]
    answer = client.post("/album/kirim", **sent(padded(30 * MEGABYTE), token=token))
    assert answer.status_code == 422
    assert answer.text.startswith("photo: Berkas ini lebih dari 8 MB.")
    assert on_disk() == []
    assert client.post("/album/kirim", **sent(photo(), token=token)).status_code == 200


def test_the_wrong_type_with_the_right_ending_is_a_422(client):
    answer = client.post("/api/v1/album/photos", **sent(b"MZ\x90 program", "foto.jpg"))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/photo"]


def test_a_file_is_given_out_for_saving_only(client, stored):
    file = stored(filename='surat "usaha" – Siti.pdf', content=pdf())
    answer = client.get(f"/album/berkas/{file.id}")
    assert answer.data == pdf()
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    _plain, _comma, exact = headers["Content-Disposition"].partition("filename*=UTF-8''")
    assert exact == "surat%20_usaha_%20%E2%80%93%20Siti.pdf"
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "no-store"
    assert "ETag" not in headers


def test_a_photo_is_shown_as_it_is(client, stored, opened_picture):
    answer = client.get(f"/album/gambar/{stored().id}/1")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert "Content-Disposition" not in answer.headers
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert opened_picture(answer.data).size == (640, 480)


def test_a_page_of_a_pdf_is_shown_as_a_picture(client, stored, opened_picture):
    file = stored(filename="surat.pdf", content=pdf(pages=2))
    answer = client.get(f"/album/gambar/{file.id}/2")
    assert answer.mimetype == "image/png"
    assert opened_picture(answer.data).format == "PNG"


@pytest.mark.parametrize(("content", "page"), [(pdf(pages=2), 3), (pdf(pages=2), 0), (photo(), 2)])
def test_a_page_that_does_not_exist_is_not_found(client, stored, content, page):
    file = stored(content=content)
    assert client.get(f"/album/gambar/{file.id}/{page}").status_code == 404

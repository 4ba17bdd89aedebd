# SPDX-License-Identifier: Apache-2.0
"""Guest books as their own author tests them: with the fixtures of the core's test kit."""

from __future__ import annotations

from balaikota_contoh import services


def test_an_open_book_stands_on_the_page_and_in_the_list(runtime, client):
    with runtime.database.write() as session:
        services.open_book(session, None, title="Kantor Lurah Api-Api")
    assert "Kantor Lurah Api-Api" in client.get("/buku-tamu/").text
    books = client.get("/api/v1/contoh/books").get_json()
    assert [book["title"] for book in books["items"]] == ["Kantor Lurah Api-Api"]


def test_a_visitor_cannot_write(runtime, client):
    with runtime.database.write() as session:
        book = services.open_book(session, None, title="Kantor Lurah Api-Api")
    answer = client.post(
        f"/api/v1/contoh/books/{book.id}/entries",
        json={"words": "Terima kasih"},
        headers={"Idempotency-Key": "0123456789abcdef"},
    )
    assert answer.status_code == 401

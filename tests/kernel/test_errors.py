# SPDX-License-Identifier: Apache-2.0
"""Every way an error can arise gives one shape, as JSON and as a page."""

from __future__ import annotations

import pytest

from balaikota.kernel.http.errors import CAUSES, problem_of
from balaikota.kernel.problems import every_problem

WAYS = [
    ("problem", 422, "isian-keliru"),
    ("conflict", 409, "bentrok"),
    ("marshmallow", 422, "isian-keliru"),
    ("werkzeug", 404, "tidak-ditemukan"),
    ("stale", 412, "sudah-berubah"),
    ("database", 503, "sedang-terganggu"),
    ("throttled", 429, "terlalu-sering"),
    ("crash", 500, "kesalahan-kami"),
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("kind", "status", "slug"), WAYS)
def test_the_api_answers_problem_json(client, backend, kind, status, slug):
    answer = client.get(f"/api/v1/probe/raise/{kind}")
    body = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert (body["status"], body["type"], body["instance"]) == (
        status,
        f"/masalah/{slug}",
        f"/api/v1/probe/raise/{kind}",
    )
    assert body["request_id"] == answer.headers["X-Request-ID"] != ""
    assert "rahasia" not in answer.get_data(as_text=True)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("kind", "status", "slug"), WAYS)
def test_a_page_shows_the_same_facts(client, backend, kind, status, slug):
    answer = client.get(f"/probe/galat/{kind}")
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert answer.headers["X-Request-ID"] in text
    assert "rahasia" not in text


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("kind", "status", "slug"), WAYS)
def test_the_type_is_an_address_that_explains_it(client, backend, kind, status, slug):
    assert client.get(f"/masalah/{slug}").status_code == 200


def test_no_problem_type_is_without_title_and_slug():
    kinds = list(every_problem())
    assert len(kinds) >= 15
    assert [kind for kind in kinds if not kind.title or not kind.slug] == []


def test_the_last_row_catches_everything():
    assert CAUSES[-1][0] is Exception
    assert problem_of(KeyError("x")).status == 500


@pytest.mark.sqlite_only
def test_pointers_name_the_wrong_field(client, backend):
    body = client.get("/api/v1/probe/raise/problem").get_json()
    assert body["errors"] == [{"pointer": "/answers/nik", "detail": "NIK terlalu pendek"}]


@pytest.mark.sqlite_only
def test_a_problem_brings_its_own_members(client, backend):
    assert client.get("/api/v1/probe/raise/conflict").get_json()["allowed"] == ["forward"]


@pytest.mark.sqlite_only
def test_a_wrong_method_says_which_are_allowed(client, backend):
    answer = client.delete("/api/v1/probe/things")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_database_that_went_away_is_503_and_heals(app, runtime, backend, monkeypatch):
    client = app.test_client()
    engine = runtime.database.engine

    def refuse(*_arguments, **_options):
        from sqlalchemy.exc import OperationalError

        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(engine.pool, "connect", refuse)
    answer = client.get("/api/v1/probe/audit")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    monkeypatch.undo()
    assert client.get("/api/v1/probe/audit").status_code == 200


def test_problems_are_translated_when_shown(client, backend):
    answer = client.get("/api/v1/probe/raise/werkzeug", headers={"Accept-Language": "en"})
    assert answer.get_json()["title"] == "Not found"

# SPDX-License-Identifier: Apache-2.0
"""The core opens by itself."""

from __future__ import annotations

from flask import Flask


def test_an_address_that_does_not_exist_is_a_problem(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["title"] == "Tidak ditemukan"

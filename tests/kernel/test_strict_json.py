# SPDX-License-Identifier: Apache-2.0
"""JSON that means one thing; everything else is a clear 400 and never a 500."""

from __future__ import annotations

import pytest

from balaikota.kernel.http.strict_json import loads
from balaikota.kernel.problems import BadRequest

HOSTILE = {
    "nested too deep": b"[" * 100_000,
    "deeper than the cap": b'{"a":' * 40 + b"1" + b"}" * 40,
    "NUL": b'{"nik":"a\\u0000b"}',
    "lone surrogate": b'{"nik":"\\ud800"}',
    "surrogate in a name": b'{"\\ud800":1}',
    "duplicate name": b'{"nik":"1","nik":"2"}',
    "infinity by exponent": b'{"amount":1e999}',
    "NaN": b'{"amount":NaN}',
    "Infinity": b'{"amount":-Infinity}',
    "not UTF-8": b'{"nik":"\xff"}',
    "cut off": b'{"nik":"1"',
    "huge integer": b'{"amount":' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_json_is_refused(body):
    with pytest.raises(BadRequest):
        loads(body)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_api_answers_400_to_it(client, backend, keyed, body):
    answer = client.post(
        "/api/v1/probe/things", data=body, headers=keyed, content_type="application/json"
    )
    assert answer.status_code == 400


def test_plain_json_arrives_unchanged():
    assert loads('{"a":[1,2.5,"ß",null,true]}') == {"a": [1, 2.5, "ß", None, True]}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Content-Encoding": "gzip"}, 415), ({"Content-Type": "text/plain"}, 415)],
)
def test_other_encodings_are_refused(client, backend, keyed, headers, status):
    answer = client.post("/api/v1/probe/things", data=b'{"nik":"1"}', headers=keyed | headers)
    assert answer.status_code == status


@pytest.mark.sqlite_only
def test_a_body_over_the_cap_is_413(client, backend, keyed):
    body = b'{"nik":"' + b"x" * 1_100_000 + b'"}'
    answer = client.post(
        "/api/v1/probe/things", data=body, headers=keyed, content_type="application/json"
    )
    assert answer.status_code == 413


@pytest.mark.sqlite_only
def test_an_unknown_name_is_refused_by_name(client, backend, keyed):
    answer = client.post("/api/v1/probe/things", json={"nik": "1", "nikk": "2"}, headers=keyed)
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == [
        {"pointer": "/nikk", "detail": "Bagian ini tidak dikenal"}
    ]


@pytest.mark.sqlite_only
def test_a_missing_value_is_named_in_indonesian(client, backend, keyed):
    answer = client.post("/api/v1/probe/things", json={"amount": "x"}, headers=keyed)
    assert sorted(error["detail"] for error in answer.get_json()["errors"]) == [
        "Bagian ini wajib diisi",
        "Isian ini tidak dapat dibaca",
    ]

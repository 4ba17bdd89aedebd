# SPDX-License-Identifier: Apache-2.0
"""Documents that are sent ahead over the API: what they are for, and what is refused."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest

from balaikota.testing.files_factory import pdf, photo

pytestmark = pytest.mark.sqlite_only
FORM = "multipart/form-data"


def a_file():
    return (io.BytesIO(photo()), "ktp.jpg")


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ({"name": "ktp"}, ""),
        ({"name": "ktp", "service": "sku", "request": str(uuid4())}, ""),
        ({"service": "sku"}, "/name"),
        ({"name": "land_tax", "service": "sku"}, "/name"),
    ],
)
def test_an_upload_says_what_it_is_for(form, pointer, siti):
    name = form.pop("name", None)
    answer = (
        siti.upload(name, photo(), **form)
        if name
        else siti.post("/uploads", data=form | {"file": a_file()}, content_type=FORM)
    )
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_a_wrong_file_is_refused_and_a_huge_one_too(siti):
    assert siti.upload("business_photo", pdf(), service="sku").status_code == 422
    assert siti.upload("ktp", b"MZ\x90\x00" * 100, service="sku").status_code == 422
    huge = siti.upload("ktp", b"\xff\xd8\xff" * 10_000_000, service="sku")
    assert huge.status_code == 422
    [error] = huge.json["errors"]
    assert error["pointer"] == "/file"
    assert error["detail"].startswith("Berkas ini lebih dari 10 MB.")


def test_an_upload_without_a_file_is_422(siti):
    answer = siti.post("/uploads", data={"name": "ktp", "service": "sku"}, content_type=FORM)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/file"]

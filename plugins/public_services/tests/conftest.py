# SPDX-License-Identifier: Apache-2.0
"""A town in an opened city."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from uuid import uuid4

import pytest

import balaikota_public_services
from balaikota import Officer
from balaikota.identity.services import account
from balaikota.testing.files_factory import photo
from balaikota.testing.identity_factory import api_headers, officer_headers
from balaikota_public_services.testing import ANSWERS, make_town

BUNDLES = Path(balaikota_public_services.__file__).parent / "bundles"
ROOT = "/api/v1/public_services"


@pytest.fixture
def folder(tmp_path):
    """A folder with services of a city's own: a copy of our SKU."""
    shutil.copytree(BUNDLES / "sku", tmp_path / "layanan" / "sku")
    return tmp_path / "layanan"


@pytest.fixture
def change(folder):
    """A function that replaces some words in a file of that folder."""

    def edit(old, new, name="sku/service.toml"):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edit


@pytest.fixture
def town(runtime):
    """Two kelurahan with officers, and citizens who ask."""
    with runtime.database.write() as session:
        return make_town(session)


@pytest.fixture
def session(runtime, town):
    """A session that may change things; what a test does in it is undone."""
    with runtime.database.session(write=True) as opened:
        yield opened


class Api:
    """Somebody who speaks to the API: each change with a key of its own unless one is given."""

    def __init__(self, app, headers):
        self._app = app
        self._headers = headers

    def get(self, path, **options):
        return self._app.test_client().get(
            f"{ROOT}{path}", headers=self._headers, buffered=True, **options
        )

    def post(self, path, *, key=None, seen=None, **options):
        headers = self._headers | {"Idempotency-Key": key or uuid4().hex}
        if seen is not None:
            headers |= {"If-Match": f'"{seen}"'}
        return self._app.test_client().post(f"{ROOT}{path}", headers=headers, **options)

    def upload(self, name, content, *, filename="foto.jpg", **where):
        form = where | {"name": name, "file": (io.BytesIO(content), filename)}
        answer = self.post("/uploads", data=form, content_type="multipart/form-data")
        answer.request.environ["wsgi.input"].close()  # a large body lies in a file
        return answer

    def submit(self, code="sku", *, key=None, **answers):
        """Send everything that the service needs; the answer of the last call."""
        needed = self.get(f"/services/{code}").json["documents"]
        documents = {
            plan["name"]: self.upload(plan["name"], photo(), service=code).json["id"]
            for plan in needed
            if plan["required"]
        }
        body = {"service": code, "answers": ANSWERS[code] | answers, "documents": documents}
        return self.post("/requests", key=key, json=body)

    def step(self, request, action, *, key=None, **more):
        """Take a step on ``request`` (what the API told of it) as it was told."""
        path = f"/requests/{request['id']}/actions"
        return self.post(path, key=key, seen=request["version"], json={"action": action} | more)


@pytest.fixture
def speak(app, runtime, town):
    """A function from an account, or an officer, to their end of the API."""

    def as_person(who):
        with runtime.database.read() as session:
            found = account(session, getattr(who, "account_id", who))
        headers = officer_headers if isinstance(who, Officer) else api_headers
        return Api(app, headers(app, found))

    return as_person


@pytest.fixture
def siti(speak, town):
    """Siti's end of the API."""
    return speak(town.siti)

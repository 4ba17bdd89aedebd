# SPDX-License-Identifier: Apache-2.0
"""A plugin with an album: it takes photos and PDFs through a form and through the API, and gives them out."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from flask import Blueprint, jsonify, request
from PIL import Image

from balaikota import (
    PUBLIC,
    ApiBlueprint,
    Form,
    Pages,
    Plugin,
    Text,
    current_session,
    exempt,
    hookimpl,
    policy,
)
from balaikota.files.answers import attachment, preview
from balaikota.files.services import open_file, store_upload
from balaikota.kernel.db import new_id
from balaikota.kernel.pages.setup import csrf_field

SUBJECT = UUID("01890000-0000-7000-8000-00000000c171")

api = ApiBlueprint("album_api", __name__)
pages = Blueprint("album", __name__)


def keep() -> Any:
    sent = request.files["photo"]
    return store_upload(
        current_session(),
        None,
        kind="album.photo",
        subject_id=SUBJECT,
        filename=sent.filename,
        stream=sent.stream,
        field="photo",
    )


@api.post("/photos")
@policy(PUBLIC, idempotency=exempt("a test"))
def add_photo() -> Any:
    return jsonify(id=keep().id), 201


@pages.get("/kirim")
@policy(PUBLIC)
def photo_form() -> Any:
    return str(csrf_field())


@pages.post("/kirim")
@policy(PUBLIC, idempotency=exempt("a test"))
def send_photo() -> Any:
    form = Form(None, request.form)
    form.attempt(current_session(), keep)
    errors = [f"{field}: {sentence}" for field, sentence in form.error_list]
    return "\n".join(errors), 422 if errors else 200


@pages.get("/berkas/<uuid:file_id>")
@policy(PUBLIC)
def give(file_id: UUID) -> Any:
    return attachment(open_file(current_session(), file_id))


@pages.get("/gambar/<uuid:file_id>/<int:page>")
@policy(PUBLIC)
def show(file_id: UUID, page: int) -> Any:
    return preview(open_file(current_session(), file_id), page=page)


class Album(Plugin):
    """Takes photos."""

    name = "album"
    slug = "album"
    title = Text("Album")

    @hookimpl
    def api_blueprints(self) -> Any:
        return [api]

    @hookimpl
    def web_blueprints(self) -> Any:
        return [Pages(pages)]


@pytest.fixture
def extra_plugins():
    return (Album(),)


@pytest.fixture
def settings_values(tmp_path):
    from balaikota.testing.city import city_settings

    return city_settings(tmp_path, enabled=[])


@pytest.fixture
def subject() -> UUID:
    return new_id()


@pytest.fixture
def folder(runtime):
    """Where the city keeps its files."""
    return runtime.settings.files_path


@pytest.fixture
def on_disk(folder):
    """Names of the files that lie there, unfinished ones too."""
    return lambda: sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def opened_picture():
    def picture(content: bytes) -> Image.Image:
        image = Image.open(io.BytesIO(content))
        image.load()
        return image

    return picture

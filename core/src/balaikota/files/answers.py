# SPDX-License-Identifier: Apache-2.0
"""Files as answers. Nothing that a stranger sent in is ever opened as a page of ours."""

from __future__ import annotations

import io

from flask import Response, send_file

from balaikota.files import inspection
from balaikota.files.services import FileContent
from balaikota.kernel.problems import NotFound

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def attachment(content: FileContent) -> Response:
    """The file for saving: the browser does not open it in our origin, and keeps no copy of its own."""
    return _answer(content.content, content.media_type, content.name)


def preview(content: FileContent, *, page: int = 1) -> Response:
    """A picture for ``<img>``: a photo as it is, a PDF's page ``page`` (from 1) drawn as a PNG.

    A PDF is never shown by the browser itself: it may run what is in it. Raises ``NotFound`` when there is no such
    page.
    """
    if content.media_type != inspection.PDF:
        if page != 1:
            raise NotFound
        return _answer(content.content, content.media_type)
    if page < 1 or (content.pages is not None and page > content.pages):
        raise NotFound
    try:
        drawn = inspection.page_image(content.content, page)
    except inspection.Refusal as refusal:
        raise NotFound(refusal.sentence) from refusal
    return _answer(drawn, inspection.PNG)


def _answer(content: bytes, media_type: str, name: str | None = None) -> Response:
    response = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=name is not None,
        download_name=name,
        etag=False,
    )
    response.headers.update(HEADERS)
    return response

# SPDX-License-Identifier: Apache-2.0
"""Files as people send them: photos with a place in them, PDFs with or without surprises."""

from __future__ import annotations

import io
from collections.abc import Sequence
from uuid import UUID

from PIL import ExifTags, Image

from balaikota.files.models import StoredFile
from balaikota.files.services import store_upload
from balaikota.kernel.db import Session

UPRIGHT = 1
TURNED_RIGHT = 6  # EXIF: the top of the scene is on the right; viewers turn it


def photo(
    width: int = 640, height: int = 480, *, kind: str = "JPEG", orientation: int = UPRIGHT
) -> bytes:
    """A picture whose upper half is red and lower half blue, with the place where it was taken in its EXIF."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width, height // 2))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Kamera Rahasia"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (0.0, 8.0, 0.0)
    result = io.BytesIO()
    image.save(result, kind, exif=exif)
    return result.getvalue()


def pdf(*more: str, catalog: str = "", pages: int = 1, version: str = "1.7") -> bytes:
    """A small PDF. ``more`` are further objects, numbered from 100; ``catalog`` is added to the catalogue."""
    numbers = range(3, 3 + pages)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        **dict.fromkeys(numbers, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"),
        **dict(enumerate(more, start=100)),
    }
    return _written(f"%PDF-{version}\n".encode(), objects)


def add_file(
    session: Session,
    *,
    subject_id: UUID | None,
    kind: str = "test.attachment",
    filename: str = "ktp.jpg",
    content: bytes | None = None,
) -> StoredFile:
    """Store a file (a photo unless ``content`` is given) about a citizen."""
    return store_upload(
        session,
        None,
        kind=kind,
        subject_id=subject_id,
        filename=filename,
        stream=io.BytesIO(photo() if content is None else content),
    )


def _written(header: bytes, objects: dict[int, str]) -> bytes:
    body, places = header, {}
    for number, text in objects.items():
        places[number] = len(body)
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    return body + _table(places, start=len(body))


def _table(places: dict[int, int], *, start: int) -> bytes:
    lines: Sequence[str] = [f"{n} 1\n{place:010} 00000 n \n" for n, place in places.items()]
    table = "xref\n0 1\n0000000000 65535 f \n" + "".join(lines)
    trailer = f"trailer\n<< /Size {max(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return (table + trailer).encode()

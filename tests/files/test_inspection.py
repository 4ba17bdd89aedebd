# SPDX-License-Identifier: Apache-2.0
"""What may come in, and what it becomes."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pypdf
import pytest
from PIL import Image, ImageCms

from balaikota.files.inspection import REASONS, Refusal, inspect, page_image
from balaikota.files.services import PHOTOS, PHOTOS_AND_PDF
from balaikota.testing.files_factory import TURNED_RIGHT, pdf, photo

RED = (254, 0, 0)


def refused(content: bytes, allowed: frozenset[str] = PHOTOS_AND_PDF) -> str:
    """The sentence with which ``content`` is refused."""
    with pytest.raises(Refusal) as refusal:
        inspect(content, allowed)
    return str(refusal.value.sentence)


def reason(word: str) -> str:
    return str(REASONS[word])


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that unpacks to ``width`` by ``height``."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 100_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("rahasia", algorithm="RC4-128")
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def test_a_photo_loses_its_place_and_everything_that_is_not_picture(opened_picture):
    assert b"Kamera Rahasia" in photo()
    accepted = inspect(photo(), PHOTOS)
    assert accepted.media_type == "image/jpeg"
    picture = opened_picture(accepted.content)
    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (640, 480), {})
    assert b"Kamera" not in accepted.content
    assert b"Exif" not in accepted.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_comments_and_profiles_of_a_picture_are_not_kept(opened_picture, kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = io.BytesIO()
    Image.new("RGB", (8, 8)).save(sent, kind, comment="rahasia", icc_profile=profile, dpi=(72, 72))
    picture = opened_picture(inspect(sent.getvalue(), PHOTOS).content)
    assert not {"comment", "icc_profile", "exif", "dpi"} & picture.info.keys()


def test_a_photo_taken_sideways_is_turned_upright(opened_picture):
    sideways = opened_picture(photo()).rotate(90, expand=True)
    sent = io.BytesIO()
    exif = opened_picture(photo(orientation=TURNED_RIGHT)).getexif()
    sideways.save(sent, "JPEG", exif=exif, quality=95)
    picture = opened_picture(inspect(sent.getvalue(), PHOTOS).content)
    assert picture.size == (640, 480)
    assert picture.getpixel((320, 10)) == RED


def test_a_large_photo_becomes_at_most_4000_pixels_wide(opened_picture):
    picture = opened_picture(inspect(photo(8000, 6000), PHOTOS).content)
    assert picture.size == (4000, 3000)


def test_a_png_stays_a_png_with_its_clear_parts(opened_picture):
    sent = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 128)).save(sent, "PNG")
    accepted = inspect(sent.getvalue(), PHOTOS)
    picture = opened_picture(accepted.content)
    assert (accepted.media_type, picture.mode) == ("image/png", "RGBA")
    assert picture.getpixel((0, 0)) == (255, 0, 0, 128)


def test_a_webp_becomes_a_jpeg(opened_picture):
    accepted = inspect(photo(kind="WEBP"), PHOTOS)
    assert accepted.media_type == opened_picture(accepted.content).get_format_mimetype()
    assert accepted.media_type == "image/jpeg"


def test_a_clear_webp_becomes_a_png():
    sent = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 128)).save(sent, "WEBP")
    assert inspect(sent.getvalue(), PHOTOS).media_type == "image/png"


@pytest.mark.parametrize("mode", ["L", "1", "CMYK"])
def test_a_scan_in_any_colours_is_a_photo(mode, opened_picture):
    sent = io.BytesIO()
    Image.new(mode, (8, 8)).save(sent, "JPEG" if mode == "CMYK" else "PNG")
    assert opened_picture(inspect(sent.getvalue(), PHOTOS).content).size == (8, 8)


def test_a_pdf_is_kept_byte_for_byte_and_its_pages_are_counted():
    accepted = inspect(pdf(pages=3), PHOTOS_AND_PDF)
    assert (accepted.media_type, accepted.pages) == ("application/pdf", 3)
    assert accepted.content == pdf(pages=3)


def test_an_empty_file_is_refused():
    assert refused(b"").startswith("Berkas ini kosong")


@pytest.mark.parametrize(
    "content",
    [
        b"Bukan gambar, hanya tulisan.",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"PK\x03\x04" + b"\x00" * 60,
        b"MZ" + b"\x00" * 60,
        b"GIF89a" + b"\x00" * 60,
        b"\x00" * 1000,
        b"x" + pdf(),
    ],
    ids=["text", "html", "svg", "zip", "exe", "gif", "zeros", "pdf behind a letter"],
)
def test_what_is_no_picture_and_no_pdf_is_refused_by_name(content):
    assert refused(content) == (
        "Jenis berkas ini tidak dapat diterima. Kirim salah satu dari: JPEG, PNG, WebP, PDF."
    )


def test_a_pdf_is_refused_where_only_photos_are_wanted():
    assert refused(pdf(), PHOTOS).endswith("salah satu dari: JPEG, PNG, WebP.")


@pytest.mark.parametrize(
    "content",
    [
        photo()[: len(photo()) // 2],
        photo()[:200],
        photo(kind="PNG")[:-200],
        b"\xff\xd8\xff\xe0" + b"not a picture at all" * 20,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    ],
    ids=["half a jpeg", "head of a jpeg", "cut png", "fake jpeg", "fake png"],
)
def test_a_cut_or_forged_picture_is_refused(content):
    assert refused(content) == reason("broken")


@pytest.mark.parametrize(
    "content",
    [
        pdf()[:-20],
        pdf() + b"<html>also a page</html>",
        pdf() + photo(),
        b"%PDF-1.7\n%%EOF",
        pdf().replace(b"/Root 1 0 R", b"/Root 9 0 R"),
        pdf(pages=0),
    ],
    ids=["cut", "page behind it", "photo behind it", "hollow", "no catalogue", "no pages"],
)
def test_a_broken_or_double_pdf_is_refused(content):
    assert refused(content) == reason("broken")


def test_a_photo_with_a_pdf_behind_it_is_kept_as_the_photo_only(opened_picture):
    accepted = inspect(photo() + pdf(), PHOTOS_AND_PDF)
    assert accepted.media_type == "image/jpeg"
    assert b"%PDF" not in accepted.content
    assert opened_picture(accepted.content).size == (640, 480)


def test_a_photo_with_a_page_in_its_comment_is_kept_without_it():
    sent = io.BytesIO()
    Image.new("RGB", (8, 8)).save(sent, "JPEG", comment="<script>alert(1)</script>")
    assert b"<script>" in sent.getvalue()
    assert b"<script>" not in inspect(sent.getvalue(), PHOTOS).content


@pytest.mark.parametrize("size", [(50_000, 50_000), (8_000, 8_100), (7_000, 7_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_quickly(size):
    began = time.monotonic()
    assert refused(png_claiming(*size)) == reason("pixels")
    assert time.monotonic() - began < 5


def test_a_locked_pdf_is_refused_with_what_to_do():
    assert refused(locked_pdf()) == reason("locked")


@pytest.mark.parametrize(
    ("objects", "catalog"),
    [
        (["<< /S /JavaScript /JS (app.alert(1)) >>"], "/OpenAction 100 0 R"),
        (["<< /S /JavaScript /JS (app.alert(1)) >>"], ""),
        (["<< /S /Java#53cript /J#53 (app.alert(1)) >>"], "/OpenAction 100 0 R"),
        (["<< /S /Launch /F (cmd.exe) >>"], ""),
        (["<< /S /SubmitForm /F (http://jahat.example) >>"], ""),
        (["<< /S /GoToR /F (lain.pdf) >>"], ""),
        (["<< /EmbeddedFiles << /Names [(a.exe) 101 0 R] >> >>", "<< >>"], "/Names 100 0 R"),
        (["<< /Type /Annot /Subtype /RichMedia >>"], ""),
        (["[ 1 [ << /AA << /O << /S /JavaScript /JS (x) >> >> >> ] ]"], ""),
        ([], "/AcroForm << /XFA [(x) 3 0 R] >>"),
    ],
    ids=["js", "js nobody calls", "escaped js", "launch", "submit", "remote", "attached", "media",
         "deep", "xfa"],
)  # fmt: skip
def test_a_pdf_that_acts_is_refused(objects, catalog):
    assert refused(pdf(*objects, catalog=catalog)) == reason("active")


def test_a_pdf_that_only_opens_at_its_first_page_is_accepted():
    assert inspect(pdf(catalog="/OpenAction [3 0 R /Fit]"), PHOTOS_AND_PDF).pages == 1


def test_a_pdf_with_very_many_pages_is_refused():
    assert (
        refused(pdf(pages=201))
        == "PDF ini lebih dari 200 halaman. Kirim halaman yang diminta saja."
    )


def packed_stream(head: str) -> bytes:
    """A stream of a megabyte that unpacks to a thousand times as much."""
    packed = zlib.compress(b" " * 1_000_000_000, 9)
    return f"<< {head} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed


def test_a_pdf_whose_index_unpacks_to_a_gigabyte_is_refused_quickly():
    index = packed_stream("/Type /XRef /Size 2 /W [1 4 2] /Root 1 0 R")
    content = b"%PDF-1.5\n1 0 obj\n" + index + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    began = time.monotonic()
    assert refused(content) in {reason("broken"), reason("heavy")}
    assert time.monotonic() - began < 8


def test_a_page_that_unpacks_to_a_gigabyte_ends_only_its_own_process():
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    content = pdf().replace(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>", page)
    stream = b"4 0 obj\n" + packed_stream("") + b"\nendstream\nendobj\n"
    content = content.replace(b"xref\n0 1", stream + b"xref\n0 1", 1)
    began = time.monotonic()
    with pytest.raises(Refusal):
        page_image(content, 1)
    assert time.monotonic() - began < 8


def test_a_page_of_a_pdf_is_drawn(opened_picture):
    picture = opened_picture(page_image(pdf(pages=2), 2))
    assert picture.format == "PNG"
    assert max(picture.size) == 1600

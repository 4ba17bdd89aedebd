# SPDX-License-Identifier: Apache-2.0
"""The other side of :mod:`balaikota.files.inspection`: one hostile file, one short-lived process without secrets.

Run as a script, never as a part of the application. It reads a line of JSON (the job) and the file from its
standard input, and writes a line of JSON (the verdict) and the resulting file to its standard output.
"""

import io
import json
import resource
import sys
from typing import Any

ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent"}
)
ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition"}
)
ACTIVE_KINDS = frozenset({"/RichMedia", "/FileAttachment", "/Movie", "/Screen", "/3D"})
# Unpacked, a picture that is not a JPEG lies whole in memory; a JPEG is decoded at a smaller scale.
MOST_DECODED_BYTES = 128_000_000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

Result = tuple[dict[str, Any], bytes]


class Refused(Exception):
    """Why the file is not accepted, in one word."""


def main() -> None:
    """Do the job of standard input."""
    job = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    limit_this_process(megabytes=job["megabytes"], cpu_seconds=job["cpu_seconds"])
    try:
        verdict, result = TASKS[job["task"]](job, content)
    except Refused as refusal:
        verdict, result = {"refused": str(refusal)}, b""
    except MemoryError:
        verdict, result = {"refused": "heavy"}, b""
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + result)


def limit_this_process(*, megabytes: int, cpu_seconds: int) -> None:
    """What a bomb may use up before it ends only itself."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def renewed_image(job: dict[str, Any], content: bytes) -> Result:
    """The picture painted anew: upright, at most ``most_pixels_a_side``, without anything that is not picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = job["most_pixels"]
    side = job["most_pixels_a_side"]
    try:
        image = Image.open(io.BytesIO(content), formats=[FORMATS[job["media_type"]]])
        _check_size(image, job["most_pixels"])
        image.draft("RGB", (side, side))
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused("broken") from error
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((side, side))
    return _painted(upright, job["media_type"])


def _check_size(image: Any, most_pixels: int) -> None:
    pixels = image.width * image.height
    decoded = pixels * len(image.getbands()) if image.format != "JPEG" else 0
    if pixels > most_pixels or decoded > MOST_DECODED_BYTES:
        raise Refused("pixels")


def _painted(image: Any, media_type: str) -> Result:
    """JPEG stays JPEG and PNG stays PNG; WebP, which not every viewer knows, becomes one of them."""
    is_clear = image.has_transparency_data
    is_photo = media_type == "image/jpeg" or (media_type == "image/webp" and not is_clear)
    if is_photo:
        image = image.convert("L" if image.mode == "L" else "RGB")
    elif image.mode not in {"1", "L", "RGB", "RGBA"}:
        image = image.convert("RGBA" if is_clear else "RGB")
    image.info.clear()  # comments, profiles and places would be written along
    result = io.BytesIO()
    if is_photo:
        image.save(result, "JPEG", quality=85, progressive=True)
        return {"media_type": "image/jpeg"}, result.getvalue()
    image.save(result, "PNG")
    return {"media_type": "image/png"}, result.getvalue()


def checked_pdf(job: dict[str, Any], content: bytes) -> Result:
    """The PDF unchanged (it may be signed), when two readers agree that it is one and nothing in it acts."""
    import pypdf
    from pypdf.errors import PyPdfError

    _check_frame(content)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Refused("locked")
        pages = len(reader.pages)
        _check_objects(reader)
    except (PyPdfError, RecursionError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("broken") from error
    if not 0 < pages == _pages_of(content):
        raise Refused("broken")
    if pages > job["most_pages"]:
        raise Refused("pages")
    return {"media_type": "application/pdf", "pages": pages}, content


def _check_frame(content: bytes) -> None:
    """A PDF from the first byte to the last: no other file before it or behind it."""
    end = content.rfind(b"%%EOF")
    if not content.startswith(b"%PDF-") or end < 0 or content[end + 5 :].strip(b"\r\n\t \x00"):
        raise Refused("broken")


def _check_objects(reader: Any) -> None:
    """Walk every object of the file, reachable or not."""
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, of in reader.xref.items() for number in of}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    rest: list[Any] = [reader.trailer]
    rest += [reader.get_object(IndirectObject(*number, reader)) for number in sorted(numbers)]
    while rest:
        thing = rest.pop()
        if isinstance(thing, dict):
            _check_dictionary(thing)
            rest.extend(thing.values())
        elif isinstance(thing, list):
            rest.extend(thing)


def _check_dictionary(thing: dict[Any, Any]) -> None:
    kinds = {thing.get(name) for name in ("/Subtype", "/Type") if isinstance(thing.get(name), str)}
    action = thing.get("/S")
    acts = isinstance(action, str) and action in ACTIVE_ACTIONS
    if acts or not ACTIVE_KEYS.isdisjoint(thing) or not ACTIVE_KINDS.isdisjoint(kinds):
        raise Refused("active")


def _pages_of(content: bytes) -> int:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        with pypdfium2.PdfDocument(content) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


def drawn_page(job: dict[str, Any], content: bytes) -> Result:
    """Page ``page`` (from 1) of a PDF as a PNG whose longer side has ``pixels``."""
    import pypdfium2

    result = io.BytesIO()
    try:
        with pypdfium2.PdfDocument(content) as document:
            document.init_forms()
            page = document[job["page"] - 1]
            scale = job["pixels"] / max(*page.get_size(), 1)
            page.render(scale=scale).to_pil().convert("RGB").save(result, "PNG")
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Refused("broken") from error
    return {"media_type": "image/png"}, result.getvalue()


TASKS = {"image": renewed_image, "pdf": checked_pdf, "page": drawn_page}


if __name__ == "__main__":
    main()

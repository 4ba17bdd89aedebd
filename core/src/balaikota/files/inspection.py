# SPDX-License-Identifier: Apache-2.0
"""Whether a file may come in, and what it becomes.

Parsers of strangers' files run in a process of their own: without keys or environment, unable to write to disk,
with little memory and time. A bomb or a broken parser ends that process only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog

from balaikota.files import inspector
from balaikota.kernel.text import Text, _

MEGABYTE: Final = 1_000_000
MEMORY_MEGABYTES: Final = 768
CPU_SECONDS: Final = 4  # shorter than a writer waits for another on SQLite
WALL_SECONDS: Final = 10
MOST_PIXELS: Final = 64_000_000
MOST_PIXELS_A_SIDE: Final = 4_000
MOST_PAGES: Final = 200
PAGE_PIXELS: Final = 1_600
HEAD_BYTES: Final = 4_096

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
PDF: Final = "application/pdf"
KINDS: Final[Mapping[str, str]] = {JPEG: "JPEG", PNG: "PNG", WEBP: "WebP", PDF: "PDF"}

REASONS: Final[Mapping[str, Text]] = {
    "broken": _("Berkas ini rusak atau terpotong. Foto atau unduh ulang, lalu kirim lagi."),
    "pixels": _("Gambar ini terlalu besar. Foto ulang dengan resolusi yang lebih kecil."),
    "locked": _("PDF ini terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu kirim lagi."),
    "active": _(
        "PDF ini memuat program atau lampiran di dalamnya. Cetak ulang menjadi PDF biasa, lalu kirim lagi."
    ),
    "pages": _(
        "PDF ini lebih dari {most} halaman. Kirim halaman yang diminta saja.", most=MOST_PAGES
    ),
    "heavy": _("Berkas ini terlalu berat untuk dibuka. Foto ulang, lalu kirim lagi."),
}

log = structlog.get_logger(__name__)


class Refusal(Exception):
    """The file is not accepted; ``sentence`` tells the sender why and what to do."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.message)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is kept: the media type that was found, the content, and for a PDF its number of pages."""

    media_type: str
    content: bytes
    pages: int | None = None


def inspect(content: bytes, allowed: frozenset[str]) -> Accepted:
    """Check ``content`` against its own first bytes, the ``allowed`` media types and a parser.

    A picture comes back painted anew: upright, at most 4,000 pixels a side, without EXIF, place or comments. A
    PDF comes back unchanged. Raises :class:`Refusal`.
    """
    if not content:
        raise Refusal(_("Berkas ini kosong. Pilih berkas lain."))
    found = sniffed(content)
    if found is None or found not in allowed:
        names = ", ".join(name for kind, name in KINDS.items() if kind in allowed)
        raise Refusal(
            _("Jenis berkas ini tidak dapat diterima. Kirim salah satu dari: {names}.", names=names)
        )
    if found == PDF:
        return _accepted("pdf", content, most_pages=MOST_PAGES)
    return _accepted(
        "image",
        content,
        media_type=found,
        most_pixels=MOST_PIXELS,
        most_pixels_a_side=MOST_PIXELS_A_SIDE,
    )


def sniffed(content: bytes) -> str | None:
    """The media type that the first bytes speak of, if it is one that we know; the sender's word is not asked."""
    import puremagic

    try:
        matches = puremagic.magic_string(content[:HEAD_BYTES])
    except (puremagic.PureError, ValueError):
        return None
    surest = max(match.confidence for match in matches)
    kinds = {match.mime_type for match in matches if match.confidence == surest}
    return next((kind for kind in KINDS if kind in kinds), None)


def page_image(content: bytes, page: int) -> bytes:
    """Page ``page`` (from 1) of a PDF as a PNG of about 1,600 pixels. Raises :class:`Refusal`."""
    return _accepted("page", content, page=page, pixels=PAGE_PIXELS).content


def _accepted(task: str, content: bytes, **job: object) -> Accepted:
    verdict, result = _ask_process({"task": task, **job}, content)
    if refused := verdict.get("refused"):
        raise Refusal(REASONS[refused])
    return Accepted(verdict["media_type"], result, verdict.get("pages"))


def _ask_process(job: dict[str, object], content: bytes) -> tuple[dict[str, Any], bytes]:
    limits = {"megabytes": MEMORY_MEGABYTES, "cpu_seconds": CPU_SECONDS}
    question = json.dumps(job | limits).encode() + b"\n" + content
    command = [sys.executable, "-I", str(Path(inspector.__file__))]
    try:
        done = subprocess.run(
            command, input=question, capture_output=True, env={}, timeout=WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "heavy"}, b""
    if done.returncode:
        log.warning("inspector_ended", status=done.returncode, task=job["task"])
        return {"refused": "heavy"}, b""
    verdict, _line, result = done.stdout.partition(b"\n")
    answer: dict[str, Any] = json.loads(verdict)
    return answer, result

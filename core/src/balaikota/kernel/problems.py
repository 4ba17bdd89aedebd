# SPDX-License-Identifier: Apache-2.0
"""Every refusal, in one shape (RFC 9457). Services raise these; the edge renders them as JSON or as a page.

A feature's own refusal is a one-line subclass next to the service that raises it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from balaikota.kernel.text import Text, _


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one value: a JSON pointer (RFC 6901) into the input and a sentence."""

    pointer: str
    detail: Text | str

    @property
    def field(self) -> str:
        """The form field that the pointer names: ``/answers/nik`` is ``answers.nik``."""
        return self.pointer.removeprefix("/").replace("/", ".")


class Problem(Exception):
    """A refusal that a person can act on.

    ``settled``: the refusal is the remembered outcome of its Idempotency-Key (a domain decision, not a
    slip that the client may correct). ``keeps_changes``: what was written before it stays (a counted try).
    ``extra`` are further members of the JSON answer, e.g. the actions that are allowed instead.
    """

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "permintaan-keliru"
    title: ClassVar[Text] = _("Permintaan keliru")
    settled: ClassVar[bool] = False
    keeps_changes: ClassVar[bool] = False

    def __init__(
        self,
        detail: Text | str | None = None,
        *,
        errors: Iterable[FieldError] = (),
        headers: dict[str, str] | None = None,
        **extra: object,
    ) -> None:
        super().__init__(str(detail or self.title))
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = headers or {}
        self.extra = extra


class BadRequest(Problem):
    """The request cannot be read: broken JSON, a missing Idempotency-Key."""


class NotSignedIn(Problem):
    """No valid session came with the request."""

    status = 401
    slug = "belum-masuk"
    title = _("Anda perlu masuk dahulu")


class Forbidden(Problem):
    """Signed in, but without the permission or with a form token that is not ours."""

    status = 403
    slug = "tidak-berwenang"
    title = _("Anda tidak berwenang")


class NotFound(Problem):
    """Absent, or not this person's to see: both answer alike so that existence does not leak."""

    status = 404
    slug = "tidak-ditemukan"
    title = _("Tidak ditemukan")


class MethodNotAllowed(Problem):
    """The address exists, the method does not."""

    status = 405
    slug = "metode-tidak-diizinkan"
    title = _("Cara meminta ini tidak dilayani")


class Conflict(Problem):
    """A domain refusal: the state of things does not allow it now."""

    status = 409
    slug = "bentrok"
    title = _("Tidak dapat dilakukan pada keadaan ini")
    settled = True


class StillRunning(Problem):
    """The first request with this Idempotency-Key has not finished."""

    status = 409
    slug = "masih-diproses"
    title = _("Permintaan yang sama masih diproses")


class Stale(Problem):
    """Somebody changed it since it was read (If-Match)."""

    status = 412
    slug = "sudah-berubah"
    title = _("Data sudah diubah orang lain")


class TooLarge(Problem):
    """The body or file is over its cap."""

    status = 413
    slug = "terlalu-besar"
    title = _("Kiriman terlalu besar")


class UnsupportedMedia(Problem):
    """A content type or encoding that this address does not take."""

    status = 415
    slug = "jenis-tidak-didukung"
    title = _("Jenis kiriman tidak didukung")


class Invalid(Problem):
    """Readable, but some values are wrong; ``errors`` names each."""

    status = 422
    slug = "isian-keliru"
    title = _("Ada isian yang perlu diperbaiki")


class KeyReused(Problem):
    """The Idempotency-Key was used before with another request."""

    status = 422
    slug = "kunci-dipakai-ulang"
    title = _("Kunci permintaan sudah dipakai untuk isi yang berbeda")


class VersionRequired(Problem):
    """Several people edit this: If-Match is required."""

    status = 428
    slug = "versi-diperlukan"
    title = _("Sertakan versi data yang Anda ubah")


class TooMany(Problem):
    """Too many tries; ``Retry-After`` says when again."""

    status = 429
    slug = "terlalu-sering"
    title = _("Terlalu banyak percobaan")


class Crash(Problem):
    """Our mistake. The request id finds it in the log."""

    status = 500
    slug = "kesalahan-kami"
    title = _("Ada kesalahan di pihak kami")


class Unavailable(Problem):
    """The database or another part is down for the moment; nothing was changed."""

    status = 503
    slug = "sedang-terganggu"
    title = _("Layanan sedang terganggu")


class StorageFull(Problem):
    """No room for the file; nothing was stored."""

    status = 507
    slug = "penyimpanan-penuh"
    title = _("Penyimpanan penuh")


def every_problem(root: type[Problem] = Problem) -> Iterable[type[Problem]]:
    """Yield each problem class that is loaded, for the page that explains them and for tests."""
    for kind in root.__subclasses__():
        yield kind
        yield from every_problem(kind)

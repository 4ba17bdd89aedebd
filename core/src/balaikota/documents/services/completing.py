# SPDX-License-Identifier: Apache-2.0
"""From the number to the signature: claim, make and sign with no transaction open, attach.

A crash at any point leaves the number and the state ``signing``; once the lease of whoever held the
letter has run out, a job takes it up again. The letter is then made again to the byte, and the
provider is asked with the same ``letter_id``. Only who holds the claim can attach: one PDF, ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
import structlog
from sqlalchemy import select, update

from balaikota.documents.events import LetterSigned
from balaikota.documents.models import Letter
from balaikota.documents.rendering import LetterNotCompiled, compile_letter
from balaikota.documents.services.composing import with_qr
from balaikota.documents.services.storing import store_pdf
from balaikota.documents.services.templates import kept_source
from balaikota.documents.signing import SignerNotLoaded, check_signature
from balaikota.kernel.audit import record
from balaikota.kernel.contributions import SignatureRequest, SignedDocument
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.events import announce
from balaikota.kernel.problems import StorageFull
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.secrets import UnreadableError, open_sealed
from balaikota.kernel.text import Text, _

LEASE = timedelta(minutes=5)
"""How long a letter belongs to who claimed it; far longer than any provider takes."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)

log = structlog.get_logger(__name__)


class NoProvider(Exception):
    """No plugin signed the letter, and the settings do not ask for example signatures."""


class ProviderFailed(Exception):
    """The provider raised; its words may be about anything and stay out of sight."""


class NotASignature(Exception):
    """What the provider gave back has no intact signature."""


@dataclass(frozen=True)
class SignedPdf:
    """What is attached: the provider's answer and the time that its signature states."""

    document: SignedDocument
    signed_at: datetime


PLAIN_WORDS: tuple[tuple[tuple[type[Exception], ...], Text], ...] = (
    ((NoProvider,), _("Belum ada penyedia tanda tangan elektronik.")),
    ((ProviderFailed,), _("Penyedia tanda tangan sedang terganggu. Kami mencoba lagi.")),
    (
        (NotASignature,),
        _("Penyedia tanda tangan mengembalikan berkas tanpa tanda tangan yang sah."),
    ),
    ((SignerNotLoaded,), _("Kunci tanda tangan tidak dapat dibuka. Beri tahu pengelola sistem.")),
    ((LetterNotCompiled,), _("Naskah surat perlu diperbaiki. Beri tahu pengelola sistem.")),
    ((UnreadableError,), _("Data pemohon sudah dihapus, jadi suratnya tidak dapat dibuat lagi.")),
    ((StorageFull, OSError), _("Berkas surat belum dapat disimpan. Kami mencoba lagi.")),
    ((Exception,), _("Ada kesalahan di pihak kami. Kami mencoba lagi.")),
)
"""What officers read of a failure; the first row that fits. The log has the kind of error."""


def waiting_letters(session: Session, *, limit: int = 50) -> Sequence[UUID]:
    """Letters whose signature is due, the longest waiting first; for the job that resumes them."""
    return session.scalars(
        select(Letter.id)
        .where(Letter.state == "signing", Letter.available_at <= session.now())
        .order_by(Letter.available_at)
        .limit(limit)
    ).all()


def complete_signing(runtime: Runtime, letter_id: UUID) -> bool:
    """Sign a reserved letter; tell whether this call did it.

    It runs after a commit or in a job and opens its own transactions, none of which waits for
    Typst or for the provider. A letter that is signed, revoked or in other hands is left alone. A
    failure is kept for the officer's eyes and a later attempt; it is not raised.
    """
    claim = new_id()
    with runtime.database.write() as session:
        if not _claim(session, letter_id, claim):
            return False
    try:
        request = _request(runtime, letter_id)
        signed = _signed(runtime, request)
        with runtime.database.write() as session:
            return _attach(session, letter_id, claim, signed)
    except Exception as error:  # noqa: BLE001  a provider may raise anything; the letter must wait
        cause = type(error.__cause__ or error).__name__
        log.warning("letter_not_signed", letter_id=str(letter_id), error=cause)
        with runtime.database.write() as session:
            _postpone(session, letter_id, claim, error)
        return False


def _claim(session: Session, letter_id: UUID, claim: UUID) -> bool:
    """Take the letter for the length of the lease, unless somebody has it or it needs no signature."""
    now = session.now()
    taken = session.scalar(
        update(Letter)
        .where(Letter.id == letter_id, Letter.state == "signing", Letter.available_at <= now)
        .values(claim=claim, available_at=now + LEASE, attempts=Letter.attempts + 1)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None


def _request(runtime: Runtime, letter_id: UUID) -> SignatureRequest:
    """The finished letter and who signs it: equal bytes at every attempt."""
    with runtime.database.read() as session:
        letter = session.get_one(Letter, letter_id)
        values = open_sealed(
            session,
            letter.subject_id,
            letter.sealed_values or b"",
            place=f"documents_letter|sealed_values|{letter_id}",
        )
        source = with_qr(kept_source(session, letter.template_digest, orjson.loads(values)))
    return SignatureRequest(
        pdf=compile_letter(source, at=letter.created_at),
        letter_id=letter_id,
        officer_id=letter.officer_id,
        signer_name=letter.signer_name,
        position=letter.position_title,
        reason=letter.title,
        location=runtime.settings.city.letter_place or runtime.settings.city.name,
    )


def _signed(runtime: Runtime, request: SignatureRequest) -> SignedPdf:
    """What the first provider that knows how made of the letter, believed only with an intact signature."""
    document = _asked(runtime, request)
    if document is None:
        raise NoProvider
    found = check_signature(document.pdf, roots=(), at=runtime.now())
    if not (found.intact and found.valid):
        raise NotASignature
    return SignedPdf(document, found.signed_at or runtime.now())


def _asked(runtime: Runtime, request: SignatureRequest) -> SignedDocument | None:
    try:
        answer: SignedDocument | None = runtime.plugins.first("sign_document", request=request)
    except SignerNotLoaded:
        raise
    except Exception as error:
        raise ProviderFailed(type(error).__name__) from error
    return answer


def _attach(session: Session, letter_id: UUID, claim: UUID, signed: SignedPdf) -> bool:
    """Give the letter its PDF, unless the claim went to somebody else meanwhile or it was revoked."""
    letter = session.scalar(
        select(Letter)
        .where(Letter.id == letter_id, Letter.state == "signing", Letter.claim == claim)
        .with_for_update()
    )
    if letter is None:
        return False
    pdf = signed.document.pdf
    letter.file_id = store_pdf(session, letter, pdf)
    letter.sha256 = hashlib.sha256(pdf).hexdigest()
    letter.signed_at = signed.signed_at
    letter.signature_kind = signed.document.kind
    letter.certificate = signed.document.certificate
    letter.state = "signed"
    letter.sealed_values = letter.claim = letter.last_error = None
    record(
        session,
        None,
        "documents.letter_signed",
        kind="documents.letter",
        object_id=letter_id,
        subject_id=letter.subject_id,
        signature=letter.signature_kind,
    )
    announce(
        session,
        LetterSigned(letter_id=letter_id, source=letter.source, reference=letter.reference),
    )
    return True


def _postpone(session: Session, letter_id: UUID, claim: UUID, error: Exception) -> None:
    """Say what is wrong and when to try again: after 1, 2, 4 … minutes, at last every hour."""
    letter = session.scalar(
        select(Letter).where(Letter.id == letter_id, Letter.claim == claim).with_for_update()
    )
    if letter is None:
        return
    words = next(words for kinds, words in PLAIN_WORDS if isinstance(error, kinds))
    pause = min(FIRST_PAUSE * 2 ** min(letter.attempts - 1, 10), LONGEST_PAUSE)
    letter.available_at = session.now() + pause
    letter.last_error = words.message
    letter.claim = None

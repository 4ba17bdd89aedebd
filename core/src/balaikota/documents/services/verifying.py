# SPDX-License-Identifier: Apache-2.0
"""What anybody may know of a letter who holds it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Literal, cast

from sqlalchemy import select

from balaikota.documents.codes import shown_code, typed_code
from balaikota.documents.models import Letter
from balaikota.kernel.db import Session
from balaikota.kernel.secrets import UnreadableError, open_sealed

BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verification page says of a letter. Nothing in it names the person whom it is about.

    :ivar status: ``valid``, ``revoked`` or ``superseded``.
    :ivar code: the code in groups, as the letter shows it.
    :ivar initials: of the subject, to compare with the letter; None once the person was erased.
    :ivar sha256: of the signed PDF, in hexadecimal.
    :ivar signature_kind: ``certified``, ``uncertified`` or ``example``.
    :ivar revoked_at: when it was revoked, or None.
    :ivar replaced_by: code of the letter that replaced it, or None.
    """

    status: Literal["valid", "revoked", "superseded"]
    code: str
    title: str
    number: str
    letter_date: date
    unit: str
    signer: str
    position: str
    initials: str | None
    signed_at: datetime
    signature_kind: Literal["certified", "uncertified", "example"]
    sha256: str
    revoked_at: datetime | None = None
    replaced_by: str | None = None


def verification(session: Session, code: str) -> Verification | None:
    """What the letter with this code is worth; ``code`` as typed.

    None when there is no such letter, and for one that nobody can hold yet because it has no
    signature. The look is not audited: whoever knows the code holds the letter, which says more.
    """
    known = typed_code(code)
    if known is None:
        return None
    return _verified(session, session.scalar(select(Letter).where(Letter.code == known)))


def verification_of_file(session: Session, file: IO[bytes]) -> Verification | None:
    """What the letter is worth whose signed PDF is, to the byte, ``file``; None when it is none of ours.

    Only the SHA-256 is taken; the file is not kept.
    """
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return _verified(
        session, session.scalar(select(Letter).where(Letter.sha256 == digest.hexdigest()))
    )


def _verified(session: Session, letter: Letter | None) -> Verification | None:
    if letter is None or letter.signed_at is None or letter.sha256 is None:
        return None
    status = "valid" if letter.state == "signed" else letter.state
    new = session.get(Letter, letter.superseded_by) if letter.superseded_by else None
    return Verification(
        status=cast(Literal["valid", "revoked", "superseded"], status),
        code=shown_code(letter.code),
        title=letter.title,
        number=letter.number,
        letter_date=letter.letter_date,
        unit=letter.unit_name,
        signer=letter.signer_name,
        position=letter.position_title,
        initials=_initials(session, letter),
        signed_at=letter.signed_at,
        signature_kind=cast(Literal["certified", "uncertified", "example"], letter.signature_kind),
        sha256=letter.sha256,
        revoked_at=letter.revoked_at,
        replaced_by=shown_code(new.code) if new else None,
    )


def _initials(session: Session, letter: Letter) -> str | None:
    try:
        return open_sealed(
            session,
            letter.subject_id,
            letter.sealed_initials,
            place=f"documents_letter|sealed_initials|{letter.id}",
        ).decode()
    except UnreadableError:  # the person was erased; the letter stands
        return None

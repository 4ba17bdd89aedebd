# SPDX-License-Identifier: Apache-2.0
"""Give a letter its number. What follows, the signature, waits for the commit."""

from __future__ import annotations

from uuid import UUID

import orjson

from balaikota.allocation.services import format_number, take, yearly_scope
from balaikota.citizens.services import name_of
from balaikota.documents.codes import new_code, shown_code
from balaikota.documents.drafts import LetterDraft
from balaikota.documents.letterhead import VerificationBlock
from balaikota.documents.models import Letter
from balaikota.documents.services.completing import complete_signing
from balaikota.documents.services.composing import QR, all_files, all_values, tried
from balaikota.documents.services.templates import keep_template
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.problems import Conflict
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.secrets import seal
from balaikota.kernel.text import _

SEQUENCE = "letters"
"""Kind of the yearly sequence: all letters of a unit share one register, as on paper."""


class NobodySigns(Conflict):
    """No plugin signs letters here, and the settings do not ask for example signatures."""

    slug = "belum-ada-penanda-tangan"
    title = _("Tanda tangan elektronik belum disiapkan untuk kota ini")
    settled = False  # the city mends its settings, and the same form may be sent again


def reserve_letter(session: Session, actor: Actor | None, draft: LetterDraft) -> Letter:
    """Issue a letter: it has its number at once and its signature soon after the commit.

    The letter is set on trial first, so that a faulty template or a character that the fonts lack
    refuses everything before anything is written (``LetterNotMade``, 422). The trial costs about
    50 ms inside the caller's transaction. On PostgreSQL nobody waits for it: the number, the one row
    that others want, is taken after it. On SQLite other writers wait these 50 ms, and never longer
    than four seconds, whatever the template does.

    ``actor`` is who decided, None for the system; whether they may is for the caller to judge.
    Raises ``NobodySigns`` (409) in a city that has no signer. ``LetterSigned`` tells when it is done.
    """
    if not _somebody_signs(session):
        raise NobodySigns
    letter = _letter(session, draft)
    tried(session, draft, _numbered(session, draft, letter, sequence=1))
    letter.template_digest = keep_template(session, draft, all_files(session, draft))
    scope = yearly_scope(SEQUENCE, unit_code=draft.unit.letter_code, date=letter.letter_date)
    values = _numbered(session, draft, letter, sequence=take(session, scope))
    _seal(session, letter, values)
    session.add(letter)
    session.flush()
    record(
        session,
        actor,
        "documents.letter_reserved",
        kind="documents.letter",
        object_id=letter.id,
        subject_id=letter.subject_id,
        number=letter.number,
    )
    _sign_after_commit(session, letter.id)
    return letter


def _sign_after_commit(session: Session, letter_id: UUID) -> None:
    def sign(runtime: Runtime) -> None:
        complete_signing(runtime, letter_id)

    session.on_commit(sign)


def _somebody_signs(session: Session) -> bool:
    plugins = session.runtime.plugins
    example = session.runtime.plugin_settings["documents"]["signing"] == "demo"
    return example or any(plugins.implements(plugin, "sign_document") for plugin in plugins.chosen)


def _letter(session: Session, draft: LetterDraft) -> Letter:
    today, now = session.runtime.today(), session.now()
    return Letter(
        id=new_id(),
        kind=draft.kind,
        title=draft.title,
        year=today.year,
        letter_date=today,
        code=new_code(),
        unit_id=draft.unit.id,
        unit_name=draft.unit.name,
        officer_id=draft.officer.id,
        signer_name=draft.officer.name,
        position_title=draft.position_title,
        subject_id=draft.subject_id,
        source=draft.source,
        reference=draft.reference,
        created_at=now,
        available_at=now,
    )


def _numbered(
    session: Session, draft: LetterDraft, letter: Letter, *, sequence: int
) -> dict[str, object]:
    """The values of the letter under the number that ``sequence`` gives; sets it on ``letter``."""
    settings = session.runtime.plugin_settings["documents"]
    letter.number = format_number(
        settings["number_templates"].get(draft.kind, settings["number_template"]),
        sequence=sequence,
        unit_code=draft.unit.letter_code,
        date=letter.letter_date,
        code=draft.classification,
    )
    block = VerificationBlock(
        url=f"{session.runtime.settings.server.base_url.rstrip('/')}/verifikasi/{letter.code}",
        code=shown_code(letter.code),
        qr=QR,
        signature_kind=_signature_in_words(session),
    )
    return all_values(
        session, draft, letter_date=letter.letter_date, number=letter.number, verification=block
    )


def _signature_in_words(session: Session) -> str:
    """What the paper says of its signature before anybody has signed: only the example knows its kind for sure.

    A plugin answers after the text is fixed; the verification page tells the kind that it made.
    """
    plugins = session.runtime.plugins
    if any(plugins.implements(plugin, "sign_document") for plugin in plugins.chosen):
        return "tanda tangan elektronik"
    return "tanda tangan elektronik contoh, tidak tersertifikasi"


def _seal(session: Session, letter: Letter, values: dict[str, object]) -> None:
    """Seal the values until the PDF exists, and the initials for the verification page."""
    name = name_of(session, letter.subject_id)
    letter.sealed_values = seal(
        session,
        letter.subject_id,
        orjson.dumps(values),
        place=f"documents_letter|sealed_values|{letter.id}",
    )
    letter.sealed_initials = seal(
        session,
        letter.subject_id,
        initials(name),
        place=f"documents_letter|sealed_initials|{letter.id}",
    )


def initials(name: str) -> str:
    """The first letter of each word: ``Siti Rahmawati`` is ``S. R.``; who holds the letter can compare them."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha())

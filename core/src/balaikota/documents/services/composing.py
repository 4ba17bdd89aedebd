# SPDX-License-Identifier: Apache-2.0
"""What a letter is made of: the caller's sentences and values in the dress of the unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import structlog

from balaikota.agencies.models import Unit
from balaikota.documents.drafts import LetterDraft
from balaikota.documents.letterhead import Letterhead, Signatory, VerificationBlock, letter_values
from balaikota.documents.qr import qr_svg
from balaikota.documents.rendering import (
    WHILE_OTHERS_WAIT,
    LetterNotCompiled,
    LetterSource,
    compile_letter,
)
from balaikota.kernel.db import Session
from balaikota.kernel.problems import Invalid
from balaikota.kernel.settings import City
from balaikota.kernel.text import Text, _

QR = "qr.svg"

log = structlog.get_logger(__name__)


class LetterNotMade(Invalid):
    """The letter cannot be made from this template and these values; nothing was written."""

    slug = "surat-tidak-dapat-dibuat"
    title = _("Surat belum dapat dibuat")


def draft_letter(session: Session, draft: LetterDraft) -> bytes:
    """Return the letter as a PDF with *KONSEP* across the page, without number and signature.

    For whoever is about to sign. It writes nothing. Raises ``LetterNotMade``.
    """
    values = all_values(session, draft, letter_date=session.runtime.today())
    return tried(session, draft, values)


def tried(session: Session, draft: LetterDraft, values: Mapping[str, object]) -> bytes:
    """The letter as PDF, made within the time that others can wait. Raises ``LetterNotMade``."""
    source = LetterSource(draft.template, all_files(session, draft), values, draft.template_name)
    try:
        return compile_letter(with_qr(source), at=session.now(), limits=WHILE_OTHERS_WAIT)
    except LetterNotCompiled as error:
        # The message of Typst may repeat a value of the letter: only the place goes to the log.
        log.warning("letter_not_made", template=error.template, place=error.place)
        raise LetterNotMade(_plain_words(error)) from error


def with_qr(source: LetterSource) -> LetterSource:
    """The source with the QR code of the page where the letter is checked, if there is one yet."""
    block = source.values.get("verification")
    if not isinstance(block, Mapping):
        return source
    files = {**source.files, block["qr"]: qr_svg(block["url"])}
    return LetterSource(source.template, files, source.values, source.name)


def all_values(
    session: Session,
    draft: LetterDraft,
    *,
    letter_date: date,
    number: str | None = None,
    verification: VerificationBlock | None = None,
) -> dict[str, object]:
    """The caller's values with letterhead, signatory, number and verification (a draft has not the last two)."""
    signatory = Signatory(
        name=draft.officer.name,
        position=draft.position_title,
        signed_on=letter_date,
        on_behalf_of=draft.on_behalf_of,
        nip=draft.officer.nip or "",
    )
    head = _letterhead(session, draft.unit)
    ours = letter_values(head, signatory, number=number, verification=verification)
    return {**draft.values, **ours}


def all_files(session: Session, draft: LetterDraft) -> dict[str, bytes]:
    """The template's files and the city's crest. Raises ``LetterNotMade`` when the crest cannot be read."""
    city = session.runtime.settings.city
    if city.crest is None:
        return dict(draft.template_files)
    try:
        return {**draft.template_files, _crest_name(city): city.crest.read_bytes()}
    except OSError as error:
        raise LetterNotMade(
            _("Gambar lambang daerah tidak dapat dibaca. Beri tahu pengelola sistem.")
        ) from error


def _plain_words(error: LetterNotCompiled) -> Text:
    if unprintable := re.search(r'text `"(.+?)"` could not be displayed', error.message):
        return _(
            "Huruf “{letters}” tidak dapat dicetak di surat. Perbaiki isian yang memuatnya.",
            letters=unprintable[1],
        )
    place = f"{error.template} ({error.place})" if error.place else error.template
    return _("Naskah surat perlu diperbaiki. Beri tahu pengelola sistem: {place}", place=place)


def _letterhead(session: Session, unit: Unit) -> Letterhead:
    city = session.runtime.settings.city
    names = [above.name for above in _units_above(session, unit)]
    phone = unit.phone or city.phone
    contacts = (
        f"Telepon {phone}" if phone else "",
        f"Pos-el {city.email}" if city.email else "",
        city.website,
    )
    return Letterhead(
        lines=tuple(dict.fromkeys((city.government, *names, unit.name))),
        address=unit.address or city.address,
        contacts=tuple(filter(None, contacts)),
        place=city.letter_place or city.name,
        crest=_crest_name(city) or None,
        crest_alt=f"Lambang {city.name}",
    )


def _units_above(session: Session, unit: Unit) -> list[Unit]:
    """The units that ``unit`` is a part of, the highest first."""
    above: list[Unit] = []
    parent_id = unit.parent_id
    while parent_id is not None and (parent := session.get(Unit, parent_id)) is not None:
        above.insert(0, parent)
        parent_id = parent.parent_id
    return above


def _crest_name(city: City) -> str:
    return f"crest{city.crest.suffix.lower()}" if city.crest else ""

# SPDX-License-Identifier: Apache-2.0
"""Proof that somebody reads what is sent to an address: a code of six digits, its own request, five tries.

An address that has an account already is answered exactly like a free one; its owner is told instead.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update

from balaikota.identity.models import ContactProof, Purpose
from balaikota.identity.services.accounts import contact_is_taken
from balaikota.identity.services.contacts import (
    ContactAddress,
    ProvenContact,
    check_reachable,
    read_contact,
)
from balaikota.identity.services.throttle import DAY, Limit, capped, count_try
from balaikota.identity.services.visits import Visit
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.events import Message, notify
from balaikota.kernel.problems import FieldError, Invalid, NotFound
from balaikota.kernel.text import Text, _

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
RESEND_AFTER = timedelta(seconds=60)
TOKEN_LIFE = timedelta(minutes=30)

CODE_TITLE = _("Kode Anda")
CODE_BODY = _(
    "Kode Anda untuk {city}: {code}. Berlaku 10 menit. "
    "Jangan berikan kepada siapa pun, petugas juga tidak akan memintanya."
)
TAKEN_TITLE = _("Anda sudah punya akun")
TAKEN_BODY = _(
    "Ada yang mendaftar di {city} dengan nomor atau e-mail ini. Akun Anda sudah ada, silakan masuk. "
    "Bila bukan Anda, abaikan pesan ini."
)


class WrongCode(Invalid):
    """The code is not the one that was sent; the try is counted."""

    keeps_changes = True


class ProofOver(Invalid):
    """The code has expired, was used, or was guessed at too often: a new one is needed."""


class ProofSpent(Invalid):
    """The proof token has expired or was used: the person must prove the contact again."""


def start_contact_proof(
    session: Session,
    contact: str | ContactAddress,
    purpose: Purpose = "register",
    *,
    visit: Visit | None = None,
    language: str | None = None,
) -> ContactProof:
    """Send a code to ``contact`` and return the proof that waits for it; ``id`` is all that the caller may know.

    ``language`` is the reader's. Raises ``Invalid`` for an address that no code can reach and ``TooMany`` within
    60 seconds of the last code or over a cap of the settings.
    """
    address = read_contact(contact) if isinstance(contact, str) else contact
    check_reachable(address)
    _count_code(session, address, visit or Visit())
    taken, code = contact_is_taken(session, address), _new_code()
    proof = _waiting(session, address, purpose, code=None if taken else code)
    if taken:
        body, values, title = TAKEN_BODY, {}, TAKEN_TITLE
    else:
        body, values, title = CODE_BODY, {"code": code}, CODE_TITLE
    message = Message(
        kind="identity.account_exists" if taken else "identity.code",
        title=title.message,
        body=body.message,
        values={"city": session.runtime.city.name, **values},
        address=address.address,
        channel=address.channel,
        secret=True,
        language=language,
    )
    notify(session, message)
    return proof


def send_again(
    session: Session, proof_id: UUID, *, visit: Visit | None = None, language: str | None = None
) -> ContactProof:
    """Start a new proof of the same address. Raises ``NotFound`` and what :func:`start_contact_proof` does."""
    proof = waiting_proof(session, proof_id)
    address = proof_address(session, proof)
    return start_contact_proof(session, address, proof.purpose, visit=visit, language=language)


def waiting_proof(session: Session, proof_id: UUID) -> ContactProof:
    """The proof ``proof_id``. Raises ``NotFound``."""
    proof = session.get(ContactProof, proof_id)
    if proof is None:
        raise NotFound
    return proof


def proof_address(session: Session, proof: ContactProof) -> ContactAddress:
    """The address that ``proof`` is about."""
    sealed = session.runtime.keys.storage.open(proof.address, _place(proof.id))
    return ContactAddress(proof.channel, sealed.decode())


def prove_contact(session: Session, proof_id: UUID, code: str) -> str:
    """Exchange the right code for a proof token, good once within 30 minutes.

    Raises ``WrongCode`` (the try stays counted), ``ProofOver`` when no code can fit any more, ``NotFound``.
    """
    now = session.now()
    proof = session.scalar(
        update(ContactProof)
        .where(
            ContactProof.id == proof_id,
            ContactProof.proven_at.is_(None),
            ContactProof.expires_at > now,
            ContactProof.tries < MOST_TRIES,
        )
        .values(tries=ContactProof.tries + 1)
        .returning(ContactProof)
        .execution_options(populate_existing=True)
    )
    if proof is None:
        raise _over(waiting_proof(session, proof_id))
    # Compared also where no code fits, so that the work is the same.
    expected = proof.code_hash or bytes(32)
    if not hmac.compare_digest(expected, _code_hash(session, proof.id, code)):
        raise WrongCode(errors=[FieldError("/code", _tries_left(MOST_TRIES - proof.tries))])
    token = secrets.token_urlsafe(32)
    proof.proven_at, proof.token_hash = now, _token_hash(session, token)
    return token


def consume_proof(session: Session, token: str, purpose: Purpose = "register") -> ProvenContact:
    """The contact that ``token`` proves; it cannot be used again. Raises ``ProofSpent``.

    It is consumed in the caller's transaction: when that is rolled back, the token still works.
    """
    now = session.now()
    proof = session.scalar(
        update(ContactProof)
        .where(
            ContactProof.token_hash == _token_hash(session, token),
            ContactProof.purpose == purpose,
            ContactProof.consumed_at.is_(None),
            ContactProof.proven_at > now - TOKEN_LIFE,
        )
        .values(consumed_at=now)
        .returning(ContactProof)
    )
    if proof is None:
        raise ProofSpent(
            _("Waktu untuk mendaftar sudah habis. Mulai lagi dari nomor HP atau e-mail")
        )
    address = proof_address(session, proof)
    return ProvenContact(address.channel, address.address)


def delete_old_proofs(session: Session) -> None:
    """Delete proofs whose code and token can no longer work."""
    session.execute(
        delete(ContactProof)
        .where(ContactProof.created_at < session.now() - CODE_LIFE - TOKEN_LIFE)
        .execution_options(synchronize_session=False)
    )


def _waiting(
    session: Session, address: ContactAddress, purpose: Purpose, *, code: str | None
) -> ContactProof:
    proof_id, now = new_id(), session.now()
    sealed = session.runtime.keys.storage.seal(address.address.encode(), _place(proof_id))
    proof = ContactProof(
        id=proof_id,
        purpose=purpose,
        channel=address.channel,
        address=sealed,
        code_hash=None if code is None else _code_hash(session, proof_id, code),
        tries=0,
        created_at=now,
        expires_at=now + CODE_LIFE,
    )
    session.add(proof)
    session.flush()
    return proof


def _count_code(session: Session, address: ContactAddress, visit: Visit) -> None:
    caps: dict[str, int] = session.runtime.plugin_settings["identity"]
    per_contact = capped(caps["codes_per_contact_a_day"], pause=RESEND_AFTER)
    contact = address.fingerprint(session.runtime.keys).hex()
    count_try(session, Limit("code contact", DAY, per_contact), contact)
    if visit.network:
        per_network = capped(caps["codes_per_network_a_day"])
        count_try(session, Limit("code network", DAY, per_network), visit.network)
    count_try(session, Limit("code city", DAY, capped(caps["codes_a_day"])), "")


def _over(proof: ContactProof) -> ProofOver:
    if proof.proven_at is not None:
        sentence = _("Kode ini sudah dipakai. Minta kode baru")
    elif proof.tries >= MOST_TRIES:
        sentence = _("Kode sudah lima kali salah. Minta kode baru")
    else:
        sentence = _("Kode ini sudah lewat 10 menit. Minta kode baru")
    return ProofOver(errors=[FieldError("/code", sentence)])


def _tries_left(left: int) -> Text:
    if left <= 0:
        return _("Kode salah. Minta kode baru")
    return _("Kode salah. Anda dapat mencoba {left} kali lagi", left=left)


def _new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def _code_hash(session: Session, proof_id: UUID, code: str) -> bytes:
    """Keyed and bound to its request: a million codes are hashed in a second, so the key is what protects them."""
    return session.runtime.keys.fingerprint("identity.code", f"{proof_id}|{code}")


def _token_hash(session: Session, token: str) -> bytes:
    return session.runtime.keys.fingerprint("identity.proof", token)


def _place(proof_id: UUID) -> str:
    return f"identity_contact_proof|address|{proof_id}"

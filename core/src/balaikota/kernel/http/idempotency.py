# SPDX-License-Identifier: Apache-2.0
"""Idempotency-Key: key, effect, outbox and audit in one transaction (draft-ietf-httpapi-idempotency-key-header).

No row says "in progress", so a crash leaves nothing to clean. Remembered: answers below 400 and settled refusals.
Forgotten: everything that the client may mend and send again with the same key.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import orjson
from flask import Response, request
from sqlalchemy import delete, insert, select, text

from balaikota.kernel.actor import Actor
from balaikota.kernel.db.session import Session
from balaikota.kernel.http.context import is_api
from balaikota.kernel.http.models import RememberedAnswer
from balaikota.kernel.problems import BadRequest, KeyReused, StillRunning
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.text import _

FIELD: Final = "_key"
KEPT: Final = timedelta(hours=72)
SHAPE: Final = re.compile(r'"?([A-Za-z0-9_-]{16,64})"?')
KEPT_HEADERS: Final = ("Content-Type", "Location", "ETag")


class Attempt:
    """One request with a key, inside the transaction that will hold its effect."""

    def __init__(self, session: Session, principal: str, key: str) -> None:
        self._session = session
        self._principal = principal
        self._key = key
        self._fingerprint = _fingerprint(session.runtime)
        self._place = f"kernel_idempotency|answer|{principal}|{key}"
        self.remembered = self._recalled()

    def _recalled(self) -> Response | None:
        row = self._session.execute(
            select(RememberedAnswer.fingerprint, RememberedAnswer.answer).where(
                RememberedAnswer.principal == self._principal, RememberedAnswer.key == self._key
            )
        ).first()
        if row is None:
            return None
        if row.fingerprint != self._fingerprint:
            raise KeyReused
        saved = orjson.loads(self._session.runtime.keys.storage.open(row.answer, self._place))
        response = Response(base64.b64decode(saved["body"]), saved["status"], saved["headers"])
        response.headers["Idempotent-Replayed"] = "true"
        return response

    def remember(self, response: Response) -> None:
        """Keep ``response`` as the outcome of this key."""
        saved = orjson.dumps(
            {
                "status": response.status_code,
                "headers": {
                    name: response.headers[name]
                    for name in KEPT_HEADERS
                    if name in response.headers
                },
                "body": base64.b64encode(response.get_data()).decode(),
            }
        )
        self._session.execute(
            insert(RememberedAnswer).values(
                principal=self._principal,
                key=self._key,
                fingerprint=self._fingerprint,
                answer=self._session.runtime.keys.storage.seal(saved, self._place),
                created_at=self._session.now(),
            )
        )


def begin(session: Session, actor: Actor | None) -> Attempt:
    """Take the request's key. Raises ``BadRequest`` without one, ``StillRunning``, ``KeyReused``."""
    given = request.headers.get("Idempotency-Key") if is_api() else request.form.get(FIELD)
    shape = SHAPE.fullmatch(given or "")
    if shape is None:
        raise BadRequest(_("Sertakan Idempotency-Key: 16 sampai 64 huruf, angka, - atau _"))
    principal = str(actor.account_id) if actor else "-"
    _lock(session, principal, shape[1])
    return Attempt(session, principal, shape[1])


def forget_old_answers(runtime: Runtime) -> None:
    """Delete answers older than 72 hours: the published time within which a request may be repeated."""
    with runtime.database.write() as session:
        session.execute(
            delete(RememberedAnswer).where(RememberedAnswer.created_at < session.now() - KEPT)
        )


def _lock(session: Session, principal: str, key: str) -> None:
    """On PostgreSQL a twin is refused at once; SQLite has one writer: the twin waits and gets the same answer."""
    if not session.runtime.database.is_postgres:
        return
    digest = session.runtime.keys.fingerprint("idempotency-lock", f"{principal}|{key}")
    number = int.from_bytes(digest[:8], "big", signed=True)
    if not session.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number}):
        raise StillRunning(headers={"Retry-After": "1"})


def _fingerprint(runtime: Runtime) -> bytes:
    return runtime.keys.fingerprint("idempotency", b"\x00".join(_parts()))


def _parts() -> Iterator[bytes]:
    yield request.method.encode()
    yield request.full_path.encode()
    yield request.mimetype.encode()
    if request.mimetype != "multipart/form-data":
        yield (
            request.get_data(cache=True, parse_form_data=False)
            if is_api()
            else repr(_fields()).encode()
        )
        return
    # Boundaries differ between retries, so a multipart body is compared by its fields and files.
    yield repr(_fields()).encode()
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        yield name.encode()
        yield (file.filename or "").encode()
        yield file.stream.read()
        file.stream.seek(0)


def _fields() -> list[tuple[str, str]]:
    return sorted(
        (name, value) for name, value in request.form.items(multi=True) if not name.startswith("_")
    )

# SPDX-License-Identifier: Apache-2.0
"""Which services there are, and the version that a request follows."""

from __future__ import annotations

from typing import Any, Protocol, cast

from sqlalchemy.dialects import postgresql, sqlite

from balaikota import NotFound, Session, _, kelurahan_of_city
from balaikota_public_services.definitions.answers import Surroundings
from balaikota_public_services.definitions.catalogue import Catalogue
from balaikota_public_services.definitions.model import Definition
from balaikota_public_services.models import Request, ServiceVersion
from balaikota_public_services.rights import NAME


class _Offering(Protocol):
    catalogue: Catalogue


def catalogue_of(session: Session) -> Catalogue:
    """The catalogue that the plugin read at boot."""
    plugin: Any = session.runtime.plugins[NAME]
    return cast(_Offering, plugin).catalogue


def offered_services(session: Session) -> list[Definition]:
    """Every service that can be asked for today, by title."""
    return list(catalogue_of(session))


def offered_service(session: Session, code: str) -> Definition:
    """The service ``code`` as it is today. Raises ``NotFound``."""
    found = catalogue_of(session).get(code)
    if found is None:
        raise NotFound(_("Layanan ini tidak ada"))
    return found


def service_of(session: Session, request: Request) -> Definition:
    """The version of the service that ``request`` follows, whatever is offered today."""
    return service_version(session, request.version_hash)


def service_version(session: Session, digest: str) -> Definition:
    """The version with this hash: from memory, else as it was stored."""
    catalogue = catalogue_of(session)
    known = catalogue.version(digest)
    if known is not None:
        return known
    stored = session.get_one(ServiceVersion, digest)
    return catalogue.learn(stored.code, stored.content, stored.template)


def keep_version(session: Session, service: Definition) -> None:
    """Store this version unless it is stored already; two first requests at once both succeed."""
    if session.get(ServiceVersion, service.hash) is not None:
        return
    insert = postgresql.insert if session.runtime.database.is_postgres else sqlite.insert
    values = insert(ServiceVersion).values(
        hash=service.hash,
        code=service.code,
        content=dict(service.content),
        template=service.template,
        first_seen_at=session.now(),
    )
    session.execute(values.on_conflict_do_nothing())


def surroundings(session: Session) -> Surroundings:
    """What answers are compared with today."""
    kelurahan = {place.code: place.name for place in kelurahan_of_city(session)}
    return Surroundings(session.runtime.today(), kelurahan)

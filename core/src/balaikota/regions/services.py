# SPDX-License-Identifier: Apache-2.0
"""The places of the city, and the list that brings them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session
from balaikota.kernel.problems import Conflict, FieldError, Invalid, NotFound
from balaikota.kernel.text import _
from balaikota.regions.codes import is_code, level_of, parent_of
from balaikota.regions.models import Region
from balaikota.regions.reading import RegionFileUnreadable, RegionRow


class RegionExists(Conflict):
    """A place with this code is there already."""


@dataclass(frozen=True, slots=True)
class ImportCount:
    """What an import did. ``elsewhere`` counts places of other cities, which were left out."""

    added: int
    changed: int
    unchanged: int
    elsewhere: int


def regions(*, parent: str | None = None, level: str | None = None) -> Select[Region]:
    """Places inside ``parent`` or of one ``level``, for keyset pages by code."""
    query = select(Region)
    if parent is not None:
        query = query.where(Region.parent_code == parent)
    return query if level is None else query.where(Region.level == level)


def region(session: Session, code: str) -> Region:
    """The place with ``code``. Raises ``NotFound``."""
    found = session.get(Region, code)
    if found is None:
        raise NotFound(_("Wilayah ini tidak ada"))
    return found


def kelurahan_of_city(session: Session) -> list[Region]:
    """Every kelurahan and desa of the city by name, with its kecamatan as ``parent``."""
    query = _inside_city(session).where(Region.level == "kelurahan")
    ordered = query.options(joinedload(Region.parent)).order_by(Region.name, Region.code)
    return list(session.scalars(ordered))


def kecamatan_of_city(session: Session) -> list[Region]:
    """Every kecamatan of the city by name."""
    query = _inside_city(session).where(Region.level == "kecamatan")
    return list(session.scalars(query.order_by(Region.name, Region.code)))


def is_kelurahan_of_city(session: Session, code: str) -> bool:
    """Whether ``code`` is a kelurahan or desa of this city."""
    query = _inside_city(session).where(Region.level == "kelurahan", Region.code == code)
    return session.scalar(query) is not None


def add_region(session: Session, *, code: str, name: str, postcode: str | None = None) -> Region:
    """Add one place; its level and the place around it follow from ``code``.

    Raises ``Invalid`` for a code that cannot be or whose surrounding place is missing, ``RegionExists``.
    """
    if not is_code(code):
        raise Invalid(errors=[FieldError("/code", _("Ini bukan kode wilayah Kemendagri"))])
    if session.get(Region, code) is not None:
        raise RegionExists
    parent = parent_of(code)
    if parent is not None and session.get(Region, parent) is None:
        sentence = _("Wilayah {parent} di atasnya belum ada", parent=parent)
        raise Invalid(errors=[FieldError("/code", sentence)])
    added = Region(
        code=code, parent_code=parent, level=level_of(code), name=name, postcode=postcode
    )
    session.add(added)
    session.flush()
    return added


def import_regions(session: Session, actor: Actor | None, rows: Iterable[RegionRow]) -> ImportCount:
    """Bring the city's places to what ``rows`` say; repeating changes nothing, and no place is ever removed.

    Rows of other cities are left out, so the national list may be given. Raises ``RegionFileUnreadable`` when
    none is of this city or a place's surrounding place is missing.
    """
    given = list(rows)
    city = session.runtime.city.code
    own = sorted((row for row in given if _is_in(row.code, city)), key=lambda row: row.code)
    if not own:
        raise RegionFileUnreadable(_("Tidak ada wilayah {city} dalam berkas ini", city=city))
    stored = {place.code: place for place in session.scalars(_inside_city(session))}
    _check_parents(own, stored.keys() | {row.code for row in own})
    added = [row for row in own if row.code not in stored]
    changed = [row for row in own if row.code in stored and _update(stored[row.code], row)]
    for row in added:  # by code, so a place comes after the one around it
        add_region(session, code=row.code, name=row.name, postcode=row.postcode)
    count = ImportCount(
        len(added), len(changed), len(own) - len(added) - len(changed), len(given) - len(own)
    )
    if added or changed:
        record(
            session,
            actor,
            "regions.regions_imported",
            kind="regions.region",
            added=count.added,
            changed=count.changed,
        )
    return count


def _inside_city(session: Session) -> Select[Region]:
    city = session.runtime.city.code
    return select(Region).where((Region.code == city) | Region.code.startswith(f"{city}."))


def _is_in(code: str, city: str) -> bool:
    return code == city or code.startswith(f"{city}.")


def _check_parents(rows: Sequence[RegionRow], known: Iterable[str]) -> None:
    there = set(known)
    missing = [
        (row, parent) for row in rows if (parent := parent_of(row.code)) not in there | {None}
    ]
    if missing:
        raise RegionFileUnreadable(
            errors=[
                FieldError(
                    f"/{row.line}",
                    _(
                        "Baris {line}: wilayah {parent} di atasnya belum ada",
                        line=row.line,
                        parent=parent,
                    ),
                )
                for row, parent in missing
            ]
        )


def _update(place: Region, row: RegionRow) -> bool:
    """Whether ``row`` changed anything."""
    if (place.name, place.postcode) == (row.name, row.postcode):
        return False
    place.name, place.postcode = row.name, row.postcode
    return True

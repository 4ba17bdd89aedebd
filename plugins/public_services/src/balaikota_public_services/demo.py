# SPDX-License-Identifier: Apache-2.0
"""Four hundred requests of the demo city in every state, spread over the last weeks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from PIL import Image, ImageDraw

from balaikota import (
    Actor,
    DemoAccount,
    Runtime,
    Session,
    demo_officer,
    demo_people,
    new_id,
    profile,
    store_own,
)
from balaikota_public_services.models import Request, RequestDocument
from balaikota_public_services.rights import DECIDE, PROCESS, VERIFY
from balaikota_public_services.services.actions import act
from balaikota_public_services.services.catalogue import offered_service
from balaikota_public_services.services.corrections import Mark
from balaikota_public_services.services.drafts import draft_for, subject_of
from balaikota_public_services.services.effects import Step
from balaikota_public_services.services.submitting import submit_request

REQUESTS: Final = 400
WEEKS: Final = 6
PATHS: Final[dict[str, int]] = {
    # the steps that were taken, and how many of a hundred requests end there
    "": 12,
    "claim": 10,
    "claim return": 8,
    "claim forward": 10,
    "claim forward approve": 40,
    "claim forward reject": 10,
    "withdraw": 10,
}
CLOSED: Final = ("approve", "reject", "withdraw")
WHO: Final = {
    "claim": PROCESS,
    "return": PROCESS,
    "forward": PROCESS,
    "endorse": VERIFY,
    "approve": DECIDE,
    "reject": DECIDE,
}
TRADES: Final = (
    ("Warung Sari Laut", "Menjual ikan segar"),
    ("Toko Sembako Berkah", "Menjual sembako"),
    ("Penjahit Rapi", "Menjahit pakaian"),
    ("Bengkel Maju", "Memperbaiki sepeda motor"),
    ("Dapur Amplang", "Membuat amplang ikan"),
    ("Kios Pulsa Cepat", "Menjual pulsa dan token listrik"),
)
SCHOOLS: Final = ("SD Negeri 002", "SMP Negeri 1", "SMK Negeri 1", "SMA Negeri 2")
NOTE: Final = "Foto surat pengantar RT kurang jelas. Mohon foto ulang."
REASON: Final = "Alamat usaha berada di kelurahan lain."


def seed(session: Session, rng: Random) -> list[DemoAccount]:
    """File the requests and let officers work on them; the clock is set back to when it would have happened."""
    people = demo_people(session)
    paths = rng.choices(list(PATHS), weights=list(PATHS.values()), k=REQUESTS)
    for number, path in enumerate(paths):
        service = "sku" if rng.random() < 0.6 else "sktm"
        person = people[0] if number == 0 else rng.choice(people)
        with _at(session.runtime, _morning(session.runtime, rng, path)) as later:
            request = _filed(session, rng, person, service)
            _walk(session, request, person, _steps(service, path), later)
    return []


def _morning(runtime: Runtime, rng: Random, path: str) -> datetime:
    """When the request came in: what is still open came lately, what is closed over the last weeks."""
    days = rng.randrange(1, WEEKS * 7) if path.endswith(CLOSED) else rng.randrange(1, 5)
    day = runtime.today() - timedelta(days=days)
    clock = time(8 + rng.randrange(3), rng.randrange(60), tzinfo=runtime.settings.city.zone)
    return datetime.combine(day, clock)


def _steps(service: str, path: str) -> list[str]:
    """SKTM has one more desk on the way to the lurah."""
    steps = path.split()
    if service == "sktm" and "forward" in steps[:-1]:
        steps.insert(steps.index("forward") + 1, "endorse")
    return steps


def _walk(
    session: Session, request: Request, person: Actor, steps: list[str], later: Callable[[], None]
) -> None:
    for name in steps:
        later()
        actor = demo_officer(session, WHO[name], request.unit_id) if name in WHO else person
        marks = (Mark("document", "rt_letter", NOTE),) if name == "return" else ()
        comment = REASON if name == "reject" else None
        step = Step(name, comment=comment, corrections=marks)
        act(session, actor, request.id, seen=request.version, step=step)


def _filed(session: Session, rng: Random, person: Actor, code: str) -> Request:
    service = offered_service(session, code)
    draft = draft_for(session, person, service)
    documents = {}
    for document in service.documents:
        file = store_own(
            session,
            person,
            kind="public_services.document",
            subject_id=draft.subject_id,
            filename=f"{document.name}.jpg",
            media_type="image/jpeg",
            content=_example(document.label),
        )
        row = RequestDocument(
            id=new_id(),
            draft_id=draft.id,
            name=document.name,
            file_id=file.id,
            uploaded_at=session.now(),
        )
        session.add(row)
        documents[document.name] = row.id
    session.flush()
    answers = _answers(session, rng, person, code)
    return submit_request(session, person, service_code=code, answers=answers, documents=documents)


def _answers(session: Session, rng: Random, person: Actor, code: str) -> dict[str, Any]:
    home = profile(session, subject_of(person))
    anybody = {"kelurahan": home.kelurahan_code, "birth_place": session.runtime.settings.city.name}
    if code == "sku":
        trade, work = rng.choice(TRADES)
        return anybody | {
            "business_name": f"{trade} {person.display_name.split()[0]}",
            "business_kind": work,
            "business_address": f"Jl. Contoh Raya No. {rng.randrange(1, 90)}, RT 005",
            "started_on": f"20{rng.randrange(10, 25)}-0{rng.randrange(1, 9)}-01",
            "occupation": "Pedagang",
            "purpose": "Pengajuan Kredit Usaha Rakyat",
        }
    return anybody | {
        "home_address": f"Jl. Pasar Lama No. {rng.randrange(1, 90)}, RT 012",
        "occupation": "Buruh harian",
        "family_members": rng.randrange(2, 8),
        "monthly_income": rng.randrange(6, 18) * 100_000,
        "receives_aid": rng.random() < 0.3,
        "purpose": "school",
        "purpose_details": rng.choice(SCHOOLS),
    }


@cache
def _example(label: str) -> bytes:
    """A picture that says what it stands for; nobody's real paper is in the demo."""
    sheet = Image.new("RGB", (720, 480), "#f4f1ea")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((20, 20, 700, 460), outline="#0b5563", width=6)
    draw.text((60, 180), label, fill="#123", font_size=44)
    draw.text((60, 260), "CONTOH", fill="#a33", font_size=56)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=70)
    return out.getvalue()


@contextmanager
def _at(runtime: Runtime, moment: datetime) -> Iterator[Callable[[], None]]:
    """Stand at ``moment``; what is yielded moves an hour on, never beyond the present."""
    clock, now = runtime.now, [moment]
    present = clock()

    def later() -> None:
        now[0] = min(now[0] + timedelta(minutes=70), present)

    runtime.now = lambda: now[0]
    try:
        yield later
    finally:
        runtime.now = clock

# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``public_services``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from balaikota import LetterSigned, Permission, Plugin, Text, _, hookimpl
from balaikota_public_services import rights
from balaikota_public_services.events import RequestMoved, RequestSubmitted
from balaikota_public_services.settings import PublicServicesSettings

if TYPE_CHECKING:
    from random import Random

    from balaikota import Actor, ApiBlueprint, DemoAccount, Event, Pages, Session, Tile
    from balaikota_public_services.definitions.catalogue import Catalogue


class PublicServices(Plugin):
    """Layanan publik: permohonan warga dari formulir sampai surat yang ditandatangani."""

    name = rights.NAME
    slug = "layanan"
    title: ClassVar[Text] = _("Layanan")
    settings = PublicServicesSettings
    events = (RequestSubmitted, RequestMoved)
    listens = ("documents.letter_signed",)

    catalogue: Catalogue

    def start(self) -> None:
        """Read every service; a broken one stops the boot with all its faults."""
        from balaikota_public_services.definitions.catalogue import Catalogue

        folders = [self.package / "bundles"]
        if chosen := self.runtime.plugin_settings[self.name]["services_folder"]:
            folders.append(self.runtime.settings.files_path.parent / chosen)
        self.catalogue = Catalogue.read(folders)

    @hookimpl
    def api_blueprints(self) -> Iterable[ApiBlueprint]:
        """Catalogue, requests, worklist."""
        from balaikota_public_services.api import blueprint

        return [blueprint]

    @hookimpl
    def web_blueprints(self) -> Iterable[Pages]:
        """Pages of citizens and of officers."""
        from balaikota_public_services.web import PAGES

        return PAGES

    @hookimpl
    def tiles(self, session: Session, actor: Actor | None) -> Iterable[Tile]:
        """Services, one's own requests, the worklist."""
        from balaikota_public_services.tiles import tiles

        return tiles(session, actor)

    @hookimpl
    def permissions(self) -> Iterable[Permission]:
        """What officers may do with requests, and which roles do it at first."""
        return (
            Permission(
                rights.READ,
                _("Melihat permohonan layanan"),
                ("front_officer", "section_head", "lurah"),
            ),
            Permission(
                rights.PROCESS, _("Memeriksa permohonan layanan"), ("front_officer", "lurah")
            ),
            Permission(rights.VERIFY, _("Memastikan permohonan layanan"), ("section_head",)),
            Permission(rights.DECIDE, _("Memutuskan permohonan layanan"), ("lurah",)),
        )

    @hookimpl
    def on_event(self, session: Session, event: Event) -> None:
        """A letter of ours is signed: its request is done."""
        from balaikota_public_services.services.letters import finish_request

        if isinstance(event, LetterSigned):
            finish_request(session, event)

    @hookimpl
    def seed_demo(self, session: Session, rng: Random) -> Iterable[DemoAccount]:
        """Requests in every state."""
        from balaikota_public_services.demo import seed

        return seed(session, rng)

# SPDX-License-Identifier: Apache-2.0
"""The table of contents of ``documents``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from balaikota.documents.events import LetterSigned
from balaikota.documents.settings import DocumentsSettings
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.text import _

if TYPE_CHECKING:
    import click

    from balaikota.kernel.actor import Actor
    from balaikota.kernel.contributions import (
        Job,
        Pages,
        Permission,
        SignatureRequest,
        SignedDocument,
        Tile,
    )
    from balaikota.kernel.db import Session
    from balaikota.kernel.http import ApiBlueprint


class Documents(Plugin):
    """Letters: composed, numbered, signed, verified."""

    name = "documents"
    title = _("Surat")
    requires = ("agencies", "allocation", "files")
    settings = DocumentsSettings
    events = (LetterSigned,)

    def start(self) -> None:
        """Refuse example signatures where letters are meant seriously."""
        from balaikota.documents.demo_signer import refuse_in_production

        refuse_in_production(self.runtime)

    @hookimpl
    def api_blueprints(self) -> Iterable[ApiBlueprint]:
        """What a letter is worth, as JSON."""
        from balaikota.documents.api import blueprint

        return [blueprint]

    @hookimpl
    def web_blueprints(self) -> Iterable[Pages]:
        """The check of letters for everybody, and the officers' letters."""
        from balaikota.documents import web, web_officers
        from balaikota.kernel.contributions import Pages

        return [Pages(web.blueprint), Pages(web_officers.blueprint, audience="officer")]

    @hookimpl
    def permissions(self) -> Iterable[Permission]:
        """Who may see letters, and who may revoke them."""
        from balaikota.documents.permissions import PERMISSIONS

        return PERMISSIONS

    @hookimpl
    def tiles(self, session: Session, actor: Actor | None) -> Iterable[Tile]:
        """Check a letter; for officers, the letters of their units."""
        from balaikota.documents.tiles import tiles

        return tiles(session, actor)

    @hookimpl
    def jobs(self) -> Iterable[Job]:
        """Resume signatures that failed."""
        from balaikota.documents.jobs import JOBS

        return JOBS

    @hookimpl
    def commands(self) -> Iterable[click.Command]:
        """Example authority, check of a file."""
        from balaikota.documents.cli import COMMANDS

        return COMMANDS

    @hookimpl
    def sign_document(self, request: SignatureRequest) -> SignedDocument | None:
        """Example signatures, where the settings ask for them."""
        from balaikota.documents.demo_signer import signed_as_example

        return signed_as_example(self.runtime, request)

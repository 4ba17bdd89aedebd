# SPDX-License-Identifier: Apache-2.0
"""What a person has sent for a request that is not filed yet: theirs to look at, and nobody else's."""

from __future__ import annotations

from balaikota import Actor, FileContent, NotFound, Session, _, open_file
from balaikota_public_services.services.drafts import draft_of
from balaikota_public_services.services.uploads import forget_draft, uploads_of


def draft_document(session: Session, actor: Actor, service_code: str, name: str) -> FileContent:
    """The upload that waits in the person's draft as the document ``name``. Raises ``NotFound``."""
    draft = draft_of(session, actor, service_code)
    sent = uploads_of(session, draft) if draft else {}
    if name not in sent:
        raise NotFound(_("Dokumen ini tidak ada"))
    return open_file(session, sent[name].file_id)


def discard_draft(session: Session, actor: Actor, service_code: str) -> None:
    """Throw the person's draft for a service away; none left is as good as one thrown away."""
    draft = draft_of(session, actor, service_code)
    if draft is not None:
        forget_draft(session, actor, draft)

# SPDX-License-Identifier: Apache-2.0
"""Letters for tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from balaikota.agencies.models import Officer, Unit
from balaikota.documents.drafts import LetterDraft

TEMPLATE = """\
#import "/letterhead.typ": *
#show: letter.with(title: "Surat Keterangan Usaha")

Dengan ini diterangkan bahwa:

#fields((("Nama", values.subject.name), ("Nama usaha", values.business)))

Surat ini dibuat untuk dipergunakan sebagaimana mestinya.
"""


def letter_draft(*, unit: Unit, officer: Officer, subject_id: UUID, **replaced: Any) -> LetterDraft:
    """A short *Surat Keterangan Usaha*, ready to be reserved; ``replaced`` are other parts of the draft."""
    parts: dict[str, Any] = {
        "unit": unit,
        "officer": officer,
        "position_title": "Lurah Api-Api",
        "kind": "sku",
        "title": "Surat Keterangan Usaha",
        "classification": "500.2.3",
        "template": TEMPLATE,
        "template_name": "sku/letter.typ",
        "values": {"subject": {"name": "Siti Rahmawati"}, "business": "Warung Sari Laut"},
        "subject_id": subject_id,
        "source": "probe",
        "reference": "request-1",
    }
    return LetterDraft(**parts | replaced)

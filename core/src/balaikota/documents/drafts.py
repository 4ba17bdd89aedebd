# SPDX-License-Identifier: Apache-2.0
"""What a plugin hands over when it wants a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from balaikota.agencies.models import Officer, Unit

OURS = frozenset({"letterhead", "number", "signatory", "verification"})
"""Names among the values of every letter that are filled in here; see ``documents.letterhead``."""


@dataclass(frozen=True, kw_only=True)
class LetterDraft:
    """A letter before it has a number.

    :ivar unit: whose letter it is; its head is on the paper and its sequence gives the number.
    :ivar officer: who signs.
    :ivar position_title: the position as it stands over the name, with ``Plt.`` where that applies.
    :ivar on_behalf_of: the position signed for (``a.n. Wali Kota Bontang``), or empty.
    :ivar kind: the kind of letter, for example ``sku``; chooses the number template (setting
        ``documents.number_templates``).
    :ivar title: what people call it; the verification page says it.
    :ivar classification: its code by Permendagri 83/2022, the base of the number.
    :ivar template: text of the Typst template; what serves it stands in
        ``documents/typst/letterhead.typ``.
    :ivar template_files: pictures and Typst files that the template reads, by their path in it.
        They are kept with the template, so nothing in them may be about a person.
    :ivar template_name: how errors name the template, for example ``sku/letter.typ``.
    :ivar values: what JSON can hold, for the template; ``OURS`` are refused.
    :ivar subject_id: the citizen whom the letter is about; all of it is sealed with their key.
    :ivar source: who asked for it, for example ``public_services``.
    :ivar reference: what it belongs to there, for example the id of a request.
    """

    unit: Unit
    officer: Officer
    position_title: str
    kind: str
    title: str
    classification: str
    template: str
    values: Mapping[str, object]
    subject_id: UUID
    source: str
    reference: str
    template_files: Mapping[str, bytes] = field(default_factory=dict)
    template_name: str = "letter.typ"
    on_behalf_of: str = ""

    def __post_init__(self) -> None:
        if taken := OURS & self.values.keys():
            raise ValueError(f"values of a letter that are not the caller's: {sorted(taken)}")

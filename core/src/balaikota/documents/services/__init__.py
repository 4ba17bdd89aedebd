# SPDX-License-Identifier: Apache-2.0
"""Letters, from the number to the end of their validity."""

from balaikota.documents.services.completing import complete_signing, waiting_letters
from balaikota.documents.services.composing import LetterNotMade, draft_letter
from balaikota.documents.services.ending import revoke_letter, supersede_letter
from balaikota.documents.services.reading import (
    letter_by_reference,
    letter_file,
    letter_of,
    letter_pdf,
    letters_of,
    revocation_reason,
    stuck_letters,
)
from balaikota.documents.services.reserving import reserve_letter
from balaikota.documents.services.verifying import (
    Verification,
    verification,
    verification_of_file,
)

__all__ = [
    "LetterNotMade",
    "Verification",
    "complete_signing",
    "draft_letter",
    "letter_by_reference",
    "letter_file",
    "letter_of",
    "letter_pdf",
    "letters_of",
    "reserve_letter",
    "revocation_reason",
    "revoke_letter",
    "stuck_letters",
    "supersede_letter",
    "verification",
    "verification_of_file",
    "waiting_letters",
]

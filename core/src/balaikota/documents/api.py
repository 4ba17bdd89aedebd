# SPDX-License-Identifier: Apache-2.0
"""JSON: what a letter is worth."""

from __future__ import annotations

from balaikota.documents.schemas import VerificationSchema
from balaikota.documents.services import Verification, verification
from balaikota.kernel.http import PUBLIC, ApiBlueprint, current_session, policy
from balaikota.kernel.problems import NotFound
from balaikota.kernel.text import _

blueprint = ApiBlueprint("documents_api", __name__, description="Surat dan keasliannya")


@blueprint.get("/verifications/<code>")
@policy(PUBLIC)
@blueprint.response(200, VerificationSchema)
def verification_of_code(code: str) -> Verification:
    """What the letter with this verification code is worth; 404 for a code that is none of ours."""
    found = verification(current_session(), code)
    if found is None:
        raise NotFound(_("Kode ini tidak dikenal"))
    return found

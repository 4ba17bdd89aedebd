# SPDX-License-Identifier: Apache-2.0
"""All behaviour of ``identity``. Other features import from here; the files behind it are private."""

from balaikota.identity.services.accounts import (
    ContactTaken,
    account,
    account_of_citizen,
    account_of_contact,
    contact_is_taken,
    contacts_of,
    create_account,
    disable_account,
    display_name,
)
from balaikota.identity.services.challenges import (
    ChallengeOver,
    NewChallenge,
    WrongFactor,
    answer_challenge,
    needs_second_factor,
    open_challenge,
)
from balaikota.identity.services.contacts import (
    ContactAddress,
    ProvenContact,
    check_reachable,
    read_contact,
)
from balaikota.identity.services.expiry import delete_what_is_over
from balaikota.identity.services.passwords import check_new_password
from balaikota.identity.services.proofs import (
    ProofOver,
    ProofSpent,
    WrongCode,
    consume_proof,
    proof_address,
    prove_contact,
    send_again,
    start_contact_proof,
    waiting_proof,
)
from balaikota.identity.services.refresh import RefreshRefused, RefreshReused, renew
from balaikota.identity.services.sessions import (
    NewSession,
    SecondFactorNeeded,
    close_session,
    open_session,
    require_second_factor,
    revoke_sessions,
    second_factor_at,
    session_of_api,
    session_of_page,
    touch,
)
from balaikota.identity.services.sign_in import AccountDisabled, WrongSignIn, sign_in
from balaikota.identity.services.visits import Visit, device_label, network_of

__all__ = [
    "AccountDisabled",
    "ChallengeOver",
    "ContactAddress",
    "ContactTaken",
    "NewChallenge",
    "NewSession",
    "ProofOver",
    "ProofSpent",
    "ProvenContact",
    "RefreshRefused",
    "RefreshReused",
    "SecondFactorNeeded",
    "Visit",
    "WrongCode",
    "WrongFactor",
    "WrongSignIn",
    "account",
    "account_of_citizen",
    "account_of_contact",
    "answer_challenge",
    "check_new_password",
    "check_reachable",
    "close_session",
    "consume_proof",
    "contact_is_taken",
    "contacts_of",
    "create_account",
    "delete_what_is_over",
    "device_label",
    "disable_account",
    "display_name",
    "needs_second_factor",
    "network_of",
    "open_challenge",
    "open_session",
    "proof_address",
    "prove_contact",
    "read_contact",
    "renew",
    "require_second_factor",
    "revoke_sessions",
    "second_factor_at",
    "send_again",
    "session_of_api",
    "session_of_page",
    "sign_in",
    "start_contact_proof",
    "touch",
    "waiting_proof",
]

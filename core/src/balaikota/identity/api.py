# SPDX-License-Identifier: Apache-2.0
"""JSON: contact proofs, sessions and tokens at ``/api/v1/identity``."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from balaikota.identity import schemas, tokens
from balaikota.identity.cookies import this_visit
from balaikota.identity.services import (
    NewChallenge,
    NewSession,
    answer_challenge,
    close_session,
    contacts_of,
    prove_contact,
    renew,
    second_factor_at,
    sign_in,
    start_contact_proof,
)
from balaikota.identity.services.challenges import CHALLENGE_LIFE
from balaikota.identity.services.proofs import RESEND_AFTER, TOKEN_LIFE
from balaikota.kernel.http import (
    CITIZEN,
    KEY,
    PUBLIC,
    ApiBlueprint,
    current_actor,
    current_session,
    exempt,
    natural,
    policy,
)
from balaikota.kernel.pages.languages import language

blueprint = ApiBlueprint("identity_api", __name__)
blueprint.record_once(tokens.prepare)


@blueprint.route("/contact-proofs", methods=["POST"])
@policy(PUBLIC, idempotency=KEY)
@blueprint.arguments(schemas.ContactProofRequestSchema)
@blueprint.response(202, schemas.ContactProofSchema)
def start_proof(wanted: dict[str, Any]) -> dict[str, Any]:
    """Send a code of six digits to a phone number or an e-mail address.

    The answer is the same whether or not the address has an account. A new code may be asked for at ``resend_at``.
    """
    session = current_session()
    proof = start_contact_proof(
        session, wanted["contact"], wanted["purpose"], visit=this_visit(), language=language()
    )
    return {
        "id": proof.id,
        "channel": proof.channel,
        "expires_at": proof.expires_at,
        "resend_at": proof.created_at + RESEND_AFTER,
    }


@blueprint.route("/contact-proofs/<uuid:proof_id>/verification", methods=["POST"])
@policy(PUBLIC, idempotency=KEY)
@blueprint.arguments(schemas.CodeSchema)
@blueprint.response(200, schemas.ProofSchema)
def verify_proof(given: dict[str, Any], proof_id: UUID) -> dict[str, Any]:
    """Exchange the code for a proof, good once within 30 minutes. Five wrong codes end the request."""
    session = current_session()
    token = prove_contact(session, proof_id, given["code"])
    return {"proof": token, "expires_at": session.now() + TOKEN_LIFE}


@blueprint.route("/sessions", methods=["POST"])
@policy(PUBLIC, idempotency=exempt("a password is never remembered; twice makes two sessions"))
@blueprint.arguments(schemas.SignInSchema)
@blueprint.response(201, schemas.TokensSchema)
@blueprint.alt_response(200, schema=schemas.ChallengeSchema)
def start_session(given: dict[str, Any]) -> dict[str, Any] | Response:
    """Sign in with contact and password: tokens (201), or for officers a challenge for the second factor (200)."""
    outcome = sign_in(current_session(), **given, visit=this_visit())
    if isinstance(outcome, NewChallenge):
        return _challenge(outcome)
    return _tokens(outcome)


@blueprint.route("/sessions/second-factor", methods=["POST"])
@policy(PUBLIC, idempotency=natural("the challenge: it is answered rightly once"))
@blueprint.arguments(schemas.SecondFactorSchema)
@blueprint.response(201, schemas.TokensSchema)
def show_second_factor(given: dict[str, Any]) -> dict[str, Any]:
    """Answer the challenge with the code of the authenticator app. Each code works once."""
    opened = answer_challenge(
        current_session(), given["challenge"], given["code"], visit=this_visit()
    )
    return _tokens(opened)


@blueprint.route("/tokens/refresh", methods=["POST"])
@policy(
    PUBLIC, idempotency=natural("the refresh token: it works once, and again after a lost answer")
)
@blueprint.arguments(schemas.RefreshSchema)
@blueprint.response(200, schemas.TokensSchema)
def refresh(given: dict[str, Any]) -> dict[str, Any]:
    """Exchange the refresh token for a new pair. Send no ``Authorization`` with it.

    Within ten seconds a lost answer may be asked for again with the same token. After that, showing a used token
    ends the session at once.
    """
    renewal = renew(current_session(), given["refresh_token"])
    return tokens.token_answer(
        account_id=renewal.session.account_id,
        session_id=renewal.session.id,
        refresh_token=renewal.token,
    )


@blueprint.route("/sessions/current", methods=["DELETE"])
@policy(CITIZEN, idempotency=natural("the session: it ends once"))
@blueprint.response(204)
def end_session() -> None:
    """Sign out. The access token and the refresh token of this session stop working at once."""
    close_session(current_session(), current_actor())


@blueprint.route("/me", methods=["GET"])
@policy(CITIZEN)
@blueprint.response(200, schemas.MeSchema)
def me() -> dict[str, Any]:
    """Who is signed in, and which permissions hold now."""
    session, actor = current_session(), current_actor()
    return {
        "account_id": actor.account_id,
        "citizen_id": actor.citizen_id,
        "display_name": actor.display_name,
        "language": actor.language,
        "contacts": contacts_of(session, actor.account_id),
        "second_factor": second_factor_at(session, actor) is not None,
        "permissions": sorted(actor.permissions),
    }


def _tokens(opened: NewSession) -> dict[str, Any]:
    return tokens.token_answer(
        account_id=opened.account_id, session_id=opened.id, refresh_token=opened.token
    )


def _challenge(challenge: NewChallenge) -> Response:
    answer = {
        "second_factor_required": True,
        "challenge": challenge.token,
        "expires_in": int(CHALLENGE_LIFE.total_seconds()),
        "enrolment": challenge.enrolment,
    }
    return jsonify(schemas.ChallengeSchema().dump(answer))

# SPDX-License-Identifier: Apache-2.0
"""Whether what an action does fits where it leads."""

from __future__ import annotations

from balaikota_public_services.definitions import model
from balaikota_public_services.definitions.faults import Found
from balaikota_public_services.definitions.model import Action, State, Workflow
from balaikota_public_services.rights import ACTING


def check_effects(workflow: Workflow, signer: str) -> Found:
    """Yield what is wrong with the effects of actions."""
    states = {state.name: state for state in workflow.states}
    for action in workflow.actions:
        target = states.get(action.to)
        if len(action.effects) > 1:
            yield f"workflow.actions[{action.name}].effects", "has more than one effect"
        if target is None:
            continue
        for message in _wrong(action, target, workflow, signer):
            yield f"workflow.actions[{action.name}].effects", message
    if not any(model.ISSUE_LETTER in action.effects for action in workflow.actions):
        yield "workflow.actions", "no action issues the letter"


def _wrong(action: Action, target: State, workflow: Workflow, signer: str) -> list[str]:
    wanted = {
        model.CLAIM: _claim(action, target, workflow),
        model.RELEASE: _release(action, target, workflow),
        model.RETURN: _return(action, target, workflow),
        model.ANSWER: _answer(action),
        model.ISSUE_LETTER: _issue(action, target, workflow, signer),
        model.REJECT: {
            "rejecting leads to a state with outcome rejected": target.outcome == "rejected",
            "rejecting needs a comment that the citizen sees": (
                action.comment == "required" and action.public
            ),
        },
    }
    found = [
        message
        for effect in action.effects
        for message, holds in wanted[effect].items()
        if not holds
    ]
    if target.outcome == "rejected" and model.REJECT not in action.effects:
        found.append("an outcome rejected needs the effect reject")
    return found


def _claim(action: Action, target: State, workflow: Workflow) -> dict[str, bool]:
    office = workflow.holder(target.holder)
    return {
        "who claims must be able to act in the state that follows": (
            office is not None and office.permission == action.who
        )
    }


def _release(action: Action, target: State, workflow: Workflow) -> dict[str, bool]:
    return {
        "releasing leads to a state of an office": (
            action.who in ACTING and workflow.holder(target.holder) is not None
        )
    }


def _return(action: Action, target: State, workflow: Workflow) -> dict[str, bool]:
    answers = [step for step in workflow.actions_from(target.name) if model.ANSWER in step.effects]
    return {
        "returning is an officer's": action.who in ACTING,
        "returning is shown to the citizen": action.public,
        "returning leads to a state of the citizen": target.holder == model.CITIZEN,
        "the state that follows needs exactly one action that answers": len(answers) == 1,
    }


def _answer(action: Action) -> dict[str, bool]:
    return {"answering is the citizen's": action.who == model.CITIZEN}


def _issue(action: Action, target: State, workflow: Workflow, signer: str) -> dict[str, bool]:
    after = [step.to for step in workflow.actions_from(target.name) if step.who == model.SYSTEM]
    done = {state.name for state in workflow.states if state.outcome == "done"}
    return {
        "the letter is issued by its signer": action.who == signer,
        "issuing leads to a state of the system": target.holder == model.SYSTEM,
        "when the letter is signed, one system action leads to an outcome done": (
            len(after) == 1 and after[0] in done
        ),
    }

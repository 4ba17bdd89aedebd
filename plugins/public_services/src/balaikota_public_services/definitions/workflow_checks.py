# SPDX-License-Identifier: Apache-2.0
"""Whether a request can move: every state reached and left, by somebody who may."""

from __future__ import annotations

from collections.abc import Iterable

from balaikota_public_services.definitions import model
from balaikota_public_services.definitions.effect_checks import check_effects
from balaikota_public_services.definitions.faults import Found, repeated
from balaikota_public_services.definitions.model import Action, State, Workflow
from balaikota_public_services.rights import ACTING

PARTIES = frozenset({model.CITIZEN, model.SYSTEM})


def check_workflow(workflow: Workflow, signer: str) -> Found:
    """Yield what is wrong with holders, states and actions; ``signer`` is the permission of who signs the letter."""
    yield from repeated("workflow.holders", (holder.name for holder in workflow.holders))
    yield from repeated("workflow.states", (state.name for state in workflow.states))
    yield from repeated("workflow.actions", (action.name for action in workflow.actions))
    known = {state.name for state in workflow.states}
    yield from _check_holders(workflow)
    for action in workflow.actions:
        yield from _check_action(action, known)
    yield from _check_first(workflow)
    for state in workflow.states:
        yield from _check_state(workflow, state)
    yield from _check_paths(workflow)
    yield from check_effects(workflow, signer)


def _check_holders(workflow: Workflow) -> Found:
    for holder in workflow.holders:
        place = f"workflow.holders[{holder.name}]"
        if holder.name in PARTIES | {model.NOBODY}:
            yield f"{place}.name", "is a word of its own; choose another"
        if holder.permission not in ACTING:
            yield f"{place}.permission", f"must be one of {', '.join(ACTING)}"


def _check_action(action: Action, known: set[str]) -> Found:
    place = f"workflow.actions[{action.name}]"
    for name in action.start:
        if name not in known:
            yield f"{place}.from", f"the state {name} does not exist"
    if action.to not in known:
        yield f"{place}.to", f"the state {action.to} does not exist"
    if action.who not in PARTIES and action.who not in ACTING:
        yield f"{place}.who", f"must be citizen, system or one of {', '.join(ACTING)}"


def _check_first(workflow: Workflow) -> Found:
    first = [action for action in workflow.actions if not action.start]
    if len(first) != 1:
        yield "workflow.actions", "exactly one action has no from: the one that files the request"
    for action in first:
        if action.who != model.CITIZEN or action.effects or action.comment != "none":
            yield (
                f"workflow.actions[{action.name}]",
                "files the request: who is citizen, without comment and effects",
            )


def _check_state(workflow: Workflow, state: State) -> Found:
    place = f"workflow.states[{state.name}]"
    leaving = workflow.actions_from(state.name)
    if state.outcome is not None:
        if leaving:
            yield f"{place}.outcome", f"a final state is left by {leaving[0].name}"
        if state.holder != model.NOBODY or state.deadline_days is not None:
            yield place, "a final state has neither holder nor deadline"
        return
    office = workflow.holder(state.holder)
    if state.holder not in PARTIES and office is None:
        yield f"{place}.holder", "must be citizen, system or one of workflow.holders"
        return
    if not any(action.who == workflow.awaits(state.name) for action in leaving):
        yield f"{place}.holder", f"{state.holder} has no action in this state"
    if state.deadline_days is not None and office is None:
        yield f"{place}.deadline_days", "only an office has a deadline"
    yield from _check_company(place, state, leaving)


def _check_company(place: str, state: State, leaving: Iterable[Action]) -> Found:
    """While the citizen or the system has the move, nobody else has; the system moves nowhere else."""
    for action in leaving:
        alone = state.holder in PARTIES and action.who != state.holder
        if alone or (action.who == model.SYSTEM and state.holder != model.SYSTEM):
            yield f"{place}.holder", f"the action {action.name} is not for {state.holder}"


def _check_paths(workflow: Workflow) -> Found:
    forward = _closure({action.to for action in workflow.actions if not action.start}, workflow)
    for state in workflow.states:
        if state.name not in forward:
            yield f"workflow.states[{state.name}]", "is never reached"
        elif not any(_is_final(workflow, name) for name in _closure({state.name}, workflow)):
            yield f"workflow.states[{state.name}]", "leads to no final state"


def _closure(names: set[str], workflow: Workflow) -> set[str]:
    reached, fresh = set(names), set(names)
    while fresh:
        fresh = {
            action.to for action in workflow.actions if fresh.intersection(action.start)
        } - reached
        reached |= fresh
    return reached


def _is_final(workflow: Workflow, name: str) -> bool:
    return any(state.name == name and state.outcome for state in workflow.states)

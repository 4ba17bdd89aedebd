# SPDX-License-Identifier: Apache-2.0
"""Every fault of a ``service.toml`` is named with its file and key."""

from __future__ import annotations

import pytest

from balaikota_public_services.definitions.faults import BrokenDefinitions
from balaikota_public_services.definitions.load import read_services

# What is replaced in sku/service.toml, by what, and the fault that this makes.
FAULTS = {
    "a name that is not known": (
        "summary =",
        "sumary =",
        {
            "layanan/sku/service.toml: summary: Missing data for required field.",
            "layanan/sku/service.toml: sumary: Unknown field.",
        },
    ),
    "a component of the Standar Pelayanan is missing": (
        'product = "Surat Keterangan Usaha yang ditandatangani lurah secara elektronik"\n',
        "",
        {"layanan/sku/service.toml: standard.product: Missing data for required field."},
    ),
    "a component of the Standar Pelayanan is empty": (
        'product = "Surat Keterangan Usaha yang ditandatangani lurah secara elektronik"',
        'product = " "',
        {"layanan/sku/service.toml: standard.product: must not be empty"},
    ),
    "words with braces": (
        'public_title = "Ditolak"',
        'public_title = "Ditolak {number}"',
        {"workflow.states[rejected].public_title: must not hold braces"},
    ),
    "a type of field that there is not": (
        'type = "date"',
        'type = "day"',
        {"fields[started_on].type: Must be one of: text, long_text, number, money, date"},
    ),
    "a pattern that does not compile": (
        'pattern = "[^0-9]+"',
        'pattern = "[^0-9"',
        {
            "fields[birth_place].validation[2].pattern: does not compile: unterminated character",
        },
    ),
    "a rule with two limits": (
        "{ max_length = 100,",
        "{ min_length = 1, max_length = 100,",
        {"fields[business_name].validation[1]: needs exactly one of min, max"},
    ),
    "a rule that does not fit its field": (
        '{ max = "today",',
        "{ max_length = 3,",
        {"fields[started_on].validation[1].max_length: does not fit a field of type date"},
    ),
    "a limit that is no date": (
        'min = "1945-08-17"',
        'min = "17 Agustus 1945"',
        {"fields[started_on].validation[0].min: must be today or a date such as 2000-01-31"},
    ),
    "a field that stands twice": (
        'name = "purpose"\nlabel',
        'name = "occupation"\nlabel',
        {
            "layanan/sku/service.toml: fields[occupation].name: is used twice",
            "layanan/sku/service.toml: pages[keperluan].fields: the field purpose does not exist",
            "layanan/sku/service.toml: letter.values.purpose: the field purpose does not exist",
        },
    ),
    "a field on no page": (
        'fields = ["birth_place", "occupation"]',
        'fields = ["birth_place"]',
        {"layanan/sku/service.toml: fields[occupation]: stands on no page"},
    ),
    "a field that is asked twice": (
        'fields = ["birth_place", "occupation"]',
        'fields = ["birth_place", "occupation", "purpose"]',
        {
            "pages[pemilik].fields: the field purpose is asked more than once",
            "pages[keperluan].fields: the field purpose is asked more than once",
        },
    ),
    "an office that nothing leads to": (
        'region_field = "kelurahan"',
        'region_field = "purpose"',
        {"agency.region_field: must name a required field of type kelurahan"},
    ),
    "an action to a state that there is not": (
        'from = ["deciding"], to = "submitted"',
        'from = ["deciding"], to = "sent"',
        {
            "layanan/sku/service.toml: workflow.actions[send_back].to: the state sent does not exist",
        },
    ),
    "a state that nothing leads to": (
        'to = "withdrawn"',
        'to = "rejected"',
        {
            "layanan/sku/service.toml: workflow.states[withdrawn]: is never reached",
            "workflow.actions[withdraw].effects: an outcome rejected needs the effect reject",
        },
    ),
    "an action from a state that there is not": (
        'from = ["submitted", "returned"]',
        'from = ["submitted", "sent_back"]',
        {"workflow.actions[withdraw].from: the state sent_back does not exist"},
    ),
    "an actor that there is not": (
        'to = "rejected", who = "public_services.request.decide"',
        'to = "rejected", who = "public_services.request.judge"',
        {"workflow.actions[reject].who: must be citizen, system or one of public_services."},
    ),
    "a state that leads nowhere": (
        'from = ["signing"], to = "done", who = "system"',
        'from = ["signing"], to = "signing", who = "system"',
        {
            "workflow.states[signing]: leads to no final state",
            "workflow.states[done]: is never reached",
            "workflow.actions[approve].effects: when the letter is signed, one system action",
        },
    ),
    "a holder that there is not": (
        'holder = "lurah"',
        'holder = "camat"',
        {"workflow.states[deciding].holder: must be citizen, system or one of workflow.holders"},
    ),
    "a holder with nothing to do": (
        'title = "Sedang diperiksa", public_title = "Sedang diperiksa petugas", holder = "front_officer"',
        'title = "Sedang diperiksa", public_title = "Sedang diperiksa petugas", holder = "lurah"',
        {
            "workflow.states[checking].holder: lurah has no action in this state",
            "workflow.actions[claim].effects: who claims must be able to act",
        },
    ),
    "an officer's action while the citizen has the move": (
        'from = ["checking"], to = "deciding"',
        'from = ["checking", "returned"], to = "deciding"',
        {"workflow.states[returned].holder: the action forward is not for citizen"},
    ),
    "a final state that is left": (
        'from = ["signing"], to = "done", who = "system"',
        'from = ["signing", "rejected"], to = "done", who = "system"',
        {"workflow.states[rejected].outcome: a final state is left by finish"},
    ),
    "a return that nobody can answer": (
        'effects = ["answer_corrections"]',
        "effects = []",
        {"workflow.actions[return].effects: the state that follows needs exactly one action"},
    ),
    "a rejection without a reason": (
        'comment = "required", effects = ["reject"]',
        'effects = ["reject"]',
        {"workflow.actions[reject].effects: rejecting needs a comment that the citizen sees"},
    ),
    "a letter that its signer does not issue": (
        'signer = "public_services.request.decide"',
        'signer = "public_services.request.process"',
        {"workflow.actions[approve].effects: the letter is issued by its signer"},
    ),
    "two actions that file a request": (
        'from = ["submitted", "returned"], to = "withdrawn"',
        'to = "withdrawn"',
        {
            "workflow.actions: exactly one action has no from",
            "workflow.actions[withdraw]: files the request: who is citizen, without comment",
        },
    ),
    "a field in the letter that there is not": (
        '"answers.business_kind"',
        '"answers.business_type"',
        {
            "layanan/sku/service.toml: letter.values.business.kind: the field business_type does not exist"
        },
    ),
    "a value of the letter from nowhere": (
        '"unit.name"',
        '"unit.nama"',
        {"letter.values.unit: the source unit.nama is not known"},
    ),
    "an end of validity that nobody set": (
        "valid_months = 6\n",
        "",
        {"letter.values.valid_until: needs letter.valid_months"},
    ),
    "a source of nothing": (
        '"standard.product" =',
        '"standard.products" =',
        {"sources.standard.products: names none of legal_basis"},
    ),
    "broken TOML": (
        "[agency]",
        "[agency",
        {"layanan/sku/service.toml: is no TOML: Expected ']' at the end of a table declaration"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_with_its_file_and_key(fault, folder, change):
    old, new, expected = FAULTS[fault]
    change(old, new)
    with pytest.raises(BrokenDefinitions) as broken:
        read_services([folder])
    found = set(map(str, broken.value.faults))
    assert len(found) == len(expected), found
    for sentence in expected:
        assert any(sentence in line for line in found), (sentence, found)

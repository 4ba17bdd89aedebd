# SPDX-License-Identifier: Apache-2.0
"""A running request keeps the version of its service, whatever the folder says by then."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

import balaikota_public_services
from balaikota import PluginError, SettingsError, unit_by_code
from balaikota.kernel.runtime import open_runtime
from balaikota.testing.identity_factory import actor_for
from balaikota_public_services.models import Request, ServiceVersion
from balaikota_public_services.services.catalogue import offered_service
from balaikota_public_services.services.details import look_at
from balaikota_public_services.services.letters import letter_values
from balaikota_public_services.testing import file_request, take

BUNDLES = Path(balaikota_public_services.__file__).parent / "bundles"


@pytest.fixture
def settings_values(settings_values, folder):
    return settings_values | {"public_services": {"services_folder": "layanan"}}


@pytest.fixture
def reboot(runtime, clock):
    """A function that starts the city again on the same database, as another process would."""
    opened = []

    def again():
        opened.append(open_runtime(runtime.settings, clock=clock))
        return opened[-1]

    yield again
    for other in opened:
        other.database.dispose()


def test_a_version_is_stored_once_and_only_when_it_is_used(runtime, town):
    with runtime.database.write() as session:
        assert session.scalars(select(ServiceVersion)).all() == []
        hashes = {file_request(session, town.siti).version_hash for _ in range(2)}
        [stored] = session.scalars(select(ServiceVersion))
    assert hashes == {stored.hash}
    assert (stored.code, stored.first_seen_at) == ("sku", runtime.now())


def test_a_running_request_keeps_its_form_and_its_workflow(runtime, town, folder, reboot, change):
    with runtime.database.write() as session:
        old = file_request(session, town.siti)
    change('label = "Nama usaha"', 'label = "Merek usaha"')
    change('title = "Ambil untuk diperiksa"', 'title = "Mulai periksa"')
    change('name = "forward"', 'name = "pass_on"')
    change('"business.name" = "answers.business_name"', '"business.name" = "answers.purpose"')
    later = reboot()
    with later.database.write() as session:
        front = actor_for(session, town.front.account_id)
        new = file_request(session, town.siti)
        seen, fresh = (look_at(session, front, request.id) for request in (old, new))
        assert seen.service.field_named("business_name").label == "Nama usaha"
        assert fresh.service.field_named("business_name").label == "Merek usaha"
        assert [action.title for action in seen.actions] == ["Ambil untuk diperiksa"]
        assert [action.title for action in fresh.actions] == ["Mulai periksa"]
        assert seen.service.hash == old.version_hash != new.version_hash
        running = session.get_one(Request, old.id)
        take(session, town.front.account_id, running, "claim")
        take(session, town.front.account_id, running, "forward")
        lurah = actor_for(session, town.lurah.account_id)
        values = letter_values(session, lurah, running, seen.service)
        assert values["business"]["name"] == "Warung Sari Laut “Bu Siti”"


def test_a_running_request_keeps_its_letter(runtime, town, folder, reboot, change):
    with runtime.database.write() as session:
        old = file_request(session, town.siti)
        template = offered_service(session, "sku").template
    change("sebagaimana mestinya", "seperlunya", "sku/letter.typ")
    with reboot().database.write() as session:
        seen = look_at(session, actor_for(session, town.siti), old.id)
        assert seen.service.template == template
        assert offered_service(session, "sku").template != template


def test_a_request_outlives_its_service(runtime, town, folder, reboot):
    with runtime.database.write() as session:
        old = file_request(session, town.siti, code="sku")
    shutil.rmtree(folder / "sku")
    (folder / "sku").mkdir()
    for name in ("service.toml", "letter.typ"):
        shutil.copy(BUNDLES / "sktm" / name, folder / "sku" / name)
    with reboot().database.write() as session:
        request = session.get_one(Request, old.id)
        take(session, town.front.account_id, request, "claim")
        assert request.state == "checking"


def test_a_service_may_belong_to_one_office_of_the_city(runtime, town, folder, reboot, change):
    change(
        'kind = "kelurahan"\nregion_field = "kelurahan"',
        'kind = "unit"\nunit = "DISKOMINFO"',
    )
    with reboot().database.write() as session:
        request = file_request(session, town.siti)
        assert request.unit_id == unit_by_code(session, "DISKOMINFO").id


@pytest.mark.sqlite_only
@pytest.mark.parametrize("section", [{"more_holidays": ["besok"]}, {"folder": "layanan"}])
def test_broken_settings_stop_the_boot(runtime, section):
    settings = replace(runtime.settings, sections={"public_services": section})
    with pytest.raises(SettingsError, match="public_services"):
        open_runtime(settings)


@pytest.mark.sqlite_only
def test_a_broken_service_stops_the_boot_and_names_every_fault(runtime, folder, reboot, change):
    change('pattern = "[^0-9]+"', 'pattern = "["')
    change('"unit.name"', '"unit.nama"')
    with pytest.raises(PluginError) as refused:
        reboot()
    lines = str(refused.value).splitlines()
    assert lines[0] == "plugin 'public_services' cannot start: broken services"
    assert [line.split(": ")[:2] for line in lines[1:]] == [
        ["layanan/sku/service.toml", "fields[birth_place].validation[2].pattern"],
        ["layanan/sku/service.toml", "letter.values.unit"],
    ]

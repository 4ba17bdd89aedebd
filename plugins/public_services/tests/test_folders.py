# SPDX-License-Identifier: Apache-2.0
"""Folders of services: what ships is right, what a city adds or replaces, and what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import balaikota_public_services
from balaikota_public_services.definitions.faults import BrokenDefinitions
from balaikota_public_services.definitions.load import read_service, read_services
from balaikota_public_services.definitions.model import EXAMPLE

BUNDLES = Path(balaikota_public_services.__file__).parent / "bundles"


def faults(folder: Path) -> set[str]:
    with pytest.raises(BrokenDefinitions) as broken:
        read_services([folder])
    return set(map(str, broken.value.faults))


def test_the_services_that_ship_are_right():
    services = read_services([BUNDLES])
    assert sorted(services) == ["sktm", "sku"]
    assert all(len(service.hash) == 64 for service in services.values())


def test_every_fault_is_named_at_once(folder, change):
    shutil.copytree(BUNDLES / "sktm", folder / "sktm")
    change('pattern = "[^0-9]+"', 'pattern = "("')
    change('"unit.name"', '"unit.nama"')
    change("values.family.income", "values.family.earnings", "sktm/letter.typ")
    assert {line.split(": ")[0] for line in faults(folder)} == {
        "layanan/sku/service.toml",
        "layanan/sktm/letter.typ",
    }
    assert len(faults(folder)) == 3


def test_a_name_in_the_letter_that_nothing_fills_is_a_fault(folder, change):
    change("values.business.since", "values.business.began", "sku/letter.typ")
    [fault] = faults(folder)
    place, sentence = "layanan/sku/letter.typ: values.business.began", "has no entry in"
    assert fault == f"{place}: {sentence} letter.values of service.toml"


@pytest.mark.parametrize("name", ["service.toml", "letter.typ"])
def test_a_missing_file_is_a_fault(name, folder):
    (folder / "sku" / name).unlink()
    assert f"layanan/sku/{name}: is missing" in faults(folder)


def test_a_folder_with_a_strange_name_is_a_fault(folder):
    (folder / "sku").rename(folder / "Surat Usaha")
    assert any("needs a short plain name" in line for line in faults(folder))


def test_a_missing_folder_is_a_fault(folder):
    assert faults(folder / "nowhere") == {f"{folder / 'nowhere'}: the folder does not exist"}


def test_a_service_of_the_city_replaces_ours(folder, change):
    change("working_days = 2", "working_days = 3")
    services = read_services([BUNDLES, folder])
    assert sorted(services) == ["sktm", "sku"]
    assert services["sku"].standard.working_days == 3


def test_the_hash_follows_the_content_and_not_the_writing(folder, change):
    ours = read_service(folder / "sku")
    change("# Surat Keterangan Usaha.", "# Surat usaha.")
    assert read_service(folder / "sku").hash == ours.hash
    change("sebagaimana mestinya", "seperlunya", "sku/letter.typ")
    by_letter = read_service(folder / "sku")
    change("working_days = 2", "working_days = 3")
    by_service = read_service(folder / "sku")
    assert len({ours.hash, by_letter.hash, by_service.hash}) == 3


def test_the_same_content_under_another_code_is_another_version(folder):
    ours = read_service(folder / "sku")
    (folder / "sku").rename(folder / "usaha")
    assert read_service(folder / "usaha").hash != ours.hash


def test_a_value_without_a_source_is_an_example():
    service = read_service(BUNDLES / "sktm")
    assert service.source_of("standard.working_days").startswith("Standar pelayanan Kelurahan")
    assert service.source_of("letter.classification") == EXAMPLE == "contoh, ditetapkan kota"

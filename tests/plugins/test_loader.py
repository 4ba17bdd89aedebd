# SPDX-License-Identifier: Apache-2.0
"""A plugin that breaks its contract stops the boot, and the message names it."""

from __future__ import annotations

from dataclasses import dataclass

import click
import pytest
from flask import Blueprint

from balaikota import (
    PUBLIC,
    ApiBlueprint,
    Event,
    Job,
    Pages,
    Permission,
    Plugin,
    PluginError,
    create_app,
    hookimpl,
    officer,
    policy,
)
from balaikota.kernel.cli.main import KERNEL_COMMANDS
from balaikota.kernel.plugin_contract import RESERVED
from balaikota.kernel.plugins import load
from balaikota.testing.city import city_at
from balaikota.testing.postgres import DatabaseUrls


def plugin(name="pasar", slug="pasar", **attributes):
    """A plugin that keeps its contract, but for what ``attributes`` change."""
    facts = {"name": name, "slug": slug, "title": "Pasar", "__doc__": "Markets."}
    return type("Pasar", (Plugin,), facts | attributes)()


@pytest.fixture
def boot(settings_values, tmp_path):
    """Opens the city and makes its app, as a server does."""

    def boot(*extra):
        url = f"sqlite:///{tmp_path}/city.sqlite"
        values = {**settings_values, "plugins": {"enabled": []}}
        return create_app(city_at(DatabaseUrls(url, url), values, folder=tmp_path, extra=extra))

    return boot


def test_a_plugin_that_keeps_its_contract_boots(boot):
    assert boot(plugin(api_blueprints=hookimpl(lambda self: [])))


# -- hooks and what they return ------------------------------------------------------------------
def gives(hook, *things):
    return {hook: hookimpl(lambda self: list(things))}


def api(name="pasar_api", *, declared=None, methods=("GET",)):
    blueprint = ApiBlueprint(name, __name__)

    def stalls():
        """Every stall."""
        return {}

    view = declared(stalls) if declared else stalls
    blueprint.route("/stalls", methods=list(methods))(view)
    return blueprint


def test_a_misspelt_hook_is_refused(boot):
    with pytest.raises(PluginError, match=r"plugin 'pasar': unknown hook 'api_blueprint'"):
        boot(plugin(**gives("api_blueprint")))


def test_a_misspelt_argument_is_refused(boot):
    with pytest.raises(PluginError, match=r"(?s)plugin 'pasar'.*person"):
        boot(plugin(tiles=hookimpl(lambda self, session, person: [])))


@pytest.mark.parametrize(
    "contributed",
    [
        gives("permissions", Permission("market.stall.give", "Memberi lapak")),
        gives("jobs", Job("market.sweep", None, None)),
        gives("api_blueprints", api("market_api", declared=policy(PUBLIC))),
        gives("web_blueprints", Pages(Blueprint("market", __name__))),
    ],
    ids=lambda contributed: next(iter(contributed)),
)
def test_a_contributed_name_without_the_plugins_is_refused(boot, contributed):
    with pytest.raises(
        PluginError, match=r"plugin 'pasar'.*'market\S*' does not start with 'pasar'"
    ):
        boot(plugin(**contributed))


def test_a_name_that_merely_begins_alike_is_refused(boot):
    with pytest.raises(PluginError, match=r"'pasaran\.stall\.give' does not start with 'pasar'"):
        boot(plugin(**gives("permissions", Permission("pasaran.stall.give", "Memberi lapak"))))


def test_a_name_that_is_contributed_twice_is_refused(boot):
    twice = [Permission("pasar.stall.give", "Memberi lapak")] * 2
    with pytest.raises(PluginError, match=r"plugin 'pasar'.*contributed twice"):
        boot(plugin(**gives("permissions", *twice)))


def test_a_route_without_a_policy_is_refused(boot):
    with pytest.raises(PluginError, match=r"pasar.*/stalls .*declares no policy"):
        boot(plugin(**gives("api_blueprints", api())))


def test_a_change_without_an_idempotency_kind_is_refused(boot):
    changing = api(declared=policy(PUBLIC), methods=("POST",))
    with pytest.raises(PluginError, match=r"pasar.*POST.*declares no idempotency kind"):
        boot(plugin(**gives("api_blueprints", changing)))


def test_a_permission_that_nobody_declares_is_refused(boot):
    asking = api(declared=policy(officer("pasar.stall.give")))
    with pytest.raises(PluginError, match=r"pasar.*'pasar.stall.give', which nobody declares"):
        boot(plugin(**gives("api_blueprints", asking)))


def test_a_permission_that_is_declared_is_accepted(boot):
    asking = api(declared=policy(officer("pasar.stall.give")))
    given = gives("permissions", Permission("pasar.stall.give", "Memberi lapak"))
    assert boot(plugin(**given, **gives("api_blueprints", asking)))


def test_a_template_outside_the_plugins_folder_is_refused(boot, tmp_path):
    (tmp_path / "templates" / "shell").mkdir(parents=True)
    with pytest.raises(PluginError, match="plugin 'pasar': templates/shell is outside"):
        boot(plugin(package=tmp_path))


# -- who it is -----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["core", "kernel", "alembic", "db", "identity", "citizens"])
def test_a_reserved_name_is_refused(boot, name):
    with pytest.raises(PluginError, match=f"plugin '{name}': the name is reserved or taken"):
        boot(plugin(name))


def test_the_names_of_the_kernels_commands_are_reserved():
    assert KERNEL_COMMANDS.keys() < RESERVED


@pytest.mark.parametrize("name", ["identity_plus", "kernel_x", "regions_of_java"])
def test_a_name_that_extends_anothers_is_refused(boot, name):
    with pytest.raises(PluginError, match=f"plugin '{name}': the name extends"):
        boot(plugin(name))


def test_of_two_plugins_neither_may_extend_the_other(boot):
    for pair in (("pasar", "pasar_malam"), ("pasar_malam", "pasar")):
        with pytest.raises(PluginError, match=f"plugin '{pair[1]}': the name extends '{pair[0]}'"):
            boot(*(plugin(name, name.replace("_", "-")) for name in pair))


@pytest.mark.parametrize("name", ["Pasar", "pasar-malam", "2pasar", "pasar__malam", "_pasar", ""])
def test_a_name_that_is_no_plain_word_is_refused(boot, name):
    with pytest.raises(PluginError, match="small letters"):
        boot(plugin(name))


@pytest.mark.parametrize("slug", ["", "Pasar", "pasar/malam", "pasar_malam"])
def test_a_slug_that_is_no_address_is_refused(boot, slug):
    with pytest.raises(PluginError, match=r"plugin 'pasar': .* is not a slug"):
        boot(plugin(slug=slug))


def test_a_slug_of_another_plugin_is_refused(boot):
    with pytest.raises(PluginError, match="plugin 'toko': the slug 'pasar' is taken by 'pasar'"):
        boot(plugin(), plugin("toko"))


def test_a_slug_that_is_an_address_of_the_core_is_refused(boot):
    pages = gives("web_blueprints", Pages(Blueprint("pasar", __name__)))
    with pytest.raises(PluginError, match="plugin 'pasar': the address /petugas is taken"):
        boot(plugin(slug="petugas", **pages))


@pytest.mark.parametrize("lacking", [{"title": ""}, {"__doc__": None}])
def test_a_plugin_that_does_not_say_what_it_is_is_refused(boot, lacking):
    with pytest.raises(PluginError, match="plugin 'pasar' needs a title and a docstring"):
        boot(plugin(**lacking))


# -- whom it needs -------------------------------------------------------------------------------
def test_a_required_plugin_that_is_not_enabled_is_missed(boot):
    with pytest.raises(PluginError, match="plugin 'pasar' needs parkir, which is not enabled"):
        boot(plugin(requires=("parkir",)))


def test_plugins_that_require_each_other_are_refused(boot):
    circle = (plugin(requires=("toko",)), plugin("toko", "toko", requires=("pasar",)))
    with pytest.raises(
        PluginError, match=r"circle: (pasar -> toko -> pasar|toko -> pasar -> toko)"
    ):
        boot(*circle)


def test_plugins_come_after_those_that_they_require():
    order = load((), [plugin(requires=("toko",)), plugin("toko", "toko"), plugin("abu", "abu")])
    assert [each.name for each in order.chosen] == ["abu", "toko", "pasar"]


# -- what it announces and hears -------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class StallGiven(Event):
    name = "pasar.stall_given"


def event(name):
    return dataclass(frozen=True)(type("Happened", (Event,), {"name": name}))


def test_an_event_of_another_name_is_refused(boot):
    with pytest.raises(PluginError, match=r"plugin 'pasar': event .* is named 'toko.opened'"):
        boot(plugin(events=(event("toko.opened"),)))


@pytest.mark.parametrize(
    "kind",
    [event("pasar"), event("Pasar.Opened"), Event, str],
    ids=["no dot", "capitals", "no subclass", "no event"],
)
def test_an_event_that_is_none_is_refused(boot, kind):
    with pytest.raises(
        PluginError, match=r"plugin 'pasar': event .* (has no name|is not a dataclass)"
    ):
        boot(plugin(events=(kind,)))


def hears(*names):
    return {"listens": names, "on_event": hookimpl(lambda self, session, event: None)}


def test_an_event_that_is_announced_is_heard(boot):
    assert boot(plugin(events=(StallGiven,)), plugin("toko", "toko", **hears(StallGiven.name)))


def test_an_event_of_a_plugin_that_is_not_there_merely_never_comes(boot):
    assert boot(plugin(**hears("parkir.lot_taken")))


@pytest.mark.parametrize("name", ["pasar.stall_gven", "kernel.message", "stall_given", "Pasar.x"])
def test_a_misspelt_event_is_refused(boot, name):
    with pytest.raises(PluginError, match=f"plugin 'toko' listens '{name}': no such event"):
        boot(plugin(events=(StallGiven,)), plugin("toko", "toko", **hears(name)))


def test_to_listen_without_hearing_is_refused(boot):
    with pytest.raises(PluginError, match="plugin 'pasar' listens to events but has no on_event"):
        boot(plugin(listens=("kernel.message_sent",)))


# -- its commands ----------------------------------------------------------------------------------
def test_a_command_of_the_plugins_own_name_leaves_no_room_for_others():
    from balaikota.kernel.cli.main import _group

    with pytest.raises(PluginError, match="plugin 'pasar': its own command leaves no room"):
        _group({"pasar": click.Command("pasar")}, plugin())

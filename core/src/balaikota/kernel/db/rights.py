# SPDX-License-Identifier: Apache-2.0
"""What the application role may do with the tables of an owner, and that append-only tables stay so.

Both follow from the models after each upgrade, not from revisions: SQLite drops a table's triggers whenever the
table is recreated, and a role that is renamed needs its rights anew.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from balaikota.kernel.db.engine import Database
from balaikota.kernel.db.owners import CORE, Owner, tables_of

REFUSE = "kernel_refuse_change"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
POSTGRES_TRIGGER = f"""
CREATE OR REPLACE TRIGGER {{table}}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {{table}}
FOR EACH STATEMENT EXECUTE FUNCTION {REFUSE}()
"""
SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""


def protect(connection: Connection, database: Database, owner: Owner) -> None:
    """Bring triggers and rights of the owner's tables to what the models say.

    ``Table.info["append_only"]`` makes a table that nobody may update or delete from, the table's own role included.
    """
    tables = tables_of(connection, owner)
    append_only = [t.name for t in owner.models if t.info.get("append_only") and t.name in tables]
    if database.is_postgres and owner.name == CORE:
        connection.execute(text(FUNCTION))
    for table in append_only:
        for trigger in _triggers(database, table):
            connection.execute(text(trigger))
    if database.is_postgres:
        _grant(connection, database, owner, tables, append_only)


def _triggers(database: Database, table: str) -> list[str]:
    if database.is_postgres:
        return [POSTGRES_TRIGGER.format(table=table)]
    return [SQLITE_TRIGGER.format(table=table, act=act) for act in ("update", "delete")]


def _grant(
    connection: Connection,
    database: Database,
    owner: Owner,
    tables: list[str],
    append_only: list[str],
) -> None:
    application = database.url.username
    if not application or application == connection.scalar(text("SELECT current_user")):
        return
    quoted = connection.dialect.identifier_preparer.quote
    role = quoted(application)
    every = [*tables, *_present(connection, owner.version_table)]
    rights = dict.fromkeys(every, "SELECT, INSERT, UPDATE, DELETE")
    rights |= dict.fromkeys(append_only, "SELECT, INSERT") | {owner.version_table: "SELECT"}
    for table in every:
        connection.execute(text(f"REVOKE ALL ON TABLE {quoted(table)} FROM {role}"))
        connection.execute(text(f"GRANT {rights[table]} ON TABLE {quoted(table)} TO {role}"))
    for sequence in inspect(connection).get_sequence_names():
        if owner.may_own(sequence):
            connection.execute(text(f"GRANT USAGE ON SEQUENCE {quoted(sequence)} TO {role}"))


def _present(connection: Connection, table: str) -> list[str]:
    return [table] if inspect(connection).has_table(table) else []

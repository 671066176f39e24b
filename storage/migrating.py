"""From one version's tables to another's; the only caller of Alembic but the migrations."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.errors import StorageError


def move(connection: Connection, have: str | None, to: str) -> None:
    """Inside a transaction. Raises `StorageError` for a revision that this version cannot know."""
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    for one in (have, to):
        if one is not None and not _known(scripts, one):
            raise StorageError(f"the database was made by a newer version of this program ({one})")
    if have != scripts.get_current_head():
        command.upgrade(config, to)


def _known(scripts: ScriptDirectory, revision: str) -> bool:
    try:
        return scripts.get_revision(revision) is not None
    except CommandError:
        return False

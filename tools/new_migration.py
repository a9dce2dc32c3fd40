"""Writes the next schema migration: what the tables in the code have beyond a freshly migrated database."""

import argparse
import os
import tempfile
from pathlib import Path

from alembic import command

from motcua.storage.migration import migrate, migration_config, newest_schema


def main() -> None:
    """Write `NNNN_<slug>.py` beside the other versions; the author reads and corrects it before committing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("message", help='one line, such as "dossiers know their delivery address"')
    message = parser.parse_args().message
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.sqlite3'}"
        migrate(url)
        os.environ["MOTCUA_DATABASE_URL"] = url
        config = migration_config()
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        command.revision(config, message, autogenerate=True, rev_id=f"{int(newest_schema()) + 1:04}")


if __name__ == "__main__":
    main()

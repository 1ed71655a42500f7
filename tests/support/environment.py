"""The environment of the tests, made before Django reads its settings: a folder and a database of their own.

`KIEMDIEM_TEST_DATABASE=postgresql` runs the tests that use the database on PostgreSQL: on the server that
`DATABASE_URL` names, or on a throw-away one. Without it they run on SQLite, whatever `DATABASE_URL` says.
"""

import atexit
import os
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from support.servers import throw_away_postgresql

ENGINES = ("sqlite", "postgresql")
ENGINE = os.environ.get("KIEMDIEM_TEST_DATABASE") or "sqlite"
IS_POSTGRESQL = ENGINE == "postgresql"


def prepare() -> None:
    """Set Django up for the tests, once in a process.

    Raises:
        ValueError: KIEMDIEM_TEST_DATABASE names no engine.
        RuntimeError: PostgreSQL is asked for and no server can be had, or Django has been set up otherwise.
    """
    if "kiemdiem.settings" in sys.modules:
        raise RuntimeError("The tests make their own settings: unset DJANGO_SETTINGS_MODULE")
    if ENGINE not in ENGINES:
        raise ValueError(f"KIEMDIEM_TEST_DATABASE={ENGINE}: {' or '.join(ENGINES)} is expected")
    folder = Path(tempfile.mkdtemp(prefix="kiemdiem-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "static").mkdir()
    given = os.environ.pop("DATABASE_URL", "")
    for name in [name for name in os.environ if name.startswith("KIEMDIEM_") and name != "KIEMDIEM_TEST_DATABASE"]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "kiemdiem.settings",
        "KIEMDIEM_DATA": str(folder),
        "KIEMDIEM_SECRET_KEY": "a key of the tests",
        "KIEMDIEM_SECOND_FACTOR": "no",
    }
    if IS_POSTGRESQL:
        os.environ["DATABASE_URL"] = given or throw_away_postgresql()
    _make_cheap()
    import_module("django").setup()


def _make_cheap() -> None:
    """Passwords and static files as tests can afford them; the product's own hasher stays the last one."""
    settings = vars(import_module("kiemdiem.settings"))
    settings["PASSWORD_HASHERS"] = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        *settings["PASSWORD_HASHERS"],
    ]
    settings["STORAGES"] = settings["STORAGES"] | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }

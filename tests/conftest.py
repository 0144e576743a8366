"""The cast, the clock, and a trail that starts empty."""

import os
import tempfile
from datetime import datetime
from pathlib import Path
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest

pytest_plugins = ["tests.cast"]

os.environ.setdefault("FAIRMARK_DATA", tempfile.mkdtemp(prefix="fairmark-tests-"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "demo" / "data"
SHM = Path("/dev/shm")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_keepdb):
    """On SQLite the tests use a file, as the application does, so that locks are real.

    With `--reuse-db` the file stays for the next run in this folder, and half a minute is saved.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        folder = SHM if os.access(SHM, os.W_OK) else Path(tempfile.gettempdir())
        worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
        whose = crc32(str(ROOT).encode()) if django_db_keepdb else os.getpid()
        name = folder / f"fairmark-test-{whose}-{worker}.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(name)


@pytest.fixture(scope="session")
def django_db_use_migrations():
    """The tables are made of the models: that takes a second, and migrating most of a minute.

    That migrating makes the same tables, `tests/site/test_migrating.py` proves.
    """
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """And the trail, which no model makes."""
    from django.db import connection

    from fairmark.trail import schema

    with django_db_blocker.unblock():
        if "trail_event" not in connection.introspection.table_names():
            schema.create(connection)


@pytest.fixture(autouse=True)
def _nobody_at_work():
    """A command works for its centre until the process ends; the next test begins without one."""
    yield
    from fairmark.centre import working

    working._work.set(None)


@pytest.fixture(autouse=True)
def _fresh_trail(request):
    """A test with real transactions leaves events behind; the next one starts without them."""
    yield
    marker = request.node.get_closest_marker("django_db")
    transactional = "transactional_db" in request.fixturenames or "live_server" in (
        request.fixturenames
    )
    if transactional or (marker and marker.kwargs.get("transaction")):
        from django.db import connection

        from fairmark.trail import schema

        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            schema.drop(connection)
            schema.create(connection)


@pytest.fixture
def monday() -> datetime:
    return MONDAY


MONDAY = datetime(2025, 10, 6, 9, 0, tzinfo=ZoneInfo("Europe/London"))

"""The other tests make their tables of the models; here those of the migrations are held against them."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.conftest import ROOT
from tests.tables import tables_of


@pytest.fixture
def a_new_database(tmp_path, transactional_db):
    """What leads a process to an empty database of the same kind."""
    address = os.environ.get("FAIRMARK_DATABASE_URL")
    if not address:
        yield {"FAIRMARK_DATA": str(tmp_path)}
        return
    name = f"{connection.settings_dict['NAME']}_migrated"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield {"FAIRMARK_DATABASE_URL": urlsplit(address)._replace(path=f"/{name}").geturl()}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def test_migrating_makes_the_tables_that_the_models_make(a_new_database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.tables"], cwd=ROOT, check=False, capture_output=True, text=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "fairmark.site.settings"} | a_new_database,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    migrated, made = json.loads(done.stdout), json.loads(json.dumps(tables_of(connection)))
    different = [
        f"{name}, {kind}: {was}, but of the models {made.get(name, {}).get(kind)}"
        for name, table in migrated.items() for kind, was in table.items()
        if was != made.get(name, {}).get(kind)
    ]  # fmt: skip
    assert different == []
    assert sorted(made) == sorted(migrated)

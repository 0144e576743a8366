"""The command line on a data folder of its own, set up once and copied for each test."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def pytest_collection_modifyitems(items):
    """What is run here knows no database but its own, so it is run once."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("command")


class Fairmark:
    """The command line, on a data folder of its own."""

    def __init__(self, folder: Path):
        self.environment = {
            key: value
            for key, value in os.environ.items()
            if key not in ("FAIRMARK_DATABASE_URL", "FAIRMARK_CLOCK")
        } | {"FAIRMARK_DATA": str(folder)}

    def __call__(self, *arguments, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "fairmark", *map(str, arguments)],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if "--json" in arguments and done.stdout else done.stderr


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory):
    """The data folder of a college that was just set up."""
    folder = tmp_path_factory.mktemp("set-up")
    Fairmark(folder)("init", "--name", "Thornmere College", "--number", "10234",
                     "--admin-email", "ada@example.ac.uk")  # fmt: skip
    return folder


@pytest.fixture
def fairmark(set_up_once, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(set_up_once, folder)
    return Fairmark(folder)

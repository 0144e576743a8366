"""Grades on the command line: questions in, answers out in the same order, no centre needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

EXAMPLES = ROOT / "tests/catalogue/data/grading-examples.json"


@pytest.fixture
def grade(tmp_path):
    def run(
        *arguments: object, given: str | None = None, code: int = 0
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "fairmark", "grade", *map(str, arguments)], cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key != "FAIRMARK_DATABASE_URL"}
            | {"FAIRMARK_DATA": str(tmp_path)},
            input=given, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return run


def test_every_example_is_answered_in_its_order(grade):
    examples = json.loads(EXAMPLES.read_text())["vectors"]

    results = json.loads(grade("--json", EXAMPLES).stdout)["results"]

    told = [
        {name: result.get(name) for name in example["expected"]}
        for example, result in zip(examples, results, strict=True)
    ]
    assert told == [example["expected"] for example in examples]


def test_questions_come_from_standard_input_too_and_one_bad_one_spoils_nothing(grade):
    questions = [
        {
            "scheme": "int_l3_certificate_180",
            "operation": "threshold_lookup",
            "input": {"points": n},
        }
        for n in (41, -1, 42)
    ]
    said = grade("--json", "-", given=json.dumps({"vectors": questions}))

    first, bad, last = json.loads(said.stdout)["results"]
    assert (first["grade"], last["grade"]) == ("M", "D")
    assert bad == {"error": "Points are never negative. Give 0 or more."}
    in_words = grade("-", given=json.dumps({"vectors": questions})).stdout
    assert "2 answered, 1 not." in in_words


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("[", "is no JSON"),
        ("[]", "holds no questions. Write"),
        ('{"vectors": {}}', "holds no questions"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_a_file_that_holds_no_questions_is_told_so(grade, given, says):
    assert says in grade("-", given=given, code=1).stderr


def test_a_file_that_is_not_there_is_told_so(grade, tmp_path):
    assert "cannot be read" in grade(Path(tmp_path) / "nothing.json", code=1).stderr
    assert "Name a file of questions" in grade(code=1).stderr


def test_the_schemes_are_listed(grade):
    rows = json.loads(grade("--list", "--json").stdout)
    assert sum(row["has_numbers"] for row in rows) == 26
    assert "its numbers are not known to us" in grade("--list").stdout

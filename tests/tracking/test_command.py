"""The sheet on the command line: what is asked for, and what is found wanting."""

import json

import pytest

from fairmark.site import cli, commands
from tests.assessment.conftest import decide, returned

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(capsys):
    def run(*arguments):
        options = cli._parser().parse_args(["tracking", *arguments])
        commands.COMMANDS["tracking"](options)
        return capsys.readouterr().out

    return run


def test_a_sheet_as_json(said, own_work, asa, in_time):
    returned(own_work, asa, in_time, A_M1="not met")
    document = json.loads(
        said("--cohort", own_work.assignment.cohort.code, "--unit", "1", "--json")
    )
    lena = next(one for one in document["learners"] if one["name"] == "Baptiste, Lena")
    states = {cell["criterion"]: cell["state"] for cell in lena["cells"]}
    assert states["A.P1"] == "achieved"
    assert states["A.M1"] == "not achieved"
    document = json.loads(said("--cohort", own_work.assignment.cohort.code, "--json"))
    assert {"cohort", "units", "learners", "problem"} <= set(document)


def test_what_is_not_signed_stays_with_its_assessor(said, own_work, asa, in_time):
    decide(own_work, asa, in_time, A_P1="met")
    text = said("--cohort", own_work.assignment.cohort.code, "--unit", "1")
    assert "submitted" in text
    assert "Y" not in text.partition("\n")[2]


def test_a_workbook_is_written(said, own_work, tmp_path):
    out = tmp_path / "sheet.xlsx"
    said("--cohort", own_work.assignment.cohort.code, "--unit", "1", "--xlsx", "--out", str(out))
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--cohort", "NONE"), "There is no cohort “NONE”"),
        (("--cohort", "", "--unit", "99"), "has no unit “99”"),
        (("--cohort", "", "--xlsx"), "Say which with --unit"),
    ],
)
def test_what_is_found_wanting(said, own_work, arguments, words):
    code = own_work.assignment.cohort.code
    with pytest.raises(commands.Wanting, match=words):
        said(*(one or code for one in arguments))

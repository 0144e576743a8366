"""What is read of a roster, and what is said of the rest."""

import pytest

from fairmark.exchange.reading import Unreadable
from fairmark.registration.list_imports import roster_table
from tests.conftest import DATA


def files(name):
    return {path.name: path.read_bytes() for path in (DATA / name).glob("*.csv")}


def left_out(notes):
    return [note for note in notes if "left out" in note]


@pytest.mark.parametrize("name", ["roster-sds-uk", "roster-sds-v2.1"])
def test_teachers_are_left_out_and_said_to_be(name):
    [note] = left_out(roster_table(files(name)).notes)
    assert "under People" in note


def test_a_roster_of_learners_alone_says_nothing_of_teachers():
    without = {name: text for name, text in files("roster-sds-uk").items() if "Teacher" not in name}
    assert left_out(roster_table(without).notes) == []


def test_files_of_no_roster_are_refused():
    with pytest.raises(Unreadable, match="no roster that we know"):
        roster_table({"Pupils.csv": b"a,b\n1,2\n"})

"""From an empty folder to agreement with the awarding body's record, by the command line."""

import json

import pytest

from tests.conftest import DATA


@pytest.fixture
def planted():
    return json.loads((DATA / "centre-a" / "planted-differences.json").read_text())


def test_rules_are_listed_checked_and_tried(fairmark):
    held = fairmark("rules", "list", "--on", "2026-10-01", "--family", "hn_2024", "--json")
    deadline = next(one for one in held["rules"] if one["key"] == "registration.deadline")
    assert deadline["in_words"] == "15 November"
    file = DATA / "rules-2026-27.json"
    assert fairmark("rules", "check", file, "--json")["ok"]
    tried = fairmark("rules", "apply", file, "--dry-run", "--json")
    assert [one["what"] for one in tried["rules"]] == ["changed"] * 4
    assert "Only the quality nominee" in fairmark("rules", "apply", file, code=1)


def test_every_planted_difference_is_found_and_nothing_else(fairmark, planted):
    fairmark("import", "specifications", DATA / "specifications.csv")
    classes = fairmark("import", "class-list", DATA / "centre-a" / "class-list.csv", "--json")
    assert (classes["created"], classes["errors"]) == (237, [])
    assert {warning["row"] for warning in classes["warnings"]} == {4, 165}
    assert fairmark("register", "--all", "--on", "2025-09-15", "--json")["registered"] == 237
    export = DATA / "centre-a" / "awarding-body-registrations.csv"
    assert fairmark("import", "registrations", export, "--json")["created"] == 239

    found = fairmark("reconcile", "--json")

    assert found["matched"] == 234
    missing_here = {one["registration_number"] for one in planted
                    if one["kind"] == "missing at centre"}  # fmt: skip
    expected = {
        (
            one["kind"],
            None if one["kind"] == "missing at centre" else one["student_ref"],
            None if one["kind"] == "missing at awarding body" else one["registration_number"],
        )
        for one in planted
    }
    assert {
        (one["kind"], one["student_ref"], one["registration_number"])
        for one in found["differences"]
    } == expected
    assert len(found["differences"]) == len(planted) == 30
    assert missing_here
    assert all(one["cure"] and one["ours"] and one["theirs"] for one in found["differences"])
    assert fairmark("trail", "verify", "--json")["ok"]


def test_the_same_files_a_second_time_change_nothing(fairmark):
    lists = DATA / "centre-a" / "class-list.csv"
    fairmark("import", "specifications", DATA / "specifications.csv")
    fairmark("import", "class-list", lists)

    again = fairmark("import", "class-list", lists, "--json")
    specifications = fairmark("import", "specifications", DATA / "specifications.csv", "--json")

    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 237)
    assert (specifications["created"], specifications["changed"]) == (0, 0)


def test_a_dry_run_writes_nothing(fairmark):
    before = fairmark("trail", "verify", "--json")
    fairmark("import", "specifications", DATA / "specifications.csv", "--dry-run")
    assert fairmark("trail", "verify", "--json") == before


def test_an_unknown_course_says_how_to_cure_it(fairmark):
    refused = fairmark(
        "import", "class-list", DATA / "centre-a" / "class-list.csv", "--json", code=1
    )
    assert refused["created"] == 0 or refused["errors"]
    assert "Import the specifications first" in refused["errors"][0]["message"]


def test_the_board_lists_every_clause(fairmark):
    board = fairmark("board", "--json")
    assert len(board["clauses"]) == 240
    assert {"id", "area", "state", "complete", "findings", "sentence"} <= set(board["clauses"][0])


def test_identifiers_are_checked(fairmark):
    right = fairmark("check", "uln", "9276308686", "--json")
    assert right == [{"value": "9276308686", "ok": True, "reason": ""}]
    wrong = fairmark("check", "uln", "9276308687", "--json", code=1)
    assert not wrong[0]["ok"]
    assert "check digit" in wrong[0]["reason"]


def test_the_doctor_finds_nothing_wrong(fairmark):
    assert fairmark("doctor", "--json")["ok"]


def test_a_wrong_call_leaves_with_2(fairmark):
    fairmark("import", "nonsense", "x", code=2)

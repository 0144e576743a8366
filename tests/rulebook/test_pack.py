"""The pack that comes with the software: whole, checked, cited, and read by nobody who is not told."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from fairmark.policies.exemplars import KINDS, exemplar
from fairmark.rulebook import naming, readers, words
from fairmark.rulebook.checking import Row, checked
from fairmark.rulebook.packs import as_row, of_row, parts, shipped
from tests.conftest import ROOT

#: Every fact that was gathered about the processes, by its id; the pack cites each but for these.
FACTS = (Path(__file__).parent / "facts.txt").read_text().split()
DUTY = "a duty of a role, held by who may do what"
APART = "a separation of duties, held by the actions and the database"
ROUTINE = "what an office does, without a number, date, fee or cap"
NOT_RULES = {
    "DIFF-08": "three clocks, cited by RET-02, RET-04 and RET-06",
    "ROLE-19": "names of people at the awarding body; its numbers are levels",
    **dict.fromkeys(("ROLE-03", "ROLE-06", "ROLE-07", "ROLE-08", "ROLE-09", "ROLE-14"), DUTY),
    **dict.fromkeys((f"SOD-{number:02}" for number in range(1, 12)), APART),
    **dict.fromkeys(
        ("CLM-05", "CLM-06", "CLM-07", "CLM-13", "ASM-04", "IV-06", "SV-06", "SV-07",
         "SV-16", "APP-09", "MAL-15", "COL-07"), ROUTINE,
    ),
}  # fmt: skip


def test_every_fact_is_a_rule_or_says_why_not():
    cited = {source for one in shipped().rules for source in one.source.split(", ")}
    assert set(NOT_RULES) <= set(FACTS)
    assert [one for one in FACTS if one not in cited and one not in NOT_RULES] == []
    assert [one for one in NOT_RULES if one in cited] == []


def test_the_pack_passes_the_check_that_a_centre_s_file_passes():
    rows = [row for part in parts().values() for row in part["rules"]]
    found = checked([Row(number, row) for number, row in enumerate(rows, 1)], file="the pack")
    assert found == shipped().rules


def test_rules_are_kept_as_they_are_read():
    assert tuple(of_row(as_row(one)) for one in shipped().rules) == shipped().rules


def test_every_rule_has_words_a_family_with_a_name_and_a_process():
    for one in shipped().rules:
        assert words.value_words(one), one.key
        assert one.family in words.FAMILIES, one.family
        assert words.process_of(one.key) != words.OTHER, one.key


def test_every_rule_has_a_name_of_its_own_and_every_name_a_rule():
    keys = set(shipped().by_key)
    titled = {line.partition("|")[0] for line in _titles_file().splitlines()[1:]}
    elsewhere = {key for key in keys if key.startswith(("policy.", "year."))}
    assert titled == keys - elsewhere
    assert naming.name_of("policy.registration.days_to_register") == "Register a learner within"
    assert naming.name_of("year.grades") == "Grades and claims of those who finish in summer"
    assert naming.name_of("fees.of_ours") == "Of ours"


def _titles_file():
    return (ROOT / "fairmark/rulebook/data/titles.psv").read_text()


def test_facts_that_disagree_stand_side_by_side():
    pack = shipped()
    assert pack.by_key["registration.late_fee_by_date"]
    assert pack.by_key["registration.late_fee_by_days"][0].confidence == "medium"
    over_time = pack.of("attempts.working_days", "*")
    assert [(one.value, one.from_on.year, one.until_on and one.until_on.year)
            for one in over_time] == [(10, 2014, 2019), (15, 2019, None)]  # fmt: skip
    registered = [one.value for one in pack.of("roles.lead_verifier_registered", "*")]
    assert registered == [True, False]


#: The two calls by which code reads a rule.
READERS = {"rule", "value_of"}


def _keys_in_the_code():
    """Every key that is written where a rule is read, with {} for what is filled in."""
    for path in (ROOT / "fairmark").rglob("*.py"):
        if path.parent.name == "rulebook":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in READERS:
                yield _written(node.args[0])


def _written(node):
    if isinstance(node, ast.Constant):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else ".+"
            for part in node.values
        )
    return ".+"


def test_whatever_reads_a_rule_says_so():
    """So that an amendment never withdraws what the code works by."""
    told = readers.keys_read()
    written = set(_keys_in_the_code())
    named = {one for one in written if one != ".+"}
    assert [one for one in named if not any(re.fullmatch(one, key) for key in told)] == []
    assert [key for key in told if not any(re.fullmatch(one, key) for one in named)] == []
    assert [key for key in told if key not in shipped().by_key] == []


def test_every_number_and_every_choice_of_every_policy_is_told():
    decided = {
        f"policy.{key}"
        for kind in KINDS
        for key in (*exemplar(kind).numbers, *exemplar(kind).choices)
    }
    assert decided == {key for key in readers.keys_read() if key.startswith("policy.")}


@pytest.mark.parametrize(
    ("key", "family", "on", "said"),
    [
        ("registration.deadline", "*", "2025-10-01", "1 November"),
        ("registration.roll_on_months_private", "hn_rqf_2016", "2025-10-01", "1 month after enrolment"),
        ("registration.roll_on_weeks", "*", "2025-10-01", "6 weeks after enrolment"),
        ("registration.transfer_allowed", "tech_award_2022", "2025-10-01", "No"),
        ("fees.replacement_certificate", "*", "2025-10-01", "£57"),
        ("roles.accounts_confirmed_until", "*", "2025-10-01", "28 October 2025"),
        ("roles.quality_nominees", "*", "2025-10-01", "1 person at a time"),
        ("attempts.authorised_by", "*", "2025-10-01", "Lead internal verifier"),
        ("attempts.retakes", "firsts_2012", "2025-10-01", "0 retakes"),
        ("attempts.resubmissions", "firsts_2012", "2025-10-01", "1 resubmission"),
        ("attempts.retakes", "l3_aaq_2025", "2025-10-01", words.UNKNOWN),
        ("forms.brief_verification", "*", "2025-10-01", "10 questions"),
        ("policy.appeals.completion_days", "*", "2025-10-01",
         "1 to 28 calendar days after the last internal step; a first policy says 28"),
        ("year.grades", "*", "2025-10-01", "5 July: Grades and claims of those who finish in summer"),
        ("registration.late_fee_by_date", "*", "2025-10-01",
         "to 1 November 100 % of the fee; to 23 December 105 % of the fee; to 31 January 110 % of the "
         "fee; after that 125 % of the fee"),
        ("planner.reminders", "*", "2025-10-01",
         "30, 7 and 0 calendar days before, 1 after, the quality nominee 7 after"),
    ],
)  # fmt: skip
def test_values_in_words(key, family, on, said):
    assert words.value_words(shipped().rule(key, family, date.fromisoformat(on))) == said

"""Files of rules: read from JSON, CSV and XLSX, and refused with file, row, column and cure."""

from datetime import date

import pytest

from fairmark.exchange.writing import csv_bytes, xlsx_bytes
from fairmark.rulebook import checking, files
from fairmark.rulebook.checking import COLUMNS, BadRules, Row
from fairmark.rulebook.packs import shipped

GOOD = {
    "key": "appeals.other_decision_days", "family": "*", "value": 21, "unit": "calendar days",
    "from": "2026-09-01", "source": "KD-1", "document": "Key dates 2026/27", "confidence": "high",
    "says": "Three weeks to appeal.",
}  # fmt: skip


def check(*rows, known=(), read=()):
    return checking.checked(
        [Row(number, row) for number, row in enumerate(rows, 1)],
        file="a.json",
        known=known,
        read=read,
    )


def troubles(*rows, **more):
    with pytest.raises(BadRules) as refusal:
        check(*rows, **more)
    return refusal.value.troubles


def test_a_good_row_is_a_rule():
    [one] = check(GOOD)
    assert (one.value, one.from_on, one.until_on, one.ours) == (21, date(2026, 9, 1), None, None)


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"key": "Deadline"}, "column “key”: “Deadline” is not a key; write it like"),
        ({"family": "HN 2024"}, "column “family”: “HN 2024” is not a family; write it like hn_2024"),
        ({"value": "soon"}, "column “value”: “soon” is not of the kind that “calendar days” asks for: "
                            "write a number of 0 or more, such as 15."),
        ({"value": -1}, "write a number of 0 or more"),
        ({"value": True}, "write a number of 0 or more"),
        ({"value": 1e9}, "write a number of 0 or more"),
        ({"value": None}, "column “value”: it has none. Fill it in, or mark the rule as of low"),
        ({"unit": ""}, "column “unit”: say what is counted"),
        ({"source": " "}, "column “source”: say where it was read; a rule without a source is not taken in."),
        ({"source": None}, "a rule without a source"),
        ({"document": ""}, "column “document”: name the document"),
        ({"says": ""}, "column “says”: say it in a plain sentence."),
        ({"says": "a\x07b"}, "column “says”: it holds a character that cannot be printed."),
        ({"says": "a" * 2000}, "column “says”: it holds 2,000 characters; at most 1,000 are read."),
        ({"says": 4}, "column “says”: it is no text."),
        ({"confidence": "sure"}, "column “confidence”: “sure” is not known. Choose from: high, medium, low."),
        ({"from": ""}, "column “from”: say from which day it holds"),
        ({"from": "2026-02-30"}, "column “from”: There is no date 2026-02-30"),
        ({"from": "45901"}, "spreadsheet’s number for a date"),
        ({"until": "2026-08-31"}, "column “until”: it ends on 31 August 2026, before it begins on "
                                  "1 September 2026. Change one of the two days."),
        ({"colour": "red"}, "column “colour”: no such column is known."),
        ({"unit": "yes or no", "value": "perhaps"}, "write yes or no"),
        ({"unit": "date", "value": "31/02/2026"}, "There is no date 31/02/2026"),
        ({"unit": "day of the academic year", "value": "31 June"}, "such as 1 November"),
        ({"unit": "day of the academic year", "value": {"month": 2, "day": 30}}, "no such day"),
        ({"unit": "day of the academic year", "value": {"month": 2, "day": 3, "colour": 1}}, "“colour”"),
        ({"unit": "percent of the fee", "value": [{"days": 60}]}, "write bands"),
        ({"unit": "percent of the fee", "value": [{"days": None, "percent": 1}, {"days": 1, "percent": 2}]},
         "only the last band has no end"),
        ({"unit": "questions", "value": [{"id": "a"}]}, "write a list"),
        ({"unit": "questions", "value": [{"id": "a", "asks": "b"}] * 2}, "two questions have one id"),
        ({"unit": "list", "value": [1]}, "write it in words"),
        ({"unit": "list", "value": '["a"'}, "begins like JSON and is none"),
        ({"key": "policy.appeals.reply_days", "value": {"template": 9, "least": 1, "most": 5}},
         "what a first policy says lies between least and most"),
        ({"key": "policy.appeals.reply_days", "value": {"template": "5", "least": 1, "most": 5}},
         "whole numbers"),
        ({"key": "policy.appeals.reply_days", "value": 5}, 'write {"type"'),
        ({"key": "policy.appeals.reply_days", "value": {"type": "months", "template": 5, "least": 1,
                                                        "most": 9}}, "counts otherwise"),
        ({"key": "policy.malpractice.ai_tools", "value": {"type": "choice", "template": "never"}},
         "a choice has options"),
        ({"key": "policy.appeals.reply_days", "value": None, "confidence": "low"},
         "it has none, and Fairmark works by this rule"),
        ({"key": "year.new", "unit": "day of the academic year", "value": {"month": 2, "day": 3}},
         "say who does what"),
        ({"key": "planner.reminders", "value": {"before": []}}, 'write {"before"'),
        ({"unit": "list", "value": ["a\x00"]}, "cannot be printed"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_with_its_place_and_a_cure(but, said):
    found = troubles(GOOD, GOOD | {"key": "appeals.another"} | but)
    assert len(found) == 1
    assert found[0].startswith("a.json, row 2, column “")
    assert said in found[0]


def test_two_rules_of_one_key_and_family_never_hold_on_one_day():
    first, later = GOOD | {"until": "2027-08-31"}, GOOD | {"from": "2027-08-31"}
    assert troubles(first, later) == [
        "a.json, row 2, column “from”: it holds on days on which row 1 holds for the same key and "
        "family. End one before the other begins."
    ]
    assert len(check(first, later | {"from": "2027-09-01"})) == 2
    assert len(check(first, later | {"family": "hn_2024"})) == 2


def test_a_key_of_the_pack_keeps_its_kind_of_value_and_its_unit():
    known = shipped().rules
    wrong = GOOD | {"key": "registration.deadline", "unit": "words", "value": "in autumn"}
    assert "such as 1 November" in troubles(wrong, known=known)[0]
    [one] = check(GOOD | {"key": "registration.roll_on_weeks", "unit": ""}, known=known)
    assert one.unit == "weeks after enrolment"
    nothing = GOOD | {"key": "registration.roll_on_weeks", "value": None, "confidence": "low"}
    assert (
        "works by this rule"
        in troubles(nothing, known=known, read=["registration.roll_on_weeks"])[0]
    )


def test_many_troubles_are_told_a_few_at_a_time():
    found = troubles(*[GOOD | {"source": "", "key": f"a.b{n}"} for n in range(30)])
    assert (len(found), found[-1]) == (21, "And 10 more.")
    assert "a pack has a few hundred" in troubles(*[GOOD] * 3000)[0]
    assert troubles() == ["a.json: there is no rule in it."]


def read(content, name="a.json"):
    found = files.read(content, name)
    return checking.checked(found.rows, file=name, known=shipped().rules)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "a.json: The file is empty."),
        (b"{", "It is no JSON: expecting property name"),
        (b"\xff\xfe{}", "is not text in UTF-8"),
        (b'{"rules": 3}', "It has no list of rules."),
        (b"[1]", "Row 1 is no rule."),
        (b'[{"key": NaN}]', "no rule has"),
        (b"[" * 100_000, "no rule has"),
        (b'[{"key": "a.b", "key": "a.c"}]', "“key” stands twice in one rule."),
        (b'[{"value": ' + b"9" * 5000 + b"}]", "no rule has"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_rules_is_refused(content, said):
    with pytest.raises(BadRules) as refusal:
        read(content)
    assert said in refusal.value.troubles[0]


def test_a_table_without_a_column_is_refused_with_its_name():
    with pytest.raises(BadRules) as refusal:
        read(b"key,value\r\na.b,3\r\n", "a.csv")
    assert refusal.value.troubles[0].startswith(
        "a.csv, row 1, column “from”: There is no column for"
    )


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_the_whole_pack_goes_out_and_comes_in_again(form):
    rules = shipped().rules
    content = {
        "json": lambda: files.as_json(rules, "All"),
        "csv": lambda: csv_bytes(COLUMNS, files.as_table(rules)),
        "xlsx": lambda: xlsx_bytes(COLUMNS, files.as_table(rules), "Rules"),
    }[form]()
    assert read(content, f"all.{form}") == rules


def test_a_day_and_a_bound_are_typed_in_a_cell_as_people_write_them():
    table = (
        "key,family,value,from,source,document,confidence,says\r\n"
        "year.grades,*,8 July,2026-09-01,KD-2,Key dates,high,Later this year.\r\n"
        "registration.transfer_allowed,hn_2024,No,1/9/2026,KD-3,Key dates,high,Not here.\r\n"
    )
    grades, transfer = read(table.encode(), "a.csv")
    assert grades.value == {
        "month": 7, "day": 8, "who": "exams officer",
        "what": "Grades and claims of those who finish in summer",
    }  # fmt: skip
    assert (transfer.value, transfer.unit) == (False, "yes or no")


def test_a_formula_in_a_cell_is_refused():
    table = b"key,value,from,source,document,confidence,says\r\na.b,=1+1,2026-09-01,s,d,high,x\r\n"
    with pytest.raises(BadRules) as refusal:
        read(table, "a.csv")
    assert "a.csv, row 2, column “value”" in refusal.value.troubles[0]
    assert "formula" in refusal.value.troubles[0]

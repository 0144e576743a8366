"""Matching the two records, as people would: names tolerant, identities not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairmark.registration.matching_rules import Kind, Ours, Theirs, compare

LENA = Ours(
    learner=1, registration=1, student_ref="S1", surname="O’Brien", forenames="Lena Siân",
    date_of_birth=date(2008, 11, 17), sex="F", uln="9276308686", uln_problem="",
    programme="XBS3A", number="", completes_on=date(2027, 7, 2), withdrawn=False,
    late_after=date(2025, 11, 1),
)  # fmt: skip
THEIRS = Theirs(
    line=2, surname="OBRIEN", forenames="LENA SIAN", date_of_birth=date(2008, 11, 17), sex="F",
    uln="9276308686", programme="XBS3A", number="AB12345", registered_on=date(2025, 9, 15),
    completes_on=date(2027, 7, 2), withdrawn=False,
)  # fmt: skip


def kinds(ours, theirs):
    return [found.kind for found in compare(ours, theirs).differences]


def test_the_same_learner_written_differently_agrees():
    result = compare([LENA], [THEIRS])
    assert (len(result.pairs), result.differences) == (1, [])


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("García-Sánchez", "GARCIA SANCHEZ"), ("van der Berg", "VAN DER BERG"), ("Ó Briain", "O BRIAIN"),
        ("MacDonald", "MAC DONALD"), ("Łukasz", "LUKASZ"), ("Strauß", "STRAUSS"), ("D'Souza", "DSOUZA"),
        ("D`Souza", "D’SOUZA"), ("Nguyễn", "NGUYEN"),
    ],
)  # fmt: skip
def test_surnames_that_are_one(mine, theirs):
    assert kinds([replace(LENA, surname=mine)], [replace(THEIRS, surname=theirs)]) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "alike"),
    [
        ("Lena Siân", "LENA", True), ("Lena", "LENA S", True), ("Lena Siân", "LENA S", True),
        ("Lena-Siân", "LENA SIAN", True), ("Lena", "LEANA", False), ("Lena Siân", "SIAN", False),
    ],
)  # fmt: skip
def test_first_names(mine, theirs, alike):
    found = kinds([replace(LENA, forenames=mine)], [replace(THEIRS, forenames=theirs)])
    assert found == ([] if alike else [Kind.FORENAMES])


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ({}, {"surname": "SMITH"}, Kind.SURNAME),
        ({"surname": "Smith-Jones"}, {"surname": "JONES"}, Kind.SURNAME),
        ({}, {"date_of_birth": date(2008, 11, 18)}, Kind.DATE_OF_BIRTH),
        ({}, {"sex": "M"}, Kind.SEX),
        ({}, {"uln": "1000000000"}, Kind.ULN),
        ({"uln": ""}, {}, Kind.ULN),
        ({}, {"uln": ""}, Kind.ULN),
        ({"uln": "9276308687", "uln_problem": "The check digit does not fit."}, {},
         Kind.ULN_INVALID_HERE),
        ({}, {"programme": "XBS3E"}, Kind.PROGRAMME),
        ({}, {"completes_on": date(2026, 7, 3)}, Kind.COMPLETION),
        ({}, {"withdrawn": True}, Kind.WITHDRAWN_THERE),
        ({"withdrawn": True}, {}, Kind.WITHDRAWN_HERE),
        ({}, {"registered_on": date(2025, 11, 2)}, Kind.LATE),
        ({"number": "ZZ99999"}, {}, Kind.NUMBER),
    ],
)  # fmt: skip
def test_one_difference_is_told_as_one(ours, theirs, kind):
    result = compare([replace(LENA, **ours)], [replace(THEIRS, **theirs)])
    assert [found.kind for found in result.differences] == [kind]
    assert result.differences[0].cure
    assert len(result.pairs) == 1


def test_registered_on_the_last_day_is_not_late():
    assert kinds([LENA], [replace(THEIRS, registered_on=date(2025, 11, 1))]) == []


def test_who_is_missing_on_either_side():
    other = replace(THEIRS, surname="KAUR", forenames="AMRIT", uln="1000000000",
                    date_of_birth=date(2009, 1, 1), number="CD1")  # fmt: skip
    result = compare([LENA], [other])
    assert [found.kind for found in result.differences] == [Kind.MISSING_THERE, Kind.MISSING_HERE]
    assert (result.differences[1].student_ref, result.differences[1].number) == ("", "CD1")


def test_a_second_line_for_one_programme_is_a_duplicate_of_the_first():
    twice = [replace(THEIRS, number="ZZ1", line=2), THEIRS]
    result = compare([LENA], twice)
    assert [(f.kind, f.number, f.theirs) for f in result.differences] == [
        (Kind.DUPLICATE_THERE, "AB12345", "also ZZ1")
    ]


def test_the_number_that_we_hold_is_the_one_to_keep():
    twice = [replace(THEIRS, number="ZZ1"), THEIRS]
    result = compare([replace(LENA, number="ZZ1")], twice)
    assert [(f.kind, f.number) for f in result.differences] == [(Kind.DUPLICATE_THERE, "ZZ1")]


def test_two_programmes_of_one_learner_are_no_duplicate():
    second = replace(LENA, registration=2, programme="XBS3E")
    lines = [THEIRS, replace(THEIRS, programme="XBS3E", number="CD1", line=3)]
    result = compare([LENA, second], lines)
    assert (len(result.pairs), result.differences) == (2, [])


def test_two_people_with_one_name_and_birthday_are_told_apart_by_their_ulns():
    twin = replace(LENA, learner=2, registration=2, student_ref="S2", uln="1000000000")
    lines = [replace(THEIRS, uln="1000000000", number="CD1", line=3), THEIRS]
    result = compare([LENA, twin], lines)
    assert result.differences == []
    assert {(ours.learner, theirs.number) for ours, theirs in result.pairs} == {
        (1, "AB12345"), (2, "CD1")
    }  # fmt: skip


def test_an_enrolment_without_a_registration_is_told_with_its_reference():
    bare = replace(LENA, registration=None)
    result = compare([bare], [THEIRS])
    assert [(f.kind, f.student_ref) for f in result.differences] == [(Kind.MISSING_HERE, "S1")]


def test_a_withdrawn_registration_missing_there_is_no_difference():
    assert kinds([replace(LENA, withdrawn=True)], []) == []


NAMES = st.sampled_from(["Lena", "Lina", "Amrit", "Siân", "Zoë", "Mohammed", "Grace Ann"])
SURNAMES = st.sampled_from(["O’Brien", "Kaur", "García", "van der Berg", "Smith-Jones", "Jones"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(NAMES, SURNAMES, st.integers(0, 40)), max_size=25, unique=True),
    st.randoms(use_true_random=False),
)
def test_a_faithful_copy_always_agrees_in_any_order(people, chance):
    ours, theirs = [], []
    for number, (forename, surname, day) in enumerate(people, 1):
        born, uln = date(2008, 1, 1 + day % 28), f"{number:010d}"
        ours.append(replace(LENA, learner=number, registration=number, student_ref=f"S{number}",
                            forenames=forename, surname=surname, date_of_birth=born, uln=uln))  # fmt: skip
        theirs.append(replace(THEIRS, line=number, forenames=forename.upper(), uln=uln,
                              surname=surname.upper(), date_of_birth=born, number=f"N{number}"))  # fmt: skip
    chance.shuffle(theirs)
    result = compare(ours, theirs)
    assert result.differences == []
    assert len(result.pairs) == len(people)


def test_registered_again_after_a_withdrawal_is_two_clean_pairs():
    before = replace(LENA, number="AA11111", withdrawn=True)
    again = replace(LENA, registration=2)
    lines = [replace(THEIRS, number="AA11111", withdrawn=True),
             replace(THEIRS, number="BB22222", line=3)]  # fmt: skip
    result = compare([before, again], lines)
    assert result.differences == []
    assert {(o.registration, t.number) for o, t in result.pairs} == {(1, "AA11111"), (2, "BB22222")}


def test_a_number_is_looked_for_on_every_programme_first():
    moved = replace(LENA, number="AA11111", programme="XBS3E")
    other = replace(LENA, learner=2, registration=2, student_ref="S9")
    result = compare([moved, other], [replace(THEIRS, number="AA11111")])
    assert (result.pairs[0][0].student_ref, len(result.pairs)) == ("S1", 1)
    assert [d.kind for d in result.differences] == [Kind.MISSING_THERE, Kind.PROGRAMME]


def test_a_name_that_begins_another_does_not_take_its_number():
    ali = replace(LENA, surname="Khan", forenames="Ali", uln="", student_ref="S1")
    raza = replace(ali, learner=2, registration=2, forenames="Ali Raza", student_ref="S2")
    lines = [replace(THEIRS, surname="KHAN", forenames="ALI RAZA", uln="", number="AA11111"),
             replace(THEIRS, surname="KHAN", forenames="ALI", uln="", number="AA11112", line=3)]  # fmt: skip
    result = compare([ali, raza], lines)
    assert {(o.student_ref, t.number) for o, t in result.pairs} == {
        ("S1", "AA11112"),
        ("S2", "AA11111"),
    }


def test_of_two_who_are_as_likely_nobody_is_taken():
    one = replace(LENA, surname="Khan", forenames="Ali A", uln="")
    two = replace(one, learner=2, registration=2, forenames="Ali B", student_ref="S2")
    result = compare([one, two], [replace(THEIRS, surname="KHAN", forenames="ALI", uln="")])
    assert result.pairs == []


def test_a_duplicate_that_was_withdrawn_is_settled():
    lines = [THEIRS, replace(THEIRS, number="ZZ1", line=3, withdrawn=True)]
    assert kinds([LENA], lines) == []


@pytest.mark.parametrize(
    ("mine", "theirs"), [("Müller", "MUELLER"), ("Jörg", "JORG"), ("-", "-"), ("Åse", "AASE")]
)
def test_letters_written_out_and_single_names(mine, theirs):
    assert kinds([replace(LENA, forenames=mine)], [replace(THEIRS, forenames=theirs)]) == []


def test_a_day_and_month_swapped_is_one_difference_not_two_people():
    ours = replace(LENA, date_of_birth=date(2008, 3, 7), uln="")
    result = compare([ours], [replace(THEIRS, date_of_birth=date(2008, 7, 3))])
    assert [d.kind for d in result.differences] == [Kind.DATE_OF_BIRTH, Kind.ULN]


@pytest.mark.parametrize(
    ("but", "kind"),
    [({"date_of_birth": None}, Kind.DATE_OF_BIRTH), ({"completes_on": None}, Kind.COMPLETION)],
)
def test_a_blank_there_is_a_difference(but, kind):
    assert kinds([LENA], [replace(THEIRS, **but)]) == [kind]

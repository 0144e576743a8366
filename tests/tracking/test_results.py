"""A college's own sheet brought in: what becomes of its marks, who signs for it, and undoing it."""

from datetime import date

import pytest

from fairmark.assessment import grades, own_queries
from fairmark.assessment.carrying import STATEMENT
from fairmark.assessment.models import CarriedResult, Decision, UnitGrade
from fairmark.exchange.models import ImportRun
from fairmark.exchange.reading import Unreadable
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.registration.models import Registration
from fairmark.tracking.queries import Looking, sheet_of
from fairmark.tracking.result_actions import (
    BadResults,
    bring_in_results,
    say_how_to_read,
    set_results_aside,
    trial_of,
    undo_results,
    upload_results,
)
from fairmark.tracking.result_trial import Own, try_results
from fairmark.tracking.rules import State
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.assessment.conftest import decide, enrolment_of, returned
from tests.builders import a_learner, a_person, an_enrolment, machine
from tests.tracking.results import as_csv, as_xlsx

pytestmark = pytest.mark.django_db

SIGNED_AT = "Room B12, filing cabinet 3"


@pytest.fixture
def pia(programme):
    """The programme leader."""
    return a_person(programme.centre, "Pia Leader", Role.PROGRAMME_LEADER, programme)


@pytest.fixture
def names(lena, ravi):
    """Lena and Ravi under the names that sheets have."""
    return {"Lena": enrolment_of(lena).learner, "Ravi": enrolment_of(ravi).learner}


def uploaded(cohort, by, at, content, name="tracker.csv"):
    return upload_results(cohort, by=by, at=at, file_name=name, content=content)


def brought(cohort, by, at, content, **but):
    """Uploaded, looked at and brought in, with whatever is said of it."""
    file = uploaded(cohort, by, at, content)
    file = say_how_to_read(file, by=by, at=at, assessor="Olu Old")
    seen = trial_of(file, by, at).fingerprint
    return bring_in_results(
        file, by=by, at=at, **{"seen": seen, "records_at": SIGNED_AT, "declared": True} | but
    )


def tried(cohort, by, at, content, **own):
    return try_results(cohort, by, at, content, Own(**own))


def words(trial):
    return [(one.row, one.message) for one in trial.errors]


SHEET = ("Unit 1: Exploring Business | | | |", "Name | A.P1 | A.M1 | B.P2 | C.P3",
         "Baptiste, Lena | Y | N | 3/10/2025 | WS", "Ravi Shah | Y | | |")  # fmt: skip


# -- what becomes of the marks ----------------------------------------------------------------


def test_results_from_before_are_carried_over_on_a_signature(cohort, names, pia, in_time):
    file = brought(cohort, pia, in_time, as_csv(*SHEET))
    found = CarriedResult.objects.order_by("enrolment__learner__surname", "pk")
    assert [(str(one.enrolment.learner), one.criterion.code, one.outcome, one.mark, one.place,
             one.decided_on, one.assessor) for one in found] == [
        (str(names["Lena"]), "A.P1", "met", "Y", "B3", None, "Olu Old"),
        (str(names["Lena"]), "A.M1", "not met", "N", "C3", None, "Olu Old"),
        (str(names["Lena"]), "B.P2", "met", "3/10/2025", "D3", date(2025, 10, 3), "Olu Old"),
        (str(names["Ravi"]), "A.P1", "met", "Y", "B4", None, "Olu Old"),
    ]  # fmt: skip
    assert (file.by, file.records_at, file.statement) == (pia, SIGNED_AT, STATEMENT)
    assert (file.run.status, file.run.created) == (ImportRun.Status.COMMITTED, 4)
    assert not Decision.objects.exists()
    sentences = [one.sentence for one in Event.objects.order_by("sequence")]
    assert any("carried over for" in one and "unit 1 A.P1 met, A.M1 not met and B.P2 met" in one
               for one in sentences)  # fmt: skip


def test_unit_grades_count_them_and_rebuild_the_same(cohort, unit, names, pia, in_time):
    brought(cohort, pia, in_time, as_csv(
        "Name | A.P1 | B.P2 | C.P3 | A.M1 | B.M2 | C.M3 | A.D1",
        "Baptiste, Lena | Y | Y | Y | N | Y | Y | N"), )  # fmt: skip
    grade = UnitGrade.objects.get()
    assert (grade.so_far, grade.is_final) == ("P", False)  # our plan can still show A.M1 and A.D1
    before = list(UnitGrade.objects.values_list("so_far", "reachable", "is_final"))
    grades.rebuild(cohort, in_time.date())
    assert list(UnitGrade.objects.values_list("so_far", "reachable", "is_final")) == before


def test_a_decision_here_stands_above_what_was_carried_over(own_work, cohort, asa, pia, in_time):
    brought(
        cohort, pia, in_time, as_csv("Ref | B.P2 | A.P1", f"{own_work.enrolment.learner.ref} | Y |")
    )
    brought_in = tried(
        cohort, pia, in_time, as_csv("Ref | A.P1", f"{own_work.enrolment.learner.ref} | Y")
    )
    assert [one.why for one in brought_in.left_out] == [
        "its work is handed in here, and its assessor decides it."
    ]
    returned(own_work, asa, in_time, A_P1="not met")
    trial = tried(
        cohort, pia, in_time, as_csv("Ref | A.P1", f"{own_work.enrolment.learner.ref} | Y")
    )
    assert (trial.does, len(trial.conflicts)) == (0, 1)
    assert "it is decided here: not met" in trial.conflicts[0].why
    same = tried(
        cohort, pia, in_time, as_csv("Ref | A.P1", f"{own_work.enrolment.learner.ref} | N")
    )
    assert (same.same, same.left_out) == (1, [])


def test_work_handed_in_here_becomes_a_draft_of_its_assessor(own_work, cohort, asa, in_time):
    file = brought(cohort, asa, in_time, as_csv(*SHEET))
    assert [(one.criterion.code, one.outcome, one.record) for one in Decision.objects.order_by("pk")] == [
        ("A.P1", "met", None), ("A.M1", "not met", None),
    ]  # fmt: skip
    assert file.drafts == 2
    assert not CarriedResult.objects.exists()
    undo_results(file, by=asa, at=in_time)
    assert set(Decision.objects.filter(stands=True).values_list("outcome", flat=True)) == {
        "cleared"
    }
    file.refresh_from_db()
    assert (file.run.status, file.undone_by) == (ImportRun.Status.UNDONE, asa)


def test_an_assessor_carries_nothing_over(cohort, names, asa, in_time):
    trial = tried(cohort, asa, in_time, as_csv(*SHEET))
    assert trial.does == 0
    assert {one.why.partition(".")[0] for one in trial.left_out} == {"no work is handed in here"}
    with pytest.raises(Refused, match="nothing to bring in"):
        brought(cohort, asa, in_time, as_csv(*SHEET))


def test_a_draft_of_another_is_not_told(own_work, cohort, asa, pia, in_time):
    decide(own_work, asa, in_time, A_P1="not met")
    trial = tried(
        cohort, pia, in_time, as_csv("Ref | A.P1", f"{own_work.enrolment.learner.ref} | N")
    )
    assert [one.why for one in trial.left_out] == ["it is being decided here."]


# -- signing, replacing, undoing ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("but", "words"),
    [
        ({"declared": False}, "Tick the statement"),
        ({"records_at": " "}, "Say where the signed assessment records are kept"),
        ({"seen": "another"}, "Look again"),
    ],
)
def test_what_is_not_signed_for_does_not_come_in(cohort, names, pia, in_time, but, words):
    with pytest.raises(Refused, match=words):
        brought(cohort, pia, in_time, as_csv(*SHEET), **but)
    assert not CarriedResult.objects.exists()


def test_every_result_has_its_assessor(cohort, names, pia, in_time):
    file = uploaded(cohort, pia, in_time, as_csv(*SHEET))
    trial = trial_of(file, pia, in_time)
    assert trial.lacks_assessor
    with pytest.raises(Refused, match="Say who assessed"):
        bring_in_results(file, by=pia, at=in_time, seen=trial.fingerprint, records_at=SIGNED_AT,
                         declared=True)  # fmt: skip


def test_others_bring_nothing_in(cohort, names, ivor, lena, in_time):
    for person in (ivor, lena, machine(cohort.centre)):
        with pytest.raises(Refused):
            uploaded(cohort, person, in_time, as_csv(*SHEET))


def test_the_same_file_again_changes_nothing(cohort, names, pia, in_time):
    brought(cohort, pia, in_time, as_csv(*SHEET))
    trial = tried(cohort, pia, in_time, as_csv(*SHEET))
    assert (trial.does, trial.same, trial.undecided) == (0, 4, 4)


def test_a_later_file_replaces_and_undoing_puts_back(cohort, unit, names, pia, in_time):
    first = brought(cohort, pia, in_time, as_csv("Name | A.P1", "Baptiste, Lena | N"))
    second = brought(cohort, pia, in_time, as_csv("Name | A.P1", "Baptiste, Lena | Y"))
    assert CarriedResult.objects.get(stands=True).outcome == "met"
    assert second.run.changed == 1
    with pytest.raises(Refused, match="Undo that file first"):
        undo_results(first, by=pia, at=in_time)
    undo_results(second, by=pia, at=in_time)
    assert CarriedResult.objects.get(stands=True).outcome == "not met"
    third = brought(cohort, pia, in_time, as_csv("Name | A.P1", "Baptiste, Lena | Y"))
    undo_results(third, by=pia, at=in_time)
    undo_results(first, by=pia, at=in_time)
    assert not CarriedResult.objects.filter(stands=True).exists()
    assert CarriedResult.objects.count() == 3  # none is ever taken out of the record
    assert not UnitGrade.objects.exists()


def test_signed_drafts_are_not_undone(own_work, cohort, asa, pia, in_time):
    file = brought(
        cohort, asa, in_time, as_csv("Name | A.P1 | A.M1 | A.D1", "Baptiste, Lena | Y | Y | N")
    )
    with pytest.raises(Refused, match="Asa Assessor drafted decisions"):
        undo_results(file, by=pia, at=in_time)
    returned(own_work, asa, in_time)
    with pytest.raises(Refused, match="signed since"):
        undo_results(file, by=asa, at=in_time)


def test_a_file_set_aside_is_not_brought_in(cohort, names, pia, in_time):
    file = uploaded(cohort, pia, in_time, as_csv(*SHEET))
    set_results_aside(file, by=pia, at=in_time)
    with pytest.raises(Refused, match="set aside already"):
        bring_in_results(file, by=pia, at=in_time, seen="")


# -- the sheet shows them ----------------------------------------------------------------------


def test_the_sheet_shows_them_with_a_mark_of_their_own(cohort, unit, names, pia, in_time, too_late):
    brought(cohort, pia, in_time, as_csv(*SHEET))
    sheet = sheet_of(cohort, unit, Looking(pia, False, too_late))
    lena, ravi = sheet.rows
    codes = [one.code for one in sheet.columns]
    states = dict(zip(codes, (cell.state for cell in lena.cells), strict=True))
    assert states["A.P1"] is State.CARRIED_MET
    assert states["A.M1"] is State.CARRIED_NOT_MET
    assert states["A.D1"] is State.LATE
    assert ravi.cells[codes.index("A.P1")].state is State.CARRIED_MET


def test_the_learner_sees_what_was_brought_in_until_it_is_decided_here(
    cohort, unit, names, pia, lena, client, in_time
):
    brought(cohort, pia, in_time, as_csv(*SHEET))
    learner = enrolment_of(lena).learner
    [line] = own_queries.judged_before(learner)
    assert (line.unit, line.met, line.not_met) == (unit, ["A.P1", "B.P2"], ["A.M1"])
    client.force_login(Account.objects.create(email="lena@example.ac.uk", person=lena))
    page = client.get("/my-work/").content.decode()
    assert "Judged before" in page
    assert "A.P1, B.P2" in page
    CarriedResult.objects.update(stands=False)
    assert own_queries.judged_before(learner) == []
    assert "Judged before" not in client.get("/my-work/").content.decode()


def test_work_handed_in_later_is_what_the_sheet_shows(cohort, unit, names, pia, own_work, in_time):
    assert CarriedResult.objects.count() == 0
    brought(cohort, pia, in_time, as_csv("Name | B.P2", "Baptiste, Lena | Y"))
    sheet = sheet_of(cohort, unit, Looking(pia, False, in_time))
    by_code = dict(zip((one.code for one in sheet.columns), sheet.rows[0].cells, strict=True))
    assert by_code["A.P1"].state is State.SUBMITTED
    assert by_code["B.P2"].state is State.CARRIED_MET


# -- who is who --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Student ref", lambda lena: lena.ref.lower()), ("ULN", lambda lena: "1000000001"),
        ("Pearson reg no", lambda lena: "AB 12345"), ("Name", lambda lena: f"{lena.surname}, {lena.forenames}"),
        ("Learner name", lambda lena: f"{lena.forenames} {lena.surname}".upper()),
    ],
)  # fmt: skip
def test_a_learner_by_each_of_their_names(cohort, names, pia, in_time, heading, value):
    lena = names["Lena"]
    lena.uln = "1000000001"
    lena.save()
    Registration.objects.create(
        centre=cohort.centre, enrolment=lena.enrolments.get(), learner=lena, number="AB12345",
        programme=cohort.programme, registered_on=date(2025, 9, 15), recorded_by=pia,
        recorded_at=in_time,
    )  # fmt: skip
    trial = tried(
        cohort, pia, in_time, as_csv(f"{heading} | A.P1", f"{value(lena)} | Y", delimiter=";")
    )
    assert words(trial) == []
    assert [one.enrolment for one in trial.carried] == [lena.enrolments.get().pk]


def test_two_of_one_name_are_told_apart_by_reference(cohort, names, pia, in_time):
    other = a_learner(cohort.centre, surname="Shah", forenames="Ravi Kumar")
    an_enrolment(cohort, other)
    trial = tried(cohort, pia, in_time, as_csv("Name | A.P1", "Ravi Shah | Y"))
    [(row, said)] = words(trial)
    assert row == 2
    assert "may be one of 2 learners" in said
    assert said.endswith("Add a column with their reference.")
    trial = tried(cohort, pia, in_time, as_csv("Name | Ref | A.P1", f"Ravi Shah | {other.ref} | Y"))
    assert [one.enrolment for one in trial.carried] == [other.enrolments.get().pk]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Nobody, Here | | Y", "“Nobody, Here” is no learner of this cohort"),
        ("Baptiste, Lena | S999999 | Y", "The reference “S999999” is of no learner of this cohort"),
        (
            "Shah, Ravi | REF | Y",
            "The reference is Baptiste, Lena’s, and the name says “Shah, Ravi”",
        ),
    ],
)
def test_a_learner_who_is_not_ours_stops_it(cohort, names, pia, in_time, line, said):
    line = line.replace("REF", names["Lena"].ref)
    trial = tried(cohort, pia, in_time, as_csv("Name | Ref | A.P1", line))
    assert [(one.row, one.column) for one in trial.errors] == [(2, "C “A.P1”")]
    assert said in trial.errors[0].message


def test_a_row_without_marks_may_be_anybodys(cohort, names, pia, in_time):
    trial = tried(cohort, pia, in_time, as_csv("Name | A.P1", "Gone, Learner |", "Ravi Shah | Y"))
    assert words(trial) == []
    assert "Row 2 has no marks" in trial.notes[-1]


# -- marks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "outcome"),
    [
        ("Y", "met"), ("y", "met"), ("1", "met"), ("✓", "met"), ("tick", "met"), ("Achieved", "met"),
        ("Met", "met"), ("P", "met"), ("12/11/2025", "met"), ("2025-11-12", "met"), ("12.11.25", "met"),
        ("N", "not met"), ("0", "not met"), ("NYA", "not met"), ("Not achieved", "not met"),
        ("R", "not met"), ("Referred", "not met"),
        ("", None), ("IN", None), ("WS", None), ("HO", None), ("EXT", None), ("N/A", None), ("-", None),
    ],
)  # fmt: skip
def test_marks_as_colleges_write_them(cohort, names, pia, in_time, mark, outcome):
    trial = tried(
        cohort, pia, in_time.replace(year=2026), as_csv("Name | A.P1", f"Ravi Shah | {mark}")
    )
    assert words(trial) == []
    assert [one.outcome for one in trial.carried] == ([outcome] if outcome else [])


@pytest.mark.parametrize(
    ("heading", "mark", "said"),
    [
        ("A.P1", "Maybe", "“Maybe” is no mark that is known here"),
        ("A.P1", "NA", "“NA” means not achieved in some sheets"),
        ("A.M1", "P", "“P” stands at a M criterion"),
        ("A.P1", "x", "“x” means met in some sheets"),
        ("A.P1", "1/1/2031", "1 January 2031 is still to come"),
        ("A.P1", "31/2/2025", "There is no date 31/2/2025"),
    ],
)  # fmt: skip
def test_an_unknown_mark_stops_it_with_its_place_and_cure(
    cohort, names, pia, in_time, heading, mark, said
):
    content = as_csv(f"Name | {heading} | C.P3", f"Ravi Shah | {mark} | ")
    trial = tried(cohort, pia, in_time, content)
    [problem] = trial.errors
    assert (problem.row, problem.column) == (2, f"B “{heading}”")
    assert said in problem.message
    with pytest.raises(BadResults):
        brought(cohort, pia, in_time, content)
    assert not CarriedResult.objects.exists()


def test_a_college_says_what_its_marks_mean_and_it_is_kept(cohort, names, pia, in_time):
    content = as_csv("Name | A.P1 | A.M1", "Ravi Shah | C | x")
    file = uploaded(cohort, pia, in_time, content)
    file = say_how_to_read(
        file, by=pia, at=in_time, marks={"C": "met", "x": "not met"}, name="our tracker"
    )
    trial = trial_of(file, pia, in_time)
    assert [one.outcome for one in trial.carried] == ["met", "not met"]
    with pytest.raises(Refused, match="“maybe” is no meaning"):
        say_how_to_read(file, by=pia, at=in_time, marks={"C": "maybe"})


# -- hostile files -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"), (b"  \n ", "The file is empty"), (b"%PDF-1.7 x", "not a sheet"),
        (b"PK\x03\x04 broken", "damaged"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old or protected"),
        (b"\xff\xfeN\x00", "UTF-16"), (b"a,\x00b\n", "NUL"), (b'Name,"P1\nx', "not well-formed"),
        (b",,,\n,,\n", "holds no cells"), (b"x" * (26 * 1024**2), "at most 25 MB"),
        (b"Name,P1" + b"," * 2000 + b"\nLena,Y\n", "at most 1,000"),
    ],
    ids=lambda one: str(one)[:20],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(cohort, names, pia, in_time, content, said):
    with pytest.raises(Unreadable, match=said):
        tried(cohort, pia, in_time, content)


def test_a_table_without_criteria_is_no_sheet(cohort, names, pia, in_time):
    trial = tried(cohort, pia, in_time, as_csv("Name | Group", "Ravi Shah | A"))
    assert "No row of the file has criteria" in trial.errors[0].message


def test_old_encodings_and_semicolons(cohort, names, pia, in_time):
    other = a_learner(cohort.centre, surname="Núñez", forenames="Zoë")
    an_enrolment(cohort, other)
    content = as_csv("Name | A.P1", "Núñez, Zoë | Y", delimiter=";", encoding="cp1252")
    assert [one.enrolment for one in tried(cohort, pia, in_time, content).carried] == [
        other.enrolments.get().pk
    ]


def test_a_workbook_of_several_tabs_with_merged_headings(cohort, unit, names, pia, in_time):
    content = as_xlsx(
        {"Autumn": ("|  | |", "Name | P1 | | M1", "Ravi Shah | Y | | N"), "Notes": ("How to use this",),
         "Unit 1": ("Student | P2", "Ravi Shah | Y")},
        merged=[("B1:D1", "Unit 1: Exploring Business")],
    )  # fmt: skip
    trial = tried(cohort, pia, in_time, content)
    assert words(trial) == []
    assert [one.place for one in trial.carried] == ["Autumn!B3", "Autumn!D3", "Unit 1!B2"]
    assert trial.notes == ["The tab “Notes” has no row of criteria, so it was left out."]
    assert vars(trial.by_unit["1: Exploring Business"])["met"] == 2


def test_a_criterion_in_two_tabs_stops_it(cohort, names, pia, in_time):
    content = as_xlsx(
        {"Unit 1": ("Name | P1", "Ravi Shah | Y"), "1": ("Name | A.P1", "Ravi Shah | N")}
    )
    trial = tried(cohort, pia, in_time, content)
    assert words(trial) == [
        (2, "A.P1 of Shah, Ravi stands at Unit 1!B2 already. Take one of the two out.")
    ]


def test_a_formula_is_named_with_its_cell(cohort, names, pia, in_time):
    content = as_xlsx(
        {"Unit 1": ("Name | P1 | Sum", "Ravi Shah | | ")}, formula=("B2", '=IF(C2>1,"Y","N")')
    )
    assert "Cell B2 holds a formula" in words(tried(cohort, pia, in_time, content))[0][1]
    content = as_xlsx(
        {"Unit 1": ("Name | P1 | Sum", "Ravi Shah | Y | ")}, formula=("C2", "=COUNTA(B2)")
    )
    assert words(tried(cohort, pia, in_time, content)) == []

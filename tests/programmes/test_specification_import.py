"""Specifications brought in: what is kept, what is doubted, what a second file changes."""

import pytest

from fairmark.catalogue.models import BarredPair, Criterion, Specification, Unit, UnitGroup
from fairmark.exchange.actions import commit_import, obstacles_to_undoing, undo_import, upload_file
from fairmark.exchange.importing import importer_of, make_plan
from fairmark.programmes.models import Cohort, Programme, UnitTaken
from fairmark.programmes.specification_columns import aims
from fairmark.trail.models import Event
from tests.builders import MONDAY, a_cohort
from tests.conftest import DATA
from tests.exchange.corpus import a_unit_row, specification_file

pytestmark = pytest.mark.django_db


def planned(centre, content):
    kind = importer_of("specifications")
    return make_plan(kind, centre, kind.table(content, "a.csv"), on=MONDAY.date())


def brought_in(erin, content, name="a.csv"):
    run = upload_file(
        erin.centre, by=erin, at=MONDAY, kind="specifications", file_name=name, content=content
    )
    return commit_import(run, by=erin, at=MONDAY)


FULL = specification_file(
    a_unit_row(
        "1", issue="2", source="Specification, issue 2, page 14", registrations_from="1/9/2016",
        least_size_at_pass="300", status="mandatory", group="", must_pass="yes", unit_level="3",
        credits="10", aims="A", assessment="set",
    ),
    a_unit_row("8", issue="2", status="optional", group="A", group_title="Options", group_min="60",
               group_max="120", group_min_units="1", must_pass="no", barred_with="9",
               criteria="A.P1 A.M1 A.P2"),
    a_unit_row("9", issue="2", status="optional", group="A", assessment="moderated",
               unit_glh="180"),
)  # fmt: skip


def test_everything_a_row_says_is_kept(centre, erin):
    run = brought_in(erin, FULL)

    assert (run.created, run.changed, run.unchanged) == (3, 0, 0)
    specification = Specification.objects.get()
    assert (specification.issue, specification.least_size_at_pass) == (2, 300)
    assert specification.source == "Specification, issue 2, page 14"
    one, eight, nine = Unit.objects.order_by("number")
    assert (one.credits, one.level, one.status, one.must_pass) == (10, "3", "mandatory", True)
    assert (one.assessment, one.aims, one.group) == ("set", "A", None)
    group = UnitGroup.objects.get()
    assert (group.code, group.title, group.status) == ("A", "Options", "optional")
    assert (group.least_units, group.least_size, group.most_size) == (1, 60, 120)
    assert (eight.group, nine.group, eight.must_pass, nine.must_pass) == (group, group, False, None)
    pair = BarredPair.objects.get()
    assert (pair.one, pair.other) == (eight, nine)
    read = eight.criteria.values_list("code", "aims", "band", "ordinal")
    assert list(read) == [("A.P1", "A", "P", 1), ("A.M1", "A", "M", 1), ("A.P2", "A", "P", 2)]


def test_the_shared_specifications_load_without_a_doubt(centre, erin):
    content = (DATA / "specifications.csv").read_bytes()
    plan = planned(centre, content)
    assert plan.errors == []
    assert plan.warnings == []

    brought_in(erin, content)

    assert Unit.objects.count() == 37
    assert not Criterion.objects.filter(band="").exists()
    assert {one.issue for one in Specification.objects.all()} == {1}
    statuses = Unit.objects.filter(specification__qualification__title__endswith="in Computing")
    assert statuses.filter(status="mandatory").count() == 7


def test_the_same_file_again_changes_nothing(centre, erin):
    brought_in(erin, FULL)
    again = planned(centre, FULL)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 3)
    assert again.warnings == []


def test_a_changed_file_shows_what_changes_and_changes_only_that(centre, erin):
    brought_in(erin, FULL)
    changed = specification_file(
        a_unit_row("8", issue="2", unit_glh="60", group="B", criteria="A.P2 A.P1 B.P3",
                   must_pass="yes", aims="AB")
    )  # fmt: skip

    plan = planned(centre, changed)

    assert plan.steps[0].changes == (
        ("hours", "90", "60"), ("must be passed", "no", "yes"), ("learning aims", "", "A B"),
        ("group", "A", "B"), ("criteria", "A.P1 A.M1 A.P2", "A.P2 A.P1 B.P3 A.M1"),
    )  # fmt: skip
    assert "Unit 8 keeps A.M1" in plan.warnings[-1].message
    brought_in(erin, changed)
    eight = Unit.objects.get(number="8")
    assert [one.code for one in eight.criteria.all()] == ["A.P2", "A.P1", "B.P3", "A.M1"]
    assert (eight.glh, eight.group.code, eight.status) == (60, "B", "optional")


def test_another_issue_stands_beside_the_first(centre, erin):
    brought_in(erin, FULL)
    newer = FULL.replace(b",2,", b",3,")
    plan = planned(centre, newer)
    assert plan.created == 3
    assert plan.steps[0].changes == (("specification", "", "issue 3"),)

    brought_in(erin, newer)

    assert [one.issue for one in Specification.objects.all()] == [2, 3]
    assert [one.units.count() for one in Specification.objects.all()] == [3, 3]
    assert Programme.objects.count() == 1


def test_a_file_without_issue_is_about_the_newest_that_is_held(centre, erin):
    brought_in(erin, specification_file(a_unit_row("1")))
    assert Specification.objects.get().issue == 1
    brought_in(erin, specification_file(a_unit_row("1", issue="4")))
    brought_in(erin, specification_file(a_unit_row("1", unit_glh="60")))
    assert list(
        Unit.objects.order_by("specification__issue").values_list("specification__issue", "glh")
    ) == [(1, 90), (4, 60)]


def test_an_import_can_be_undone_as_a_whole(centre, erin):
    brought_in(erin, FULL)

    def everything():
        models = (Unit, UnitGroup, Criterion, Specification)
        return {model: list(model.objects.order_by("pk").values()) for model in models}

    before = everything()
    changed = specification_file(
        a_unit_row("8", issue="2", unit_glh="60", group="B", criteria="A.P2 A.P1 B.P3",
                   registrations_from="1/9/2017")
    )  # fmt: skip
    run = brought_in(erin, changed)

    undo_import(run, by=erin, at=MONDAY)

    assert everything() == before
    first = run.centre.imports.get(status="committed")
    assert obstacles_to_undoing(first, erin, MONDAY) == []
    undo_import(first, by=erin, at=MONDAY)
    assert not Specification.objects.exists()


def test_a_cohort_that_came_first_follows_the_issue_when_it_comes(programme, erin):
    cohort = a_cohort(programme)
    Cohort.objects.update(specification=None)
    Specification.objects.all().delete()

    run = brought_in(erin, specification_file(a_unit_row("1", title=programme.qualification.title)))

    cohort.refresh_from_db()
    assert cohort.specification == Specification.objects.get()
    undo_import(run, by=erin, at=MONDAY)
    cohort.refresh_from_db()
    assert cohort.specification is None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([a_unit_row(criteria="LO1 A.P1")], "LO1 of unit 1 is not written as this family"),
        ([a_unit_row(criteria="A.P1 B.M1")], "B.M1 names learning aim B"),
        ([a_unit_row(family="nationals", scheme="")], "no family that we know"),
        ([a_unit_row(unit_glh="90")], "come to 90 hours of 360"),
        (
            [a_unit_row(assessment="set", criteria="")],
            "set by the awarding body and has no criteria",
        ),
    ],
)
def test_what_is_doubtful_comes_in_and_is_told(centre, rows, words):
    plan = planned(centre, specification_file(*rows))
    assert plan.errors == []
    assert any(words in one.message for one in plan.warnings), plan.warnings


def test_the_hours_of_units_not_in_the_file_count_too(centre, erin):
    some = [a_unit_row(str(n), unit_glh="90", group="M") for n in range(1, 5)]
    brought_in(erin, specification_file(*some))
    plan = planned(centre, specification_file(a_unit_row("5", unit_glh="60", group="M")))
    assert "= 420 hours; the qualification has 360" in plan.errors[0].message


def test_each_programme_and_issue_brought_in_has_its_sentence(centre, erin):
    brought_in(erin, FULL)
    said = Event.objects.filter(name="specification_loaded").values_list(
        "particulars__sentence", flat=True
    )
    assert list(said) == ["Erin Exams brought in 3 units of New (XNEW1), issue 2."]


@pytest.mark.parametrize(("text", "read"), [("A B", "A B"), ("abc", "A B C"), ("1 2 10", "1 2 10")])
def test_learning_aims_are_read_as_people_write_them(text, read):
    assert aims(text) == read


def test_an_import_on_whose_units_somebody_works_is_not_undone(centre, erin, quinn):
    run = brought_in(erin, FULL)
    cohort = a_cohort(Programme.objects.get(code="XNEW1"), Specification.objects.get())
    UnitTaken.objects.create(cohort=cohort, unit=Unit.objects.get(number="8"))
    assert any("1 unit taken made since stand" in one for one in
               obstacles_to_undoing(run, erin, MONDAY))  # fmt: skip

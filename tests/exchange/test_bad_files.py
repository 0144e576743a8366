"""P37: a bad file changes nothing and says where. Over two hundred of them."""

import contextlib

import pytest
from django.utils import timezone

from fairmark.exchange.actions import commit_import, upload_file
from fairmark.exchange.importing import importer_of, make_plan
from fairmark.exchange.reading import Unreadable
from fairmark.learners.models import Learner
from fairmark.people.rules import Role
from fairmark.programmes.models import Programme
from fairmark.registration.agreement_models import Statement
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import MONDAY, a_centre, a_person, a_programme
from tests.exchange import corpus

pytestmark = pytest.mark.django_db

CASES = (
    [("class-list", *case) for case in corpus.class_lists()]
    + [("registrations", *case) for case in corpus.statements()]
    + [("specifications", *case) for case in corpus.specifications()]
)


def test_there_are_over_two_hundred():
    assert len(CASES) > 200
    assert len({(kind, name) for kind, name, *_ in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("kind", "name", "file_name", "content", "words"),
    CASES, ids=[f"{kind}: {name}" for kind, name, *_ in CASES],
)  # fmt: skip
def test_it_is_refused_with_its_place_and_cure(kind, name, file_name, content, words, settings):
    settings.FAIRMARK_MOST_UPLOAD, settings.FAIRMARK_MOST_ROWS = 1024**2, 100
    centre = a_centre(number="10234")
    a_programme(centre)
    erin = a_person(centre, "Erin Exams", Role.EXAMS_OFFICER)
    before = (Learner.objects.count(), Programme.objects.count(), Statement.objects.count())

    importer = importer_of(kind)
    try:
        table = importer.table(content, file_name)
    except Unreadable as refusal:
        said = [str(refusal)]
    else:
        plan = make_plan(importer, centre, table, on=timezone.localtime(MONDAY).date())
        said = [problem.message for problem in plan.errors]
        assert all(p.row is not None or "more than" in p.message for p in plan.errors)
        assert all(p.column for p in plan.errors if p.row)

    assert said, "It was let in."
    assert any(words in one for one in said), said
    assert all(one.endswith(".") and len(one) > 20 for one in said), said
    run = upload_file(centre, by=erin, at=MONDAY, kind=kind, file_name=file_name, content=content)
    with pytest.raises(Refused):
        commit_import(run, by=erin, at=MONDAY)
    run.refresh_from_db()
    assert run.status == "uploaded"
    assert before == (Learner.objects.count(), Programme.objects.count(), Statement.objects.count())
    assert not Event.objects.filter(name="file_imported").exists()


def test_without_the_check_the_good_rows_of_a_bad_file_would_come_in():
    """The twin: a writer that does not look at the errors first."""
    from fairmark.exchange.importing import Journal
    from fairmark.trail.writing import gathering

    centre = a_centre()
    a_programme(centre)
    erin = a_person(centre, "Erin Exams", Role.EXAMS_OFFICER)
    content = corpus.csv(corpus.row(), corpus.row(ref="S2", uln="", dob="31/02/2009"))
    run = upload_file(
        centre, by=erin, at=MONDAY, kind="class-list", file_name="a.csv", content=content
    )
    importer = importer_of("class-list")
    plan = make_plan(importer, centre, importer.table(content, "a.csv"), on=MONDAY.date())
    with gathering("", {}):
        importer.write(plan, Journal(run), by=erin, at=MONDAY)
    assert Learner.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_good_files_come_in_whatever_their_encoding_and_separator(encoding, delimiter):
    centre = a_centre()
    a_programme(centre)
    content = corpus.csv(
        corpus.row(forenames="Siobhán Zoë"), encoding=encoding, delimiter=delimiter
    )
    importer = importer_of("class-list")
    plan = make_plan(importer, centre, importer.table(content, "a.csv"), on=MONDAY.date())
    assert plan.errors == []
    assert plan.created == 1
    assert "Siobhán Zoë" in plan.steps[0].label


def test_one_stray_cell_at_the_far_corner_is_refused_before_it_takes_the_memory():
    def stray(book, page):
        for place, heading in enumerate(corpus.HEADINGS):
            page.write_string(0, place, heading)
        page.write_string(1048575, 16383, "x")

    content = corpus.xlsx(stray)
    with pytest.raises(Unreadable, match="XFD1048576, far from the list"):
        importer_of("class-list").table(content, "a.xlsx")


def test_a_damaged_workbook_is_a_refusal_and_never_a_failure():
    import random

    whole = corpus.xlsx(lambda book, page: corpus._list(page, corpus.GOOD))
    chance, importer = random.Random(7), importer_of("class-list")
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with contextlib.suppress(Unreadable):
            importer.table(bytes(broken), "a.xlsx")

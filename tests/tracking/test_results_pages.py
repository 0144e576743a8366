"""The pages and the command by which a sheet of results comes in: looked at first, then signed for."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.assessment.models import CarriedResult, Decision, ResultsFile
from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.site import cli, commands
from tests.assessment.conftest import enrolment_of
from tests.builders import a_learner, a_person, an_enrolment
from tests.tracking.results import as_csv

pytestmark = pytest.mark.django_db

SHEET = as_csv("Unit 1 | |", "Name | A.P1 | A.M1", "Baptiste, Lena | Y | N", "Shah, Ravi | Y |")


@pytest.fixture
def pia(programme):
    """The programme leader."""
    return a_person(
        programme.centre, "Pia Leader", Role.PROGRAMME_LEADER, programme, email="pia@x.uk"
    )


@pytest.fixture
def at_work(client, cohort, lena, ravi, pia, in_time, time_machine):
    """The programme leader, signed in, with two learners."""
    for person, forename in ((lena, "Lena"), (ravi, "Ravi")):
        learner = enrolment_of(person).learner
        learner.forenames = forename
        learner.save()
    time_machine.move_to(in_time)
    client.force_login(Account.objects.get(person=pia))
    return client


def upload(client, cohort, content=SHEET, name="tracker.csv", **more):
    return client.post(
        f"/tracking/cohorts/{cohort.pk}/results/",
        {"file": SimpleUploadedFile(name, content), **more},
    )


def test_a_sheet_is_looked_at_said_of_signed_and_undone(at_work, cohort):
    address = upload(at_work, cohort).url
    page = at_work.get(address)
    words = page.content.decode()
    assert "Sign for 3 results from before Fairmark" in words
    assert "Say who assessed" in words
    assert not CarriedResult.objects.exists()
    assert (
        at_work.post(f"{address}reading/", {"assessor": "Olu Old", "marks": ""}).status_code == 302
    )
    seen = at_work.get(address).context["trial"].fingerprint
    bare = at_work.post(address, {"seen": seen, "records_at": "Room B12"})
    assert bare.status_code == 422
    assert "Tick the statement" in bare.content.decode()
    signed = {"seen": seen, "records_at": "Room B12", "declared": "on"}
    assert at_work.post(address, signed).status_code == 302
    assert CarriedResult.objects.filter(stands=True).count() == 3
    done = at_work.get(address).content.decode()
    assert "The signed assessment records are kept: Room B12" in done
    sheet = at_work.get(f"/tracking/cohorts/{cohort.pk}/units/{cohort.units_taken.get().unit_id}/")
    assert sheet.content.decode().count('aria-label="Achieved before Fairmark, B"') >= 2
    assert at_work.post(f"{address}undo/").status_code == 302
    assert not CarriedResult.objects.filter(stands=True).exists()


def test_a_page_that_was_looked_at_long_ago_is_not_brought_in(at_work, cohort):
    address = upload(at_work, cohort).url
    at_work.post(f"{address}reading/", {"assessor": "Olu Old", "marks": ""})
    page = at_work.post(address, {"seen": "0" * 16, "records_at": "B12", "declared": "on"})
    assert page.status_code == 422
    assert "Look again" in page.content.decode()
    assert f'value="{page.context["trial"].fingerprint}"' in page.content.decode()


def test_errors_stand_with_row_column_and_cure(at_work, cohort):
    address = upload(at_work, cohort, as_csv("Name | A.P1", "Shah, Ravi | C", "Other, One | Y")).url
    page = at_work.get(address)
    words = page.content.decode()
    assert "“C” is no mark that is known here" in words
    assert "“Other, One” is no learner of this cohort" in words
    assert "Bring it in" not in words
    assert at_work.post(f"{address}reading/", {"marks": "C = great"}).status_code == 422
    assert at_work.post(f"{address}reading/", {"marks": "C = met"}).status_code == 302
    assert "“C” is no mark" not in at_work.get(address).content.decode()


def test_a_reading_is_kept_for_the_next_sheet(at_work, cohort):
    address = upload(at_work, cohort, as_csv("Name | A.P1", "Shah, Ravi | C")).url
    at_work.post(f"{address}reading/", {"marks": "C = met", "assessor": "Olu", "name": "Ours"})
    again = upload(at_work, cohort, as_csv("Name | A.M1", "Shah, Ravi | C"), like="Ours").url
    trial = at_work.get(again).context["trial"]
    assert ([one.assessor for one in trial.carried], trial.errors) == (["Olu"], [])


def test_what_is_no_sheet_is_refused_where_it_is_chosen(at_work, cohort):
    for content in (b"", b"PK\x03\x04 broken", b"%PDF-1.7"):
        assert upload(at_work, cohort, content).status_code == 422
    assert not ResultsFile.objects.exists()


def test_an_assessor_sees_why_nothing_would_come_in(at_work, client, cohort, asa):
    client.force_login(Account.objects.create(person=asa, email="asa@x.uk"))
    address = upload(client, cohort).url
    words = client.get(address).content.decode()
    assert "There is nothing to bring in" in words
    assert "programme leader or the lead internal verifier" in words


def test_the_look_asks_no_more_for_three_learners_than_for_one(
    at_work, cohort, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one = upload(at_work, cohort, as_csv("Name | A.P1", "Shah, Ravi | Y")).url
    an_enrolment(cohort, a_learner(cohort.centre, surname="Okafor", forenames="Ada"))
    three = upload(at_work, cohort, as_csv(
        "Name | A.P1 | A.M1", "Shah, Ravi | Y | N", "Okafor, Ada | N | Y", "Baptiste, Lena | Y | Y"
    )).url  # fmt: skip
    at_work.get(one)
    with CaptureQueriesContext(connection) as asked:
        at_work.get(one)
    with django_assert_num_queries(len(asked)):
        at_work.get(three)


# -- on the command line -----------------------------------------------------------------------


@pytest.fixture
def said(at_work, cohort, tmp_path, capsys):
    """Run the command as the programme leader on files of these contents."""

    def run(*arguments, files=(SHEET,), acting="pia@x.uk"):
        paths = []
        for number, content in enumerate(files):
            path = tmp_path / f"sheet{number}.csv"
            path.write_bytes(content)
            paths.append(str(path))
        options = cli._parser().parse_args(
            ["import", "results", *paths, "--cohort", cohort.code, "--as", acting, *arguments]
        )
        commands.COMMANDS["import"](options)
        return capsys.readouterr().out

    return run


SIGNED = ("--assessor", "Olu Old", "--records-at", "Room B12", "--declare")


def test_a_dry_run_changes_nothing(said):
    document = json.loads(said("--dry-run", "--json"))
    assert document["brought_in"] is False
    [file] = document["files"]
    assert (file["carried_over"], file["undecided"], file["errors"]) == (3, 1, [])
    assert file["units"]["1: Exploring Business"]["met"] == 2
    assert not ResultsFile.objects.exists()


def test_several_files_come_in_together_or_not_at_all(said):
    more = as_csv("Name | B.P2", "Shah, Ravi | Y")
    bad = as_csv("Name | B.M2", "Shah, Ravi | maybe")
    with pytest.raises(commands.Wanting, match="1 error; nothing was brought in"):
        said(*SIGNED, files=(SHEET, bad))
    with pytest.raises(commands.Wanting, match="stands in two of the files"):
        said(*SIGNED, files=(SHEET, SHEET))
    with pytest.raises(commands.Wanting, match="Tick the statement"):
        said("--assessor", "Olu Old", "--records-at", "B12", files=(SHEET, more))
    assert not ResultsFile.objects.exists()
    assert "3 carried over" in said(*SIGNED, files=(SHEET, more))
    assert CarriedResult.objects.count() == 4


def test_a_map_is_kept_under_its_name_and_read_by(said):
    said(
        *SIGNED,
        "--mark",
        "C=met",
        "--map",
        "ours",
        files=(as_csv("Name | A.P1", "Shah, Ravi | C"),),
    )
    said(*SIGNED, "--map", "ours", files=(as_csv("Name | A.M1", "Shah, Ravi | C"),))
    assert set(CarriedResult.objects.values_list("mark", "outcome")) == {("C", "met")}
    with pytest.raises(commands.Wanting, match="No reading is kept as “theirs”"):
        said("--map", "theirs")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--unit", "99"), "1 error"), (("--mark", "C=great"), "is not understood"),
        (("--cohort", "NONE"), "There is no cohort"),
    ],
)  # fmt: skip
def test_what_is_found_wanting(said, arguments, words):
    with pytest.raises(commands.Wanting, match=words):
        said(*arguments)
    assert not Decision.objects.exists()

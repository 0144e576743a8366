"""Reading the figures from the records, reviewing them, and what the board says."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fairmark.assessment.models import Decision
from fairmark.briefs.models import Issue
from fairmark.fairness import queries
from fairmark.fairness.actions import review_difference
from fairmark.fairness.models import DifferenceReview
from fairmark.fairness.rules import By, Group
from fairmark.guide.showing import State, shown
from fairmark.learners.models import Enrolment, Learner
from fairmark.people.models import Account
from fairmark.people.queries import roles_in_force
from fairmark.people.rules import Role
from fairmark.planner import sources
from fairmark.planner.sources import Whose
from fairmark.trail.models import Event
from fairmark.workflow.refusals import Refused
from tests.builders import a_person, hold
from tests.fairness.conftest import judged

pytestmark = pytest.mark.django_db

FEMALE = {"by_what": "sex", "group_key": "F", "band": "P"}
LOOKED = {"outcome": "explained", "words": "The men’s group had no laptops in week 3."}


def outcomes(cohort, at, unit=None):
    return queries.outcomes_of(cohort, at.date(), unit)


def review(cohort, by, at, **but):
    return review_difference(cohort, by=by, at=at, **FEMALE | LOOKED | but)


# -- what is counted -------------------------------------------------------------------------


def test_only_what_is_signed_counts(issue, asa, in_time):
    judged(issue, asa, in_time, count=3, met=3, sex="F", signed=False)
    found = outcomes(issue.brief.assignment.cohort, in_time)
    assert (found.picture.learners, found.handed_in) == (0, 3)


def test_a_learner_is_grouped_by_what_the_records_hold(issue, asa, in_time, centre):
    [one] = judged(issue, asa, in_time, count=1, met=1, sex="F")
    cohort = issue.brief.assignment.cohort
    group = cohort.groups.create(code="1A")
    site = centre.sites.create(name="Main")
    Enrolment.objects.filter(pk=one.pk).update(group=group, site=site)
    Issue.objects.update(session="remote")
    work = queries.pieces_among(centre, in_time.date(), {cohort.pk})
    found = queries.judged(work)
    assert found.groups == {
        By.SEX: Group("F", "Female"), By.SITE: Group(str(site.pk), str(site)),
        By.GROUP: Group(str(group.pk), "1A"), By.MODE: Group("remote", "Remotely"),
        By.ASSESSOR: Group(str(asa.pk), "Asa Assessor"),
    }  # fmt: skip
    assert found.met == {"P": True}
    Learner.objects.update(sex="")
    assert (
        By.SEX
        not in queries.judged(queries.pieces_among(centre, in_time.date(), {cohort.pk})).groups
    )


def test_every_criterion_of_a_band_has_to_be_met(issue, asa, in_time):
    [one] = judged(issue, asa, in_time, count=1, met=1)
    work = one.submissions.get()
    other = work.assignment.unit.criteria.get(code="B.P2")
    made = Decision.objects.create(
        submission=work, criterion=other, outcome="not met", by=asa, at=in_time,
        record=work.records.get(),
    )  # fmt: skip
    cohort = work.assignment.cohort

    def met():
        return queries.judged(queries.pieces_among(cohort.centre, in_time.date(), {cohort.pk})).met

    assert met() == {"P": False}
    Decision.objects.filter(pk=made.pk).update(outcome="met")
    assert met() == {"P": True}


# -- reviews ---------------------------------------------------------------------------------


def test_a_review_is_added_with_the_figures_that_were_looked_at(unlike, vera, in_time):
    [line] = outcomes(unlike, in_time).open()
    made = review(unlike, vera, in_time)
    assert (made.met, made.of, made.others_met, made.others_of) == (19, 20, 5, 20)
    assert (made.low, made.high) == line.between
    assert outcomes(unlike, in_time).open() == []
    event = Event.objects.get(name="difference_reviewed")
    assert event.actor == str(vera.key)


def test_it_asks_again_once_the_difference_has_moved(unlike, vera, in_time):
    review(unlike, vera, in_time)
    Decision.objects.filter(submission__enrolment__learner__sex="M").update(outcome="not met")
    assert [line.group.label for line in outcomes(unlike, in_time).open()] == ["Female"]


def test_what_is_promised_stays_open_until_somebody_says_what_came_of_it(unlike, vera, in_time):
    due_on = in_time.date() + timedelta(days=7)
    review(unlike, vera, in_time, outcome="to do", to_do="Lend laptops.", due_on=due_on)
    found = outcomes(unlike, in_time)
    assert (found.open(), [one.to_do for one in found.to_do()]) == ([], ["Lend laptops."])
    review(unlike, vera, in_time, words="They have laptops now.")
    assert outcomes(unlike, in_time).to_do() == []
    assert DifferenceReview.objects.count() == 2


@pytest.mark.parametrize(
    ("but", "says"),
    [
        ({"words": " "}, "Say what you looked at"),
        ({"outcome": "to do"}, "Say what is done about it, and by which day"),
        ({"group_key": "X"}, "no such difference"),
        ({"band": "M"}, "no such difference"),
    ],
)
def test_a_review_that_says_too_little_is_refused(unlike, vera, in_time, but, says):
    with pytest.raises(Refused, match=says):
        review(unlike, vera, in_time, **but)
    assert not DifferenceReview.objects.exists()


def test_a_promise_is_for_a_day_to_come(unlike, vera, in_time):
    with pytest.raises(Refused, match="That day has passed"):
        review(unlike, vera, in_time, outcome="to do", to_do="Lend laptops.",
               due_on=in_time.date() - timedelta(days=1))  # fmt: skip


def test_what_chance_explains_or_is_reviewed_is_not_reviewed(alike, vera, in_time):
    with pytest.raises(Refused, match="Nothing waits for a review"):
        review(alike, vera, in_time)


def test_nobody_reviews_figures_of_their_own_decisions(issue, asa, in_time, vera):
    programme = issue.brief.assignment.cohort.programme
    other = a_person(asa.centre, "Bo Second", Role.ASSESSOR, programme)
    judged(issue, asa, in_time, count=20, met=19)
    judged(issue, other, in_time, count=20, met=5)
    hold(asa, Role.LEAD_INTERNAL_VERIFIER, programme)
    mine = {"by_what": "assessor", "group_key": str(asa.pk), "band": "P"}
    cohort = issue.brief.assignment.cohort
    with pytest.raises(Refused, match="about your own decisions"):
        review_difference(cohort, by=asa, at=in_time, **mine, **LOOKED)
    review_difference(cohort, by=vera, at=in_time, **mine, **LOOKED)


def test_only_the_lead_verifier_or_the_nominee_reviews(unlike, asa, quinn, in_time):
    with pytest.raises(Refused, match="Only the lead internal verifier or the quality nominee"):
        review(unlike, asa, in_time)
    review(unlike, quinn, in_time)


def test_the_database_keeps_a_review_whole(unlike, vera, in_time):
    review(unlike, vera, in_time)
    for broken in ({"words": ""}, {"outcome": "to do"}, {"met": 21}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DifferenceReview.objects.update(**broken)


# -- tasks and board -------------------------------------------------------------------------


def tasks_of(person, at):
    whose = Whose(person.centre, person, tuple(roles_in_force(person, at)), at.date())
    return [one.title for one in sources.tasks(whose) if "difference" in one.title]


def test_the_lead_verifier_is_asked(unlike, vera, asa, in_time):
    assert tasks_of(vera, in_time) == [f"Review 1 difference between groups of {unlike}"]
    assert tasks_of(asa, in_time) == []
    due_on = in_time.date() + timedelta(days=7)
    review(unlike, vera, in_time, outcome="to do", to_do="Lend laptops.", due_on=due_on)
    assert tasks_of(vera, in_time) == [f"Say what came of a difference in {unlike}"]


def showing(centre, on):
    return shown("ASM-A1", centre, on)


def test_too_few_to_compare_cannot_be_told(issue, asa, centre, in_time):
    judged(issue, asa, in_time, count=9, met=9, sex="F")
    judged(issue, asa, in_time, count=20, met=0, sex="M")
    assert showing(centre, in_time.date()).state == State.CANNOT_TELL


def test_groups_that_come_out_alike_show_it(alike, centre, in_time):
    found = showing(centre, in_time.date())
    assert found.state == State.MET
    assert "no difference larger than chance explains" in found.sentence
    assert (found.told, found.asked) == (40, 40)


def test_a_difference_turns_it_until_it_is_reviewed_and_a_promise_that_is_overdue_again(
    unlike, vera, centre, in_time
):
    on = in_time.date()
    assert showing(centre, on).state == State.NOT_MET
    due_on = on + timedelta(days=7)
    review(unlike, vera, in_time, outcome="to do", to_do="Lend laptops.", due_on=due_on)
    assert showing(centre, on).state == State.UNDER_WAY
    assert showing(centre, due_on + timedelta(days=1)).state == State.NOT_MET
    review(unlike, vera, in_time, words="They have laptops now.")
    assert showing(centre, on).state == State.MET


# -- pages -----------------------------------------------------------------------------------


def open_as(client, person, address):
    account = person.accounts.first() or Account.objects.create_user(
        f"{person.pk}@example.ac.uk", person=person
    )
    client.force_login(account)
    return client.get(address)


@pytest.fixture
def by_assessor(issue, asa, in_time):
    programme = issue.brief.assignment.cohort.programme
    other = a_person(asa.centre, "Bo Second", Role.ASSESSOR, programme)
    judged(issue, asa, in_time, count=20, met=19)
    judged(issue, other, in_time, count=20, met=5)
    return issue.brief.assignment.cohort


def test_figures_by_assessor_are_for_the_lead_verifier_nominee_and_head(
    client, by_assessor, asa, pia, vera, quinn, hana, erin
):
    page = f"/fairness/cohorts/{by_assessor.pk}/"
    for person in (asa, pia, erin, vera, quinn, hana):
        sees = person in (vera, quinn, hana)
        shown_page = open_as(client, person, page).content.decode()
        assert ("Bo Second" in shown_page) is sees, person
        assert "waits for the lead internal verifier" in shown_page or sees


def test_the_page_says_it_in_words_first_and_offers_the_review(client, unlike, vera, asa):
    page = f"/fairness/cohorts/{unlike.pk}/"
    found = open_as(client, vera, page).content.decode()
    assert "By sex, Female: 95% met every Pass criterion judged, of the others 25%." in found
    assert 'href="review/sex/F/P/"' in found
    assert "review/" not in open_as(client, asa, page).content.decode()


def test_a_review_is_kept_from_its_page(client, unlike, vera):
    page = f"/fairness/cohorts/{unlike.pk}/review/sex/F/P/"
    assert (
        "19 of 20 learners met every Pass criterion" in open_as(client, vera, page).content.decode()
    )
    client.post(page, {"words": "No laptops.", "outcome": "explained"})
    assert DifferenceReview.objects.get().words == "No laptops."
    assert open_as(client, vera, page.replace("/F/", "/X/")).status_code == 404
    assert open_as(client, vera, page.replace("sex", "age")).status_code == 404


def test_a_unit_has_figures_of_its_own(client, unlike, vera, unit):
    page = f"/fairness/cohorts/{unlike.pk}/?unit={unit.pk}&band=P"
    found = open_as(client, vera, page).content.decode()
    assert f'href="review/sex/F/P/?unit={unit.pk}"' in found
    for wrong in ("x", "999999"):
        assert open_as(client, vera, f"/fairness/cohorts/{unlike.pk}/?unit={wrong}").status_code == 404  # fmt: skip


def test_without_figures_the_page_says_so(client, issue, vera):
    found = open_as(client, vera, f"/fairness/cohorts/{issue.brief.assignment.cohort_id}/")
    assert "Too few learners to tell" in found.content.decode()


def test_the_list_asks_as_often_for_many_as_for_few(client, issue, vera, asa, in_time):
    counts = []
    open_as(client, vera, "/fairness/")
    for count in (1, 3):
        judged(issue, asa, in_time, count=count, met=count, sex="M")
        with CaptureQueriesContext(connection) as asked:
            open_as(client, vera, "/fairness/")
        counts.append(len(asked))
    assert counts[0] == counts[1]

"""MAL-3: who was shown how sources are named, told in a session or confirmed by themselves."""

from datetime import date, timedelta

import pytest

from fairmark.guide.showing import State, shown
from fairmark.people.rules import Role
from fairmark.policies.actions import acknowledge_version
from fairmark.policies.models import PolicyVersion
from fairmark.teaching.told_actions import tell_learners
from fairmark.teaching.told_models import Telling
from fairmark.workflow.refusals import NotYours
from tests.builders import MONDAY, a_cohort, a_person, a_policy, a_programme, an_enrolment
from tests.teaching.test_actions import refusal, said

pytestmark = pytest.mark.django_db

ON = MONDAY.date()
PAST = date(2025, 10, 21)
MALPRACTICE = {"policy": "malpractice", "told_on": ON}


@pytest.fixture
def version(centre):
    return a_policy(centre, "malpractice")


@pytest.fixture
def lena(cohort):
    return an_enrolment(cohort).learner


@pytest.fixture
def zofia(cohort):
    """A learner with an account of their own."""
    learner = an_enrolment(cohort).learner
    learner.person = a_person(cohort.centre, "Zofia Learner", Role.LEARNER)
    learner.save()
    return learner


def state(cohort, on=PAST):
    return shown("MAL-3", cohort.centre, on).state


def whats(cohort, on=PAST):
    return [one.what for one in shown("MAL-3", cohort.centre, on).findings]


def test_mal_3_turns_with_the_learner_who_has_not_confirmed(cohort, version, lena, zofia, pia):
    assert state(cohort) == State.CANNOT_TELL
    tell_learners(cohort, by=pia, at=MONDAY, learners=[lena], **MALPRACTICE)
    assert said("learners_told") == (
        "Pia Leader recorded that 1 learner of XBS3A-2025 confirmed on 6 October 2025 what the "
        "Assessment malpractice policy asks of them."
    )
    assert state(cohort) == State.NOT_MET
    assert whats(cohort) == ["XBS3A-2025: 1 learner without having confirmed how sources are named"]
    assert state(cohort, ON) == State.UNDER_WAY
    acknowledge_version(version, by=zofia.person, at=MONDAY)
    assert (state(cohort), whats(cohort)) == (State.MET, [])
    late = an_enrolment(cohort, starts_on=PAST)
    assert state(cohort, PAST) == State.UNDER_WAY
    late.delete()
    Telling.objects.all().delete()
    assert state(cohort) == State.NOT_MET


def test_mal_3_turns_when_the_policy_says_nothing_on_sources(cohort, version, lena, pia):
    tell_learners(cohort, by=pia, at=MONDAY, learners=[lena], **MALPRACTICE)
    assert state(cohort) == State.MET
    content = version.content
    content["learner"] = [
        one for one in content["learner"] if "MAL-3" not in one.get("clauses", ())
    ]
    PolicyVersion.objects.filter(pk=version.pk).update(content=content)
    assert state(cohort) == State.NOT_MET
    assert whats(cohort) == ["XBS3A-2025: the learners’ version does not say how sources are named"]
    PolicyVersion.objects.filter(pk=version.pk).update(effective_on=date(2026, 1, 5))
    assert (state(cohort), whats(cohort)) == (
        State.CANNOT_TELL, ["No malpractice policy is in force"]
    )  # fmt: skip


def test_a_change_that_is_material_is_told_anew_and_another_is_not(cohort, version, lena, pia):
    tell_learners(cohort, by=pia, at=MONDAY, learners=[lena], **MALPRACTICE)
    newer = a_policy(cohort.centre, "malpractice", effective_on=date(2025, 10, 13))
    assert state(cohort) == State.CANNOT_TELL  # nobody has confirmed what holds now
    PolicyVersion.objects.filter(pk=newer.pk).update(is_material=False)
    assert state(cohort) == State.MET


def test_a_session_is_refused_that_could_not_have_been(cohort, version, lena, pia, erin):
    def refused(**but):
        return refusal(
            tell_learners, cohort, by=pia, **MALPRACTICE | {"learners": [lena]} | but
        )  # fmt: skip

    assert refused(learners=[]) == ["Tick who was there and confirmed it."]
    assert refused(told_on=ON + timedelta(days=1)) == [
        "7 October 2025 is still to come. Record the session when it has taken place."
    ]
    assert refused(told_on=date(2025, 9, 2)) == [
        f"{lena} was not on the class list of XBS3A-2025 on 2 September 2025."
    ]
    assert refused(policy="appeals") == [
        "No appeals policy with a part for learners was in force on 6 October 2025."
    ]
    elsewhere = an_enrolment(
        a_cohort(a_programme(cohort.centre, code="XBS3E", title="Law"))
    ).learner
    assert refused(learners=[elsewhere]) == [
        f"{elsewhere} was not on the class list of XBS3A-2025 on 6 October 2025."
    ]
    with pytest.raises(NotYours):
        tell_learners(cohort, by=erin, at=MONDAY, learners=[lena], **MALPRACTICE)
    assert not Telling.objects.exists()


def test_the_page_says_who_confirmed_how_and_records_who_was_there(
    cohort, version, lena, zofia, leader, client
):
    acknowledge_version(version, by=zofia.person, at=MONDAY)
    here = f"/programmes/cohorts/{cohort.pk}/file/told/"
    page = client.get(here).content.decode()
    assert "1 of 2 learners confirmed version 1" in page
    assert "by themselves" in page
    assert "Not yet" in page
    form = client.get(f"{here}malpractice/new/").content.decode()
    assert lena.listed_name in form
    assert zofia.listed_name not in form
    sent = {"told_on": "06/10/2025", "learners": [lena.pk]}
    answer = client.post(f"{here}malpractice/new/", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"{here}?policy=malpractice")
    assert "in a session" in client.get(here).content.decode()
    assert client.get(f"{here}appeals/new/").status_code == 404

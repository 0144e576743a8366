"""Work compared and looked into: what is found, kept, left out and told."""

from datetime import timedelta

import pytest

from fairmark.assessment.models import Authorisation, Submission
from fairmark.briefs.models import Brief
from fairmark.evidence.keeping import attached_to
from fairmark.evidence.models import StoredFile
from fairmark.people.rules import Role
from fairmark.policies.models import PolicyNumber
from fairmark.similarity import actions, checks, queries, rules
from fairmark.similarity.models import Compared, Likeness, Look, TextRead
from fairmark.site.daily import do_day
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import a_learner, a_person, a_policy, a_programme, an_enrolment, machine
from tests.similarity.conftest import OWN, SHARED, compared, prose, work_of


def rows():
    return [
        (like.one.enrolment.learner.forenames, like.other.enrolment.learner.forenames,
         like.percent, like.percent_other, like.passages)
        for like in Likeness.objects.order_by("pk")
    ]  # fmt: skip


def said(name):
    return [one.sentence for one in Event.objects.filter(name=name).order_by("sequence")]


def test_work_handed_in_later_is_like_the_work_before_it(pair, asa, in_time, assignment):
    compared(assignment, asa, in_time)

    [(one, other, percent, percent_other, passages)] = rows()
    assert one == "Ravi"
    assert other.startswith("Lena")
    assert passages == [[90, 300, 80]]
    assert (percent, percent_other) == (80 * 100 // 200, 80 * 100 // 440)
    assert Likeness.objects.get().asked_from == 15
    assert said("work_compared") == [
        f"Asa Assessor had the work on {assignment} compared: 2 pieces of work, 1 likeness, 1 from 15 "
        "in every hundred words on; 0 not read whole."
    ]


def test_unrelated_work_is_like_nothing(issue, lena, ravi, in_time, asa, assignment):
    for seed, person in enumerate((lena, ravi)):
        work_of(issue, person, in_time, ("a.txt", prose(400, seed).encode()))
    compared(assignment, asa, in_time)
    assert rows() == []
    assert Compared.objects.count() == 2


def test_attempts_of_one_learner_are_not_held_against_one_another(
    pair, vera, asa, in_time, assignment
):
    first = pair[0]
    again = Authorisation.objects.create(
        centre=first.centre, assignment=assignment, enrolment=first.enrolment, granted=True,
        attempt="resubmission", due_on=in_time.date(), by=vera, at=in_time,
    )  # fmt: skip
    second = Submission.objects.get(pk=first.pk)
    second.pk, second.attempt, second.authorisation = None, "resubmission", again
    second.handed_in_at = in_time + timedelta(hours=4)
    second.save()
    file = attached_to(first)[0]
    file.pk, file.about_id = None, second.pk
    file.save()

    compared(assignment, asa, in_time)

    assert {(one, other[:4]) for one, other, *_ in rows()} == {("Ravi", "Lena")} | {
        (second.enrolment.learner.forenames, "Ravi")
    }


def test_the_same_file_handed_in_by_two_is_alike_whole(issue, lena, ravi, in_time, asa, assignment):
    for hour, person in enumerate((lena, ravi)):
        at = in_time + timedelta(hours=hour)
        work_of(issue, person, at, ("a.txt", OWN.encode()))
    compared(assignment, asa, in_time)
    assert TextRead.objects.count() == StoredFile.objects.count() == 1
    assert [row[2:4] for row in rows()] == [(100, 100)]


def test_the_brief_s_own_words_are_left_out(issue, lena, ravi, in_time, asa, assignment):
    Brief.objects.update(scenario=SHARED)
    for seed, person in enumerate((lena, ravi)):
        work_of(issue, person, in_time, ("a.txt", f"{SHARED}\n{prose(200, seed)}".encode()))
    compared(assignment, asa, in_time)
    assert rows() == []
    assert [one.left_out for one in Compared.objects.all()] == [80, 80]


def test_what_most_of_the_work_has_is_left_out(issue, cohort, in_time, asa, assignment):
    for seed in range(5):
        learner = a_learner(cohort.centre, person=a_person(cohort.centre, f"L{seed}", Role.LEARNER))
        an_enrolment(cohort, learner)
        work_of(issue, learner.person, in_time, ("a.txt", f"{SHARED}\n{prose(90, seed)}".encode()))
    compared(assignment, asa, in_time)
    assert rows() == []
    assert all(one.left_out >= 80 - rules.SHORTEST for one in Compared.objects.all())


def test_files_of_one_piece_of_work_are_one_text(issue, lena, ravi, in_time, asa, assignment):
    work_of(issue, lena, in_time, ("a.txt", OWN.encode()), ("b.txt", SHARED.encode()))
    work_of(issue, ravi, in_time + timedelta(hours=1), ("c.txt", SHARED.encode() + b" and more"))
    compared(assignment, asa, in_time)
    # The first word of the second file stands after those of the first and the join.
    assert rows()[0][4] == [[0, 301, 80]]


def test_a_file_that_cannot_be_read_is_said_and_stops_nothing(
    pair, cohort, issue, in_time, asa, assignment
):
    person = a_person(cohort.centre, "Pat Photo", Role.LEARNER)
    an_enrolment(cohort, a_learner(cohort.centre, person=person))
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND"
    work = work_of(issue, person, in_time, ("shop.png", picture))
    compared(assignment, asa, in_time)
    assert Compared.objects.get(submission=work).unread == [["shop.png", "it is a picture (.png)"]]
    assert len(rows()) == 1
    assert "1 not read whole" in said("work_compared")[0]


def test_comparing_again_brings_up_to_date_and_keeps_what_was_looked_into(
    pair, asa, in_time, assignment
):
    compared(assignment, asa, in_time)
    like = Likeness.objects.get()
    Likeness.objects.update(percent=99)
    compared(assignment, asa, in_time)
    assert Likeness.objects.get().pk == like.pk
    assert Likeness.objects.get().percent == 40

    looked(like, asa, in_time)
    Likeness.objects.update(percent=99)
    compared(assignment, asa, in_time)
    assert Likeness.objects.get().percent == 99


def test_what_is_no_longer_alike_goes_unless_somebody_looked_into_it(
    pair, asa, in_time, assignment
):
    compared(assignment, asa, in_time)
    looked(Likeness.objects.get(), asa, in_time)
    Brief.objects.update(scenario=SHARED)
    compared(assignment, asa, in_time)
    assert Likeness.objects.count() == 1
    Look.objects.all().delete()
    compared(assignment, asa, in_time)
    assert Likeness.objects.count() == 0


def looked(like, by, at, **but):
    what = {"outcome": "nothing", "words": "Both quote the town’s own history."} | but
    return actions.look_into_likeness(like, by=by, at=at, **what)


def test_a_look_is_added_and_names_only_the_learner_whose_record_it_is(
    pair, asa, vera, in_time, assignment
):
    compared(assignment, asa, in_time)
    like = Likeness.objects.get()
    assert queries.waiting(Likeness.objects.all()).count() == 1

    looked(like, asa, in_time)
    looked(like, vera, in_time, outcome="talk", words="Page 2 needs a word.")

    assert queries.waiting(Likeness.objects.all()).count() == 0
    assert [(one.by, one.outcome) for one in like.looks.all()] == [(asa, "nothing"), (vera, "talk")]
    assert said("likeness_looked_into")[0] == (
        f"Asa Assessor looked into how like the work of {like.one.enrolment.learner} on {assignment} "
        "is to other work (40 in every hundred words): there is nothing in it. Both quote the town’s "
        "own history."
    )


def test_a_look_says_what_was_seen(pair, asa, in_time, assignment):
    compared(assignment, asa, in_time)
    with pytest.raises(Refused) as refusal:
        looked(Likeness.objects.get(), asa, in_time, words=" ")
    assert [str(one) for one in refusal.value.obstacles] == [
        "Say what you saw. Without a word nobody can tell later why it was left or taken up."
    ]
    assert not Look.objects.exists()


@pytest.mark.parametrize("who", ["pia", "quinn", "lena", "ivor"])
def test_only_who_judges_work_compares_it_or_looks_into_it(
    who, request, pair, asa, in_time, assignment
):
    person = request.getfixturevalue(who)
    with pytest.raises(NotYours):
        compared(assignment, person, in_time)
    compared(assignment, asa, in_time)
    with pytest.raises(NotYours):
        looked(Likeness.objects.get(), person, in_time)


def test_an_assessor_of_another_programme_does_neither(pair, centre, asa, in_time, assignment):
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    olga = a_person(centre, "Olga Other", Role.ASSESSOR, other)
    with pytest.raises(NotYours):
        compared(assignment, olga, in_time)


def test_nothing_is_compared_before_anything_is_handed_in(issue, asa, in_time, assignment):
    with pytest.raises(Refused):
        compared(assignment, asa, in_time)


def test_less_than_is_kept_is_not_kept_and_the_policy_says_what_is_looked_into(
    issue, lena, ravi, in_time, asa, assignment, centre
):
    a_policy(centre, "malpractice", similarity_percent=40)
    work_of(issue, lena, in_time, ("a.txt", f"{OWN} {prose(30, 9)}".encode()))
    work_of(issue, ravi, in_time + timedelta(hours=1),
            ("b.txt", f"{prose(30, 9)} {prose(120, 8)}".encode()))  # fmt: skip
    compared(assignment, asa, in_time)
    like = Likeness.objects.get()
    assert (like.most, like.is_over) == (20, False)
    assert queries.waiting(Likeness.objects.all()).count() == 0


def test_the_night_compares_what_is_new_and_says_so_once(pair, centre, in_time):
    at = in_time + timedelta(days=1)
    do_day(centre, at=at)
    assert len(rows()) == 1
    assert [one.split(":")[0] for one in said("work_compared")] == [
        "The command line had new work compared"
    ]
    do_day(centre, at=at + timedelta(days=1))
    assert len(said("work_compared")) == 1


def test_a_policy_that_comes_later_has_the_work_held_to_it(issue, lena, ravi, in_time, centre):
    for hour, person in enumerate((lena, ravi)):
        work_of(issue, person, in_time + timedelta(hours=hour), ("a.txt", OWN.encode()))
    by = machine(centre)
    checks.compare_at_night(centre, by=by, at=in_time)
    assert Likeness.objects.get().asked_from is None
    assert not Likeness.objects.get().is_over
    assert queries.due(centre, in_time.date()) == []
    a_policy(centre, "malpractice")
    checks.compare_at_night(centre, by=by, at=in_time)
    assert Likeness.objects.get().asked_from == PolicyNumber.objects.get(key=queries.PERCENT).value
    assert Likeness.objects.get().is_over


def test_another_method_reads_every_text_anew(pair, centre, in_time, monkeypatch):
    by = machine(centre)
    checks.compare_at_night(centre, by=by, at=in_time)
    TextRead.objects.update(method=0, words=0)
    Compared.objects.update(method=0)
    checks.compare_at_night(centre, by=by, at=in_time)
    assert {(one.method, one.words > 0) for one in TextRead.objects.all()} == {(rules.METHOD, True)}


def test_a_night_stops_after_so_many_and_goes_on_the_next(pair, centre, in_time, monkeypatch):
    monkeypatch.setattr(checks, "MOST_A_NIGHT", 0)
    monkeypatch.setattr(checks, "BATCH", 1)
    assert checks.compare_at_night(centre, by=machine(centre), at=in_time) == 1
    assert queries.due(centre, in_time.date()) == []


def test_another_centre_s_work_is_never_compared(pair, asa, in_time, assignment):
    found = checks.compare(a_person_of_another_centre().centre, [assignment.pk], in_time)
    assert found.results == []


def a_person_of_another_centre():
    from tests.builders import a_centre

    return machine(a_centre())

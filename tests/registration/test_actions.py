"""What the exams office does, and what it is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairmark.learners.tutorial_models import TutorialNote
from fairmark.people.rules import Role
from fairmark.programmes.models import Programme
from fairmark.registration import (
    actions,
    agreement_actions,
    check_actions,
    entry_actions,
    merging,
    queries,
)
from fairmark.registration.agreement_models import BodyRecord, Difference, Statement
from fairmark.registration.models import Change, Confirmation, Registration
from fairmark.rulebook.queries import rule
from fairmark.teaching.told_models import Telling
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NeedsReason, NotYours, Refused
from tests.builders import (
    MONDAY,
    a_centre,
    a_cohort,
    a_learner,
    a_person,
    a_policy,
    a_programme,
    a_unit,
    an_enrolment,
    hold,
)

SENT = date(2025, 9, 15)


def events(centre, *but):
    names = Event.objects.of_centre(centre).order_by("sequence").values_list("name", flat=True)
    return [name for name in names if name not in ("centre_set_up", "policy_published", *but)]


def register(enrolment, erin, on=SENT):
    return actions.register_learner(enrolment, by=erin, at=MONDAY, on=on)


def test_a_learner_is_registered_with_one_event(cohort, erin):
    registration = register(an_enrolment(cohort), erin)
    assert (registration.status, registration.programme) == ("registered", cohort.programme)
    assert registration.completes_on == date(2027, 7, 2)
    assert events(cohort.centre) == ["learner_registered"]


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        ({"date_of_birth": None}, "The date of birth is missing."),
        ({"surname": ""}, "The surname is missing."),
    ],
)
def test_a_learner_with_a_detail_missing_is_not_registered(cohort, erin, but, reason):
    enrolment = an_enrolment(cohort, a_learner(cohort.centre, **but))
    with pytest.raises(Refused) as refusal:
        register(enrolment, erin)
    assert refusal.value.obstacles == [reason]
    assert not Registration.objects.exists()
    assert events(cohort.centre) == ["refused"]


def test_nobody_is_registered_twice_on_one_programme(cohort, erin):
    enrolment = an_enrolment(cohort)
    register(enrolment, erin)
    with pytest.raises(Refused, match="already registered"):
        register(enrolment, erin)
    assert Registration.objects.count() == 1


def test_nobody_is_registered_in_the_future(cohort, erin):
    with pytest.raises(Refused, match="still to come"):
        register(an_enrolment(cohort), erin, on=MONDAY.date() + timedelta(days=1))


def test_names_too_long_for_the_form_need_a_reason(cohort, erin):
    learner = a_learner(cohort.centre, forenames="Maximiliana Anastasia")
    enrolment = an_enrolment(cohort, learner)
    with pytest.raises(NeedsReason) as needed:
        register(enrolment, erin)
    assert "takes 20" in needed.value.obstacles[0]
    actions.register_learner(enrolment, by=erin, at=MONDAY, on=SENT, reason="Agreed by telephone.")
    event = Event.objects.get(name="learner_registered")
    assert event.details["reason"] == "Agreed by telephone."
    assert event.details["cautions"] == needed.value.obstacles


def test_a_day_before_teaching_needs_a_reason(cohort, erin):
    with pytest.raises(NeedsReason) as needed:
        register(an_enrolment(cohort, starts_on=date(2025, 9, 22)), erin, on=SENT)
    assert needed.value.obstacles == [
        "15 September 2025 is before the first day of teaching, 22 September 2025. Check the day, or "
        "say why the learner was registered before."
    ]


def test_a_transfer_asks_for_the_rule_of_the_colleges_day(cohort, erin, monkeypatch):
    """Half past midnight in summer is still yesterday by UTC."""
    registration = register(an_enrolment(cohort), erin)
    days = []

    def asked(key, *, family, on):
        days.append(on)
        return rule(key, family=family, on=on)

    monkeypatch.setattr(queries, "rule", asked)
    half_past_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert queries.obstacles_to_transferring(registration, erin, half_past_midnight) == []
    assert days == [date(2026, 7, 1)]


def test_one_who_may_be_another_learner_is_left_by_the_intake_and_needs_a_reason_alone(
    cohort, erin
):
    details = {"surname": "O’Brien", "forenames": "Tom", "date_of_birth": date(2009, 1, 2)}
    a_learner(cohort.centre, ref="S1", **details)
    enrolment = an_enrolment(cohort, a_learner(cohort.centre, **details | {"surname": "OBRIEN"}))
    doubt = "May be the same learner as Tom O’Brien (S1): the same name and date of birth."
    outcome = actions.register_intake(cohort, by=erin, at=MONDAY, on=SENT)
    assert (outcome.registered, outcome.refused) == ([], [(enrolment, [doubt])])
    with pytest.raises(NeedsReason) as needed:
        register(enrolment, erin)
    assert needed.value.obstacles == [doubt]
    actions.register_learner(enrolment, by=erin, at=MONDAY, on=SENT, reason="Cousins; both seen.")
    assert Registration.objects.get().enrolment == enrolment


@pytest.mark.parametrize("role", [Role.PROGRAMME_LEADER, Role.ADMINISTRATOR, Role.QUALITY_NOMINEE])
def test_only_the_exams_officer_registers(cohort, role):
    somebody = a_person(cohort.centre, "Sam Other", role)
    with pytest.raises(NotYours):
        register(an_enrolment(cohort), somebody)
    assert not Registration.objects.exists()


def test_an_exams_officer_of_another_centre_registers_nobody(cohort):
    stranger = a_person(a_centre(), "Else Where", Role.EXAMS_OFFICER)
    with pytest.raises(NotYours):
        register(an_enrolment(cohort), stranger)


def test_a_role_that_has_ended_gives_nothing(cohort):
    gone = a_person(cohort.centre, "Gone Person")
    held = hold(gone, Role.EXAMS_OFFICER)
    held.until_at = MONDAY
    held.save()
    with pytest.raises(NotYours):
        register(an_enrolment(cohort), gone)


def test_an_intake_is_registered_but_for_those_with_a_detail_missing(cohort, erin):
    for _ in range(3):
        an_enrolment(cohort)
    lame = an_enrolment(cohort, a_learner(cohort.centre, date_of_birth=None))
    outcome = actions.register_intake(cohort, by=erin, at=MONDAY, on=SENT)
    assert len(outcome.registered) == 3
    assert outcome.refused == [(lame, ["The date of birth is missing."])]
    assert events(cohort.centre) == ["learner_registered"] * 3 + ["intake_registered"]
    lame.learner.enrolments.update(status="left", left_on=SENT)
    with pytest.raises(Refused, match="is registered"):
        actions.register_intake(cohort, by=erin, at=MONDAY, on=SENT)


def test_a_withdrawal_is_to_be_told(cohort, erin):
    registration = register(an_enrolment(cohort), erin)
    actions.withdraw_learner(registration, by=erin, at=MONDAY, on=date(2025, 10, 3), why="Moved.")
    registration.refresh_from_db()
    assert (registration.status, registration.enrolment.status) == ("withdrawn", "left")
    change = Change.objects.get()
    assert (change.kind, change.told_on) == ("withdrawal", None)
    actions.record_telling(change, by=erin, at=MONDAY, on=date(2025, 10, 6), reference="077418")
    change.refresh_from_db()
    assert (change.told_on, change.reference, change.told_by) == (date(2025, 10, 6), "077418", erin)
    with pytest.raises(Refused, match="was told on 6 October"):
        actions.record_telling(change, by=erin, at=MONDAY, on=date(2025, 10, 6), reference="x")


@pytest.mark.parametrize("on", [date(2025, 9, 1), date(2025, 12, 1)])
def test_nobody_leaves_before_the_registration_or_in_the_future(cohort, erin, on):
    registration = register(an_enrolment(cohort), erin)
    with pytest.raises(Refused):
        actions.withdraw_learner(registration, by=erin, at=MONDAY, on=on)
    registration.refresh_from_db()
    assert registration.status == "registered"


def test_a_registration_is_deleted_inside_the_window_only(cohort, erin):
    registration = register(an_enrolment(cohort), erin)
    late = MONDAY + timedelta(days=100)
    with pytest.raises(Refused, match="Withdraw the learner instead"):
        actions.delete_registration(registration, by=erin, at=late, on=late.date())
    actions.delete_registration(registration, by=erin, at=MONDAY, on=MONDAY.date())
    assert Change.objects.get().kind == "deletion"


def test_a_deleted_registration_may_be_made_again(cohort, erin):
    enrolment = an_enrolment(cohort)
    actions.delete_registration(register(enrolment, erin), by=erin, at=MONDAY, on=MONDAY.date())
    register(enrolment, erin, on=MONDAY.date())
    assert Registration.objects.current().count() == 1


def test_a_transfer_keeps_the_history(cohort, erin):
    registration = register(an_enrolment(cohort), erin)
    Registration.objects.update(number="AB12345")
    registration.refresh_from_db()
    other = a_programme(cohort.centre, code="XBS3E", title="Enterprise")
    made = actions.transfer_learner(
        registration, by=erin, at=MONDAY, on=MONDAY.date(), programme=other
    )
    registration.refresh_from_db()
    assert (registration.status, made.status) == ("transferred", "registered")
    assert (made.number, made.replaces, made.programme) == ("AB12345", registration, other)
    assert Change.objects.get().registration == made


def test_a_family_without_transfers_says_so(centre, erin):
    programme = a_programme(centre, code="XTA2", title="Award", family="tech_award_2022")
    other = a_programme(centre, code="XBS3E", title="Enterprise")
    registration = register(an_enrolment(a_cohort(programme)), erin)
    with pytest.raises(Refused, match="not transferred: delete"):
        actions.transfer_learner(
            registration, by=erin, at=MONDAY, on=MONDAY.date(), programme=other
        )


def test_a_programme_of_another_centre_is_no_place_to_go(cohort, erin):
    elsewhere: Programme = a_programme(a_centre(), code="XBS3E")
    registration = register(an_enrolment(cohort), erin)
    with pytest.raises(Refused, match="not one of ours"):
        actions.transfer_learner(
            registration, by=erin, at=MONDAY, on=MONDAY.date(), programme=elsewhere
        )


def test_a_correction_keeps_the_old_value_and_starts_the_clock(cohort, erin):
    registration = register(an_enrolment(cohort), erin)
    learner = registration.learner
    actions.correct_details(
        learner, by=erin, at=MONDAY, values={"surname": "Baptist", "sex": "F"}, why="Passport seen."
    )
    learner.refresh_from_db()
    assert learner.surname == "Baptist"
    assert [(one.field, one.value) for one in learner.former_values.all()] == [
        ("surname", "Baptiste")
    ]
    assert Change.objects.get().what == "surname from Baptiste to Baptist"
    with pytest.raises(Refused, match="Nothing was changed"):
        actions.correct_details(learner, by=erin, at=MONDAY, values={"sex": "F"}, why="x")


def test_a_correction_of_somebody_not_registered_tells_nobody(centre, erin):
    actions.correct_details(
        a_learner(centre), by=erin, at=MONDAY, values={"surname": "Baptist"}, why="Passport seen."
    )
    assert not Change.objects.exists()


def a_learner_who_signs_in(cohort, erin):
    registration = register(an_enrolment(cohort), erin)
    lena = a_person(cohort.centre, "Lena Learner", Role.LEARNER)
    registration.learner.person = lena
    registration.learner.save()
    registration.refresh_from_db()
    return registration, lena


def test_a_learner_confirms_their_own_registration_only(cohort, erin):
    registration, lena = a_learner_who_signs_in(cohort, erin)
    other, _ = a_learner_who_signs_in(cohort, erin)
    actions.confirm_registration(registration, by=lena, at=MONDAY)
    assert Confirmation.objects.get().answer == "confirmed"
    with pytest.raises(NotYours):
        actions.confirm_registration(other, by=lena, at=MONDAY)


def test_a_query_of_a_learner_is_settled_once(cohort, erin):
    registration, lena = a_learner_who_signs_in(cohort, erin)
    query = actions.query_registration(registration, by=lena, at=MONDAY, query="My name is wrong.")
    actions.settle_query(query, by=erin, at=MONDAY, settlement="Corrected.")
    with pytest.raises(Refused, match="settled already"):
        actions.settle_query(query, by=erin, at=MONDAY, settlement="Again.")


def test_a_programme_leader_signs_what_stands_and_is_asked_again_when_it_changes(cohort, erin, pia):
    register(an_enrolment(cohort), erin)
    check_actions.sign_registrations(cohort, by=pia, at=MONDAY)
    with pytest.raises(Refused, match="signed this list"):
        check_actions.sign_registrations(cohort, by=pia, at=MONDAY)
    register(an_enrolment(cohort), erin)
    assert check_actions.sign_registrations(cohort, by=pia, at=MONDAY).lines == 2


def test_a_list_with_an_open_query_is_not_signed(cohort, erin, pia):
    registration = register(an_enrolment(cohort), erin)
    query = check_actions.raise_query(
        cohort, by=pia, at=MONDAY, learner=registration.learner, question="Which size?"
    )
    with pytest.raises(Refused, match="1 query is still open"):
        check_actions.sign_registrations(cohort, by=pia, at=MONDAY)
    check_actions.answer_query(query, by=erin, at=MONDAY, answer="The certificate.")
    check_actions.sign_registrations(cohort, by=pia, at=MONDAY)


def test_a_leader_of_another_programme_signs_nothing(cohort, erin):
    register(an_enrolment(cohort), erin)
    other = a_programme(cohort.centre, code="XBS3E", title="Enterprise")
    stranger = a_person(cohort.centre, "Olly Other", Role.PROGRAMME_LEADER, other)
    with pytest.raises(NotYours):
        check_actions.sign_registrations(cohort, by=stranger, at=MONDAY)


def test_entries_late_need_a_reason(cohort, erin):
    register(an_enrolment(cohort), erin)
    series = entry_actions.open_series(
        cohort.centre, by=erin, at=MONDAY, name="January 2026", closes_on=date(2025, 10, 1),
        source="Key dates",
    )  # fmt: skip
    sitting = entry_actions.plan_sitting(
        cohort, by=erin, at=MONDAY, series=series, unit=a_unit(cohort.programme)
    )
    with pytest.raises(NeedsReason, match="closed on 1 October"):
        entry_actions.enter_learners(sitting, by=erin, at=MONDAY, on=MONDAY.date())
    made = entry_actions.enter_learners(
        sitting, by=erin, at=MONDAY, on=MONDAY.date(), reason="The leader forgot."
    )
    assert len(made) == 1
    with pytest.raises(Refused, match="Every registered learner"):
        entry_actions.enter_learners(sitting, by=erin, at=MONDAY, on=MONDAY.date())


def test_a_unit_of_another_qualification_is_not_planned(cohort, erin):
    series = entry_actions.open_series(
        cohort.centre, by=erin, at=MONDAY, name="January 2026", closes_on=date(2025, 10, 21),
        source="Key dates",
    )  # fmt: skip
    unit = a_unit(a_programme(cohort.centre, code="XBS3E", title="Enterprise"))
    with pytest.raises(Refused, match="not a unit of"):
        entry_actions.plan_sitting(cohort, by=erin, at=MONDAY, series=series, unit=unit)


def a_statement(centre, erin, **but):
    statement = Statement.objects.create(
        centre=centre, file_name="export.csv", sha256="0" * 64, exported_on=SENT, loaded_by=erin,
        loaded_at=MONDAY,
    )  # fmt: skip
    learner = centre.learners.get()
    values = {
        "programme_code": "XBS3A", "number": "AB12345", "surname": learner.surname.upper(),
        "forenames": learner.forenames.upper(), "sex": "F", "date_of_birth": learner.date_of_birth,
        "uln": learner.uln, "registered_on": SENT, "completes_on": date(2027, 7, 2),
        "status": "Registered",
    } | but  # fmt: skip
    BodyRecord.objects.create(statement=statement, line=2, **values)
    return statement


def test_a_comparison_takes_the_number_and_keeps_explanations(cohort, erin):
    centre = cohort.centre
    with pytest.raises(Refused, match="Load the awarding body"):
        agreement_actions.compare_records(centre, by=erin, at=MONDAY)
    registration = register(an_enrolment(cohort, a_learner(centre, uln="9276308686")), erin)
    a_statement(centre, erin, surname="SMITH")
    first = agreement_actions.compare_records(centre, by=erin, at=MONDAY)
    registration.refresh_from_db()
    assert (registration.number, registration.confirmed_on) == ("AB12345", SENT)
    difference = Difference.objects.get()
    assert (first.found, first.unexplained, difference.kind) == (1, 1, "surname")
    agreement_actions.explain_difference(difference, by=erin, at=MONDAY, explanation="Sent.")
    again = agreement_actions.compare_records(centre, by=erin, at=MONDAY + timedelta(days=1))
    difference.refresh_from_db()
    assert (again.unexplained, difference.state, again.is_good) == (0, "explained", True)
    a_statement(centre, erin)
    agreement_actions.compare_records(centre, by=erin, at=MONDAY + timedelta(days=2))
    difference.refresh_from_db()
    assert difference.state == "resolved"
    with pytest.raises(Refused, match="no longer found"):
        agreement_actions.explain_difference(difference, by=erin, at=MONDAY, explanation="x")


def test_merging_loses_nothing(cohort, erin):
    one = an_enrolment(cohort, a_learner(cohort.centre, ref="S1", uln="")).learner
    second = an_enrolment(cohort, a_learner(cohort.centre, ref="S2", uln="9276308686",
                                            surname="Baptist"))  # fmt: skip
    registration = register(second, erin)
    other = second.learner
    note = TutorialNote.objects.create(
        learner=other, by=erin, at=MONDAY, on=MONDAY.date(), words="The term."
    )
    told = Telling.objects.create(
        centre=cohort.centre, cohort=cohort, version=a_policy(cohort.centre, "malpractice"),
        told_on=MONDAY.date(), recorded_by=erin, recorded_at=MONDAY,
    )  # fmt: skip
    told.learners.add(other)
    merging.merge_learners(one, by=erin, at=MONDAY, other=other)
    note.refresh_from_db()
    assert (note.learner, one in told.learners.all()) == (one, True)
    one.refresh_from_db()
    other.refresh_from_db()
    registration.refresh_from_db()
    assert one.uln == "9276308686"
    assert other.merged_into == one
    assert (registration.learner, registration.enrolment.learner) == (one, one)
    kept = {(value.field, value.value) for value in one.former_values.all()}
    assert {("ref", "S2"), ("surname", "Baptist")} <= kept
    with pytest.raises(Refused, match="was merged into"):
        merging.merge_learners(one, by=erin, at=MONDAY, other=other)


def test_two_registrations_on_one_programme_are_not_merged(cohort, erin):
    one, two = an_enrolment(cohort), an_enrolment(cohort)
    register(one, erin)
    register(two, erin)
    with pytest.raises(Refused, match="Both are registered on XBS3A"):
        merging.merge_learners(one.learner, by=erin, at=MONDAY, other=two.learner)


def test_a_record_of_another_centre_is_not_merged(cohort, erin):
    with pytest.raises(Refused, match="not one of this centre"):
        merging.merge_learners(
            a_learner(cohort.centre), by=erin, at=MONDAY, other=a_learner(a_centre())
        )

"""What the records of registration show of the guide's clauses."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q

from fairmark.centre.models import Centre
from fairmark.guide.showing import Finding, Meter, Promise, Showing, State, shown, shows, state_of
from fairmark.learners.models import Enrolment
from fairmark.learners.queries import doubtful_learners
from fairmark.registration.control_queries import (
    changes_by_day,
    lots,
    standing_count,
    standing_lots,
)
from fairmark.registration.deadlines import Clock
from fairmark.registration.models import Registration
from fairmark.registration.promised import (
    LEADER,
    OFFICE,
    Numbers,
    by_policy,
)
from fairmark.rulebook.queries import rule
from fairmark.trail.models import Event
from fairmark.ui.words import how_many


def _taught(centre: Centre, on: date):
    """Enrolments that are being taught on a day."""
    return Enrolment.objects.filter(
        centre=centre, status=Enrolment.Status.ACTIVE, starts_on__lte=on,
        learner__merged_into=None,
    )  # fmt: skip


def _standing(**more):
    return Registration.objects.current().filter(
        learner=OuterRef("learner"), programme=OuterRef("cohort__programme"), **more
    )


def _nobody() -> Showing:
    return Showing(State.CANNOT_TELL, "No learner is enrolled yet, so there is nothing to tell by.")


@shows("REG-1")
@by_policy
def every_learner_is_registered(centre: Centre, on: date, numbers: Numbers) -> Showing:
    """Each learner taught has a registration with every detail it needs."""
    registered = Exists(_standing())
    by_start = list(
        _taught(centre, on)
        .order_by()
        .values("starts_on")
        .annotate(
            taught=Count("pk"),
            registered=Count("pk", filter=registered),
            incomplete=Count(
                "pk",
                filter=Q(learner__date_of_birth=None)
                | Q(planned_end_on=None)
                | Q(learner__surname=""),
            ),
        )
    )
    names = ("taught", "registered", "incomplete")
    counted = {name: sum(row[name] for row in by_start) for name in names}
    taught = counted["taught"]
    if not taught:
        return _nobody()
    since = {
        row["starts_on"]: row["taught"] - row["registered"]
        for row in by_start
        if row["taught"] > row["registered"]
    }
    wait = Clock(centre, "days_to_register").held_to(since, on)
    overdue, waiting = wait.overdue, wait.in_time
    doubtful = len(doubtful_learners(centre))
    findings = []
    if overdue:
        findings.append(
            Finding(f"{how_many(overdue, 'learner')} not registered in time",
                    "The time that our policy gives from the first day of teaching has run out.",
                    overdue, "/registration/?show=unregistered", "See who", OFFICE,
                    act_by=wait.overdue_since)
        )  # fmt: skip
    if doubtful:
        findings.append(
            Finding(f"{how_many(doubtful, 'learner')} with an identifier that fails its check",
                    "A digit is wrong or two are swapped; the Learner Records Service has the right "
                    "number.", doubtful, "/learners/?show=doubtful", "See who", OFFICE)
        )  # fmt: skip
    if counted["incomplete"]:
        findings.append(
            Finding(f"{how_many(counted['incomplete'], 'learner')} with a detail missing",
                    "Date of birth or planned end: without it nobody can be registered.",
                    counted["incomplete"], "/learners/?show=incomplete", "See who", OFFICE)
        )  # fmt: skip
    if waiting:
        findings.append(
            Finding(f"{how_many(waiting, 'learner')} still to be registered",
                    "Their time has not run out.", waiting, "/registration/?show=unregistered",
                    "See who", OFFICE, bad=False, act_by=wait.next_due)
        )  # fmt: skip
    return Showing(
        state_of(findings),
        f"{counted['registered']:,} of {taught:,} learners taught are registered"
        + (f"; {how_many(doubtful, 'learner')} with an identifier in doubt." if doubtful else "."),
        tuple(findings),
        (Meter("Learners registered", counted["registered"], taught),),
        (Promise("A learner is registered within", f"{numbers['days_to_register']} working days",
                 "of the start of teaching."),),
        evidence=counted["registered"], evidence_link="/registration/",
        told=taught - counted["incomplete"], asked=taught,
        met_when="every learner taught is registered in time, with every detail and an identifier "
        "that passes its check.",
    )  # fmt: skip


@shows("REG-2")
@by_policy
def on_the_right_code_in_time(centre: Centre, on: date, numbers: Numbers) -> Showing:
    """Registered at the start of teaching, before the deadline, on the code of an approved programme."""
    days = numbers["days_to_register"]
    late = total = unapproved = unknown = 0
    no_record: set[str] = set()
    clock = Clock(centre, "days_to_register")
    for lot in standing_lots(centre):
        sent = lot.confirmed_on or lot.registered_on
        total += lot.count
        late += lot.count if sent > clock.due(lot.starts_on) else 0
        if not lot.recorded:
            unknown += lot.count
            no_record.add(lot.programme)
        elif not lot.approved:
            unapproved += lot.count
    if not total:
        return Showing(
            State.CANNOT_TELL, "Nobody is registered yet, so there is nothing to tell by."
        )
    findings = []
    if late:
        findings.append(
            Finding(f"{how_many(late, 'learner')} registered late",
                    "Later than our policy allowed on the day their teaching began.", late,
                    "/registration/?show=late", "See who", OFFICE)
        )  # fmt: skip
    if unapproved:
        findings.append(
            Finding(f"{how_many(unapproved, 'learner')} on a programme not approved that day",
                    "The approvals register does not cover the day of registration.", unapproved,
                    "/programmes/approvals/", "See the approvals", "Quality nominee")
        )  # fmt: skip
    if unknown:
        findings.append(
            Finding(f"No approval is recorded for {', '.join(sorted(no_record))}",
                    f"{how_many(unknown, 'learner')} registered there, and we cannot show that we may.",
                    len(no_record), "/programmes/approvals/", "Record the approval",
                    "Quality nominee", bad=False)
        )  # fmt: skip
    state = State.CANNOT_TELL if unknown and not late and not unapproved else state_of(findings)
    in_time = total - late
    return Showing(
        state,
        f"{in_time:,} of {total:,} registrations were in time.",
        tuple(findings),
        (Meter("Registered in time", in_time, total),
         Meter("On an approved programme", total - unapproved - unknown, total)),
        (Promise("A learner is registered within", f"{days} working days",
                 "of the start of teaching, and before any assessment."),),
        evidence=total, evidence_link="/registration/", told=total - unknown, asked=total,
        met_when="every registration was sent in time and its programme was approved that day.",
    )  # fmt: skip


@shows("REG-4")
@by_policy
def learners_know_their_status(centre: Centre, on: date, numbers: Numbers) -> Showing:
    """Each learner has been shown their registration and has confirmed or queried it."""
    standing = standing_lots(centre)
    total = standing_count(centre)
    answered = sum(lot.answered for lot in standing)
    queried = sum(lot.queried for lot in standing)
    if not total:
        return Showing(State.CANNOT_TELL, "Nobody is registered yet, so there is nothing to show.")
    without: Counter[date] = Counter()
    for lot in standing:
        if lot.count > lot.answered:
            without[lot.registered_on] += lot.count - lot.answered
    wait = Clock(centre, "days_to_confirm").held_to(without, on)
    overdue, waiting = wait.overdue, wait.in_time
    findings = []
    if overdue:
        findings.append(
            Finding(f"{how_many(overdue, 'learner')} without an answer",
                    "The time that our policy gave when they were registered has run out.",
                    overdue, "/registration/?show=unanswered", "See who", LEADER,
                    act_by=wait.overdue_since)
        )  # fmt: skip
    if queried:
        findings.append(
            Finding(f"{how_many(queried, 'learner')} queried their registration",
                    "Their queries are not settled yet.", queried,
                    "/registration/?show=queried", "See who", OFFICE, bad=False)
        )  # fmt: skip
    if waiting:
        findings.append(
            Finding(f"{how_many(waiting, 'learner')} still to answer", "Their time has not run out.", waiting,
                    "/registration/?show=unanswered", "See who", LEADER, bad=False,
                    act_by=wait.next_due)
        )  # fmt: skip
    return Showing(
        state_of(findings),
        f"{answered:,} of {total:,} learners have confirmed or queried their registration.",
        tuple(findings),
        (Meter("Learners who answered", answered, total),),
        (Promise("Each learner confirms or queries within",
                 f"{numbers['days_to_confirm']} working days", "of registration."),),
        evidence=answered, evidence_link="/registration/?show=answered",
        told=total, asked=total,
        met_when="every registered learner has answered and every query is settled.",
    )  # fmt: skip


@shows("REG-5")
@by_policy
def the_awarding_body_is_told(centre: Centre, on: date, numbers: Numbers) -> Showing:
    """No withdrawal, transfer or change stands untold longer than the policy allows."""
    if not lots(centre):
        return Showing(State.CANNOT_TELL, "Nobody is registered yet, so there is nothing to tell.")
    changes = changes_by_day(centre)
    everything = sum(count for _, _, count, _ in changes)
    unreferenced = sum(count for _, _, _, count in changes)
    clock = Clock(centre, "days_to_tell")
    untold = {happened: count for happened, told, count, _ in changes if told is None}
    wait = clock.held_to(untold, on)
    late = sum(count for happened, told, count, _ in changes if told and told > clock.due(happened))
    findings = []
    if wait.overdue:
        findings.append(
            Finding(f"{how_many(wait.overdue, 'change')} the awarding body has not been told of",
                    "The time that our policy gave on the day of the change has run out.",
                    wait.overdue, "/registration/changes/?show=untold", "See them", OFFICE,
                    act_by=wait.overdue_since)
        )  # fmt: skip
    if unreferenced:
        findings.append(
            Finding(f"{how_many(unreferenced, 'change')} told without a reference",
                    "Without it nothing proves that the awarding body was told.",
                    unreferenced, "/registration/changes/", "See them", OFFICE)
        )  # fmt: skip
    if wait.in_time:
        findings.append(
            Finding(f"{how_many(wait.in_time, 'change')} still to be told", "Their time has not run out.",
                    wait.in_time, "/registration/changes/?show=untold", "See them", OFFICE, bad=False,
                    act_by=wait.next_due)
        )  # fmt: skip
    in_hand = everything - wait.overdue - wait.in_time
    sentence = (
        f"The awarding body was told of {in_hand} of {everything} changes"
        + (f", {late} of them late." if late else ".")
        if everything
        else "No learner was withdrawn, transferred or changed, so there was nothing to tell."
    )
    return Showing(
        state_of(findings), sentence, tuple(findings),
        (Meter("Changes told", in_hand, everything),) if everything else (),
        (Promise("The awarding body is told within", f"{numbers['days_to_tell']} working days",
                 "of a change, and the reference is kept."),),
        evidence=everything, evidence_link="/registration/changes/",
        told=everything - unreferenced, asked=everything,
        met_when="no change is older than the number without the date it was told and a reference.",
    )  # fmt: skip


@shows("REG-12")
def records_are_kept(centre: Centre, on: date) -> Showing:
    """The beginnings: nothing of registration has been disposed of, and the trail reaches back."""
    years = rule("retention.records_years", on=on).value
    facts = Event.objects.of_centre(centre).aggregate(n=Count("pk"), first=Min("at"))
    registrations = sum(lot.count for lot in lots(centre))
    return Showing(
        State.UNDER_WAY if registrations else State.CANNOT_TELL,
        f"{registrations:,} registrations are kept, ended ones included, and nothing has been "
        "disposed of. Certification dates are not kept yet, so the end of the "
        f"{years} years cannot be told.",
        (
            Finding("Dates of certification are not recorded yet",
                    f"Records are kept {years} years after certification; until certificates are "
                    "recorded here everything is kept.", 1, "/trail/", "See the trail", OFFICE,
                    bad=False),
        ) if registrations else (),
        promises=(Promise("Records are kept for", f"{years} years", "after certification."),),
        evidence=facts["n"], evidence_link="/trail/", told=0,
        asked=registrations,
        met_when="nothing is disposed of before its date and every disposal is recorded.",
    )  # fmt: skip


@shows("REG-A4")
def an_unbroken_trail(centre: Centre, on: date) -> Showing:
    """As far as registration goes: every registration that stands has its event in the trail."""
    total = standing_count(centre)
    if not total:
        return Showing(
            State.CANNOT_TELL, "Nobody is registered yet, so there is no trail to follow."
        )
    standing = set(
        Registration.objects.current().filter(centre=centre).values_list("pk", flat=True)
    )
    told = {
        int(thing.partition(":")[2])
        for thing in Event.objects.of_centre(centre)
        .filter(name__in=["learner_registered", "registration_transferred"])
        .values_list("object", flat=True)
    }
    missing, learners = len(standing - told), total
    findings = []
    if missing:
        findings.append(
            Finding(f"{how_many(missing, 'learner')} registered without an event in the trail",
                    "The registration is there and nothing says who made it, and when.", missing,
                    "/trail/", "See the trail", OFFICE)
        )  # fmt: skip
    unseen = sum(lot.count for lot in standing_lots(centre) if lot.confirmed_on is None)
    if unseen:
        findings.append(
            Finding(f"{how_many(unseen, 'learner')} not yet seen in the awarding body’s record",
                    "The trail runs from our registration; the awarding body’s confirmation is "
                    "missing.", unseen, "/registration/?show=unseen", "See who", OFFICE, bad=False)
        )  # fmt: skip
    return Showing(
        state_of(findings, under_way=True),
        f"The trail leads to the registration of {learners - missing:,} of {learners:,} learners. "
        "Entries, claims and certificates follow.",
        tuple(findings),
        (Meter("Registrations with their event", learners - missing, learners),
         Meter("Seen in the awarding body’s record", total - unseen, total)),
        evidence=learners - missing, evidence_link="/trail/", told=total - unseen, asked=total,
        met_when="each learner’s trail runs unbroken from registration to certificate.",
    )  # fmt: skip


@shows("REG-A1")
def right_programme_in_time(centre: Centre, on: date) -> Showing:
    """The sum of the commitments on registration: the worst of them."""
    names = ("REG-1", "REG-2", "REG-3", "REG-4", "REG-5", "REG-6")
    parts = [part for name in names if (part := shown(name, centre, on))]
    order = (State.NOT_MET, State.CANNOT_TELL, State.UNDER_WAY, State.MET)
    state = next(one for one in order if any(part.state == one for part in parts))
    met = [name for name, part in zip(names, parts, strict=True) if part.state == State.MET]
    rest = [name for name, part in zip(names, parts, strict=True) if part.state != State.MET]
    findings = tuple(
        Finding(f"{name} is {part.state}", part.sentence, 1, f"/assurance/{name}/", f"Open {name}",
                bad=part.state == State.NOT_MET)
        for name, part in zip(names, parts, strict=True)
        if part.state != State.MET
    )  # fmt: skip
    return Showing(
        state,
        f"{len(met)} of {len(names)} commitments on registration are met."
        + (f" Not yet: {', '.join(rest)}." if rest else ""),
        findings,
        (Meter("Commitments met", len(met), len(names)),),
        evidence=len(met), told=sum(p.told for p in parts), asked=sum(p.asked for p in parts),
        met_when="REG-1 to REG-6 are all met.",
    )  # fmt: skip

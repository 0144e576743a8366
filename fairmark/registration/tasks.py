"""What the records ask of somebody today: each task leaves by itself when it is done."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.people.rules import Holding, Role
from fairmark.planner.sources import Task, Whose, brings_tasks
from fairmark.policies.queries import NoPolicy, numbers
from fairmark.programmes.models import Cohort
from fairmark.programmes.queries import visible_programmes
from fairmark.registration import agreement_queries, check_queries, entry_queries, queries
from fairmark.registration.agreement_models import Difference
from fairmark.registration.check_controls import check_states
from fairmark.registration.deadlines import Clock, compare_again_on
from fairmark.registration.models import Change, CheckQuery, Confirmation, Sitting
from fairmark.registration.promised import days_before
from fairmark.ui.words import how_many


@brings_tasks
def registration_tasks(whose: Whose) -> Iterable[Task]:
    """What registrations, entries and differences ask of somebody with these roles."""
    centre, holdings = whose.centre, list(whose.holdings)
    try:
        days = {k.split(".")[1]: v for k, v in numbers(centre, "registration", on=whose.on).items()}
    except NoPolicy:
        return []
    found: list[Task] = []
    if Role.EXAMS_OFFICER in whose.roles:
        found += _office(centre)
    if Role.PROGRAMME_LEADER in whose.roles:
        found += _leader(centre, holdings, days)
    if Role.QUALITY_NOMINEE in whose.roles and Role.EXAMS_OFFICER not in whose.roles:
        found += _differences(centre)
    return found


def _office(centre: Centre) -> list[Task]:
    found = []
    to_register, to_tell = Clock(centre, "days_to_register"), Clock(centre, "days_to_tell")
    waiting: dict[int, list[date]] = {}
    for cohort_id, start in queries.to_register(centre).values_list("cohort", "starts_on"):
        waiting.setdefault(cohort_id, []).append(start)
    for cohort in Cohort.objects.filter(pk__in=waiting).select_related("programme"):
        count, first = len(waiting[cohort.pk]), min(waiting[cohort.pk])
        who = how_many(count, "learner")
        found.append(
            Task(f"Register {who} of {cohort.code}",
                 f"{cohort.programme.short_title}. Teaching started on {first:%-d %B}.",
                 f"/registration/intakes/{cohort.pk}/",
                 to_register.due(first), "person")
        )  # fmt: skip
    untold = Change.objects.filter(centre=centre, told_on=None).select_related("learner")
    found += [
        Task(f"Tell the awarding body: {change.learner}", change.what,
             f"/registration/changes/{change.pk}/telling/",
             to_tell.due(change.happened_on), "chat",
             names_somebody=True)
        for change in untold[:20]
    ]  # fmt: skip
    found += [
        Task(f"Answer {query.raised_by} about {query.learner}", query.question,
             f"/registration/queries/{query.pk}/", None, "chat", names_somebody=True)
        for query in CheckQuery.objects.filter(
            cohort__centre=centre, answered_at=None
        ).select_related("raised_by", "learner")[:20]
    ]  # fmt: skip
    found += [
        Task(f"Settle the query of {one.registration.learner}", one.query,
             f"/registration/confirmations/{one.pk}/", None, "chat", names_somebody=True)
        for one in Confirmation.objects.filter(
            registration__centre=centre, answer=Confirmation.Answer.QUERIED, settled_at=None
        ).select_related("registration__learner")[:20]
    ]  # fmt: skip
    return found + _missing_entries(centre) + _differences(centre) + _comparison(centre)


def _missing_entries(centre: Centre) -> list[Task]:
    found = []
    sittings = Sitting.objects.filter(series__centre=centre).select_related(
        "series", "cohort", "unit"
    )
    for sitting in sittings:
        missing = entry_queries.to_enter(sitting).count()
        if missing:
            who = how_many(missing, "learner")
            found.append(
                Task(f"Enter {who} of {sitting.cohort.code} for unit {sitting.unit.number}",
                     f"{sitting.series.name}: entries close on {sitting.series.closes_on:%-d %B}.",
                     f"/registration/sittings/{sitting.pk}/", sitting.series.closes_on, "pencil")
            )  # fmt: skip
    return found


def _differences(centre: Centre) -> list[Task]:
    standing = Difference.objects.filter(centre=centre, state=Difference.State.OPEN)
    first = standing.order_by("first_found_at").first()
    if first is None:
        return []
    count = standing.count()
    kinds = sorted(set(standing.values_list("kind", flat=True)))
    what = how_many(count, "difference")
    return [
        Task(f"Resolve or explain {what} from the awarding body’s record", _in_words(kinds),
             "/registration/agreement/?show=open",
             Clock(centre, "days_to_explain").due(timezone.localdate(first.first_found_at)), "tri")
    ]  # fmt: skip


def _in_words(kinds: list[str]) -> str:
    return ", ".join(kinds).capitalize().replace("uln", "ULN") + "."


def _comparison(centre: Centre) -> list[Task]:
    last = agreement_queries.last_comparison(centre)
    if last is None:
        return []
    loaded_on = timezone.localdate(last.statement.loaded_at)
    due = compare_again_on(centre, loaded_on)
    return [
        Task("Load and compare the awarding body’s current record",
             f"The export we hold is of {loaded_on:%-d %B}; the policy allows "
             f"{(due - loaded_on).days} days.", "/registration/agreement/", due, "redo")
    ]  # fmt: skip


def _leader(centre: Centre, holdings: list[Holding], days: dict[str, int]) -> list[Task]:
    programmes = visible_programmes(centre, holdings, with_learners=True)
    cohorts = list(Cohort.objects.filter(programme__in=programmes).select_related("programme"))
    states = check_states(cohorts)
    to_check = Clock(centre, "days_to_check")
    found = []
    for cohort in cohorts:
        changed = check_queries.changed_on(cohort)
        standing = check_queries.registrations_of(cohort).exists()
        if changed is None or not standing or states[cohort.pk] == "signed":
            continue
        why = "Registrations changed since you signed." if states[cohort.pk] == "stale" else ""
        found.append(
            Task(f"Check and sign the registrations of {cohort.code}",
                 why or f"{cohort.programme.short_title}. The exams officer registered them.",
                 f"/registration/checks/{cohort.pk}/",
                 to_check.due(changed), "pencil")
        )  # fmt: skip
    return found + _entries_to_sign(centre, cohorts, days)


def _entries_to_sign(centre: Centre, cohorts: list[Cohort], days: dict[str, int]) -> list[Task]:
    found = []
    pairs = {
        (sitting.cohort, sitting.series)
        for sitting in Sitting.objects.filter(cohort__in=cohorts).select_related("cohort", "series")
    }
    for cohort, series in sorted(pairs, key=lambda pair: (pair[1].closes_on, pair[0].code)):
        lines = check_queries.entry_lines(cohort, series)
        check = check_queries.last_check(cohort, series)
        if not lines or (check and check.fingerprint == check_queries.fingerprint(lines)):
            continue
        found.append(
            Task(f"Check and sign the entries of {cohort.code} in {series.name}",
                 f"Entries close on {series.closes_on:%-d %B}.",
                 f"/registration/entries/{series.pk}/cohorts/{cohort.pk}/",
                 days_before(centre, series.closes_on, days["entry_check_days"]), "pencil")
        )  # fmt: skip
    return found

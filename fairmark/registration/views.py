"""The exams office: who is registered, who is not, and what is to be done."""

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.shortcuts import get_object_or_404, render

from fairmark.calendar.clock import now, today
from fairmark.learners.forms import DetailsForm
from fairmark.learners.models import Enrolment
from fairmark.learners.queries import answering_to
from fairmark.learners.views import SEE_LEARNERS, visible_learners
from fairmark.people.rules import Role
from fairmark.policies.queries import NoPolicy
from fairmark.programmes.graded import is_graded
from fairmark.programmes.models import Cohort, Programme
from fairmark.registration import actions, agreement_queries, deadlines, forms, merging, queries
from fairmark.registration.journey import journey_of
from fairmark.registration.models import Change, Confirmation, Registration
from fairmark.ui.asking import Asking, ask
from fairmark.ui.forms import Confirm
from fairmark.ui.pages import page_for
from fairmark.ui.words import how_many
from fairmark.workflow.actions import offered

OFFICE = (Role.EXAMS_OFFICER, Role.QUALITY_NOMINEE)
READ_OFFICE = (*OFFICE, Role.HEAD_OF_CENTRE)
_HOME = ("/registration/", "Exams office")

_SHOW = {
    "": "All registrations that stand",
    "unregistered": "Not registered yet",
    "late": "Registered late",
    "unanswered": "Learner has not answered",
    "queried": "Learner queried",
    "answered": "Learner has answered",
    "unseen": "Not seen in the awarding body’s record",
    "ended": "Withdrawn, deleted, transferred",
}


def _visible(request):
    """Registrations of the learners this person may see."""
    return queries.registrations_visible_to(visible_learners(request))


@page_for(*READ_OFFICE)
def office(request):
    """Counters that are filters, the intakes, and the list."""
    centre, show = request.centre, request.GET.get("show", "")
    standing = _visible(request).filter(status=Registration.Status.REGISTERED)
    unregistered = queries.to_register(centre)
    answers = Confirmation.objects.filter(registration=OuterRef("pk"))
    open_query = answers.filter(answer=Confirmation.Answer.QUERIED, settled_at=None)
    lists = {
        "": standing,
        "unregistered": unregistered,
        "late": _late(request, standing),
        "unanswered": standing.filter(~Exists(answers)),
        "queried": standing.filter(Exists(open_query)),
        "answered": standing.filter(Exists(answers)),
        "unseen": standing.filter(confirmed_on=None),
        "ended": _visible(request).exclude(status=Registration.Status.REGISTERED),
    }
    words, code = request.GET.get("q", "").strip(), request.GET.get("programme", "")
    chosen = _narrowed(lists.get(show, standing), words, code)
    chosen = chosen.order_by("learner__surname", "learner__forenames", "pk")
    counters = [
        (key, _SHOW[key], lists[key].count())
        for key in ("unregistered", "", "late", "unanswered", "unseen")
    ]
    return render(
        request, "registration/office.html",
        {
            "page": Paginator(chosen, 50).get_page(request.GET.get("page")),
            "show": show, "shows": _SHOW, "counters": counters, "words": words, "code": code,
            "programmes": Programme.objects.filter(centre=centre).order_by("code"),
            "intakes": _intakes(centre), "comparison": agreement_queries.last_comparison(centre),
            "registers": any(h.role == Role.EXAMS_OFFICER for h in request.holdings),
            "untold": Change.objects.filter(centre=centre, told_on=None).count(),
        },
    )  # fmt: skip


def _narrowed(records, words, code):
    """Registrations, or enrolments to be registered, of learners found by words on a programme."""
    numbered = records.model is Registration
    for word in words.split():
        known = answering_to(word, at="learner__")
        records = records.filter(known | Q(number__iexact=word) if numbered else known)
    if code:
        path = "programme__code" if numbered else "cohort__programme__code"
        records = records.filter(**{path: code})
    return records


def _late(request, standing):
    """Registrations sent later than the policy in force when teaching began allowed."""
    starts = standing.order_by().values_list("enrolment__starts_on", flat=True).distinct()
    try:
        clock = deadlines.Clock(request.centre, "days_to_register")
        dues = {start: clock.due(start) for start in starts}
    except NoPolicy:
        return standing.none()
    late = standing.none()
    for start, due in dues.items():
        sent_after = Q(confirmed_on__gt=due) | Q(confirmed_on=None, registered_on__gt=due)
        late = late | standing.filter(sent_after, enrolment__starts_on=start)
    return late


def _intakes(centre):
    """Cohorts with learners still to be registered, how many, and the first day of the first."""
    waiting = {}
    for cohort_id, start in queries.to_register(centre).values_list("cohort", "starts_on"):
        waiting.setdefault(cohort_id, []).append(start)
    cohorts = Cohort.objects.filter(pk__in=waiting).select_related("programme", "year")
    return [(cohort, len(waiting[cohort.pk]), min(waiting[cohort.pk])) for cohort in cohorts]


@page_for(Role.EXAMS_OFFICER)
def intake(request, pk):
    """Everybody of a cohort who is to be registered; one button registers them all."""
    cohort = get_object_or_404(
        Cohort.objects.select_related("programme__qualification", "year"),
        pk=pk, centre=request.centre,
    )  # fmt: skip
    waiting = queries.intake(cohort, today())
    year_start = cohort.year.starts_on
    everybody = waiting.ready + [enrolment for enrolment, _ in waiting.refused]
    first = min((one.starts_on for one in everybody), default=cohort.teaching_starts_on)
    asking = Asking(
        f"Register {cohort.code}", f"Register {how_many(len(waiting.ready), 'learner')}", "/registration/",
        caption=cohort.programme.short_title, crumbs=(_HOME,),
        consequences=(
            f"Each is registered on {cohort.programme.code}, with their planned end as estimated "
            "completion.",
            "Each registration is one entry of the learner’s trail.",
            "The programme leader is then asked to check the list, and each learner to confirm.",
        ),
        cannot="There is nobody to register",
    )  # fmt: skip
    form = forms.SentOnForm(request.POST or None, initial={"on": today()})
    return ask(
        request, actions.register_intake, cohort, asking, form=form,
        done=f"Registered: {how_many(len(waiting.ready), 'learner')} of {cohort}.",
        template="registration/intake.html",
        context={
            "cohort": cohort, "waiting": waiting,
            "deadline": deadlines.deadline(cohort.programme, first, cohort.year),
            "first": first, "year_start": year_start,
        },
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def register_one(request, pk):
    """Register one learner."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("learner", "cohort__programme__qualification"),
        pk=pk, centre=request.centre, learner__merged_into=None,
    )  # fmt: skip
    learner = enrolment.learner
    asking = Asking(
        f"Register {learner}", "Register", learner.get_absolute_url(),
        caption=enrolment.cohort.programme.short_title,
        crumbs=(_HOME,), cannot="This learner cannot be registered yet",
        consequences=(
            f"Name {learner.surname}, {learner.forenames}; born {learner.date_of_birth:%d/%m/%Y}"
            if learner.date_of_birth else f"Name {learner.surname}, {learner.forenames}",
            f"On {enrolment.cohort.programme.code}, until {enrolment.planned_end_on:%d/%m/%Y}"
            if enrolment.planned_end_on else f"On {enrolment.cohort.programme.code}",
        ),
    )  # fmt: skip
    form = forms.SentOnForm(request.POST or None, initial={"on": today()})
    return ask(request, actions.register_learner, enrolment, asking, form=form,
               done=f"{learner} is registered.")  # fmt: skip


@page_for(*SEE_LEARNERS)
def registration(request, pk):
    """One registration: what it says, what has changed, what may be done."""
    one = get_object_or_404(_visible(request), pk=pk)
    offers = offered(
        one, request.person, now(), actions.withdraw_learner, actions.delete_registration,
        actions.transfer_learner, actions.change_completion, actions.record_paper_answer,
    )  # fmt: skip
    return render(
        request, "registration/registration.html",
        {
            "registration": one, "changes": one.changes.select_related("told_by"),
            "confirmations": one.confirmations.select_related("recorded_by"),
            "differences": one.differences.exclude(state="resolved"),
            "offers": {offer.action.name: offer for offer in offers},
            "may_tell": any(h.role == Role.EXAMS_OFFICER for h in request.holdings),
        },
    )  # fmt: skip


def _end(request, pk, action, heading, verb, consequences, done):
    one = get_object_or_404(_visible(request), pk=pk)
    asking = Asking(
        heading.format(one.learner), verb, one.get_absolute_url(),
        caption=one.programme.short_title, warn=True, consequences=consequences,
        crumbs=(_HOME, (one.get_absolute_url(), str(one.learner))),
    )  # fmt: skip
    form = forms.EndForm(request.POST or None, initial={"on": today()})
    return ask(request, action, one, asking, form=form, done=done.format(one.learner))


@page_for(Role.EXAMS_OFFICER)
def withdrawal(request, pk):
    return _end(
        request, pk, actions.withdraw_learner, "Withdraw {}?", "Withdraw",
        ("Units already achieved are kept and can be claimed.",
         "The registration is kept; nothing is refunded.",
         "The awarding body is then to be told, and the date and reference recorded."),
        "{} is withdrawn. The awarding body is to be told.",
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def deletion(request, pk):
    return _end(
        request, pk, actions.delete_registration, "Delete the registration of {}?",
        "Delete the registration",
        ("Only for a registration made in error: it is refunded and cannot be undone.",
         "Our own record of it stays, marked as deleted.",
         "The awarding body is then to be told by a support case."),
        "The registration of {} is deleted. The awarding body is to be told.",
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def transfer(request, pk):
    one = get_object_or_404(_visible(request), pk=pk)
    asking = Asking(
        f"Transfer {one.learner}", "Transfer", one.get_absolute_url(),
        caption=one.programme.short_title,
        consequences=(
            "The registration on this programme ends and its history is kept.",
            "A new one begins on the other programme, with the same registration number.",
            "The awarding body is then to be told.",
        ),
        crumbs=(_HOME, (one.get_absolute_url(), str(one.learner))),
        cannot="This registration cannot be transferred",
    )  # fmt: skip
    form = forms.TransferForm(
        request.POST or None, initial={"on": today()},
        programmes=Programme.objects.filter(centre=request.centre).exclude(pk=one.programme_id),
    )  # fmt: skip
    return ask(request, actions.transfer_learner, one, asking, form=form,
               done=f"{one.learner} is transferred. The awarding body is to be told.",
               to=lambda made: made.get_absolute_url() if made else "")  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def completion(request, pk):
    one = get_object_or_404(_visible(request), pk=pk)
    asking = Asking(
        f"Estimated completion of {one.learner}", "Change the date", one.get_absolute_url(),
        caption=one.programme.short_title,
        crumbs=(_HOME, (one.get_absolute_url(), str(one.learner))),
    )  # fmt: skip
    form = forms.CompletionForm(request.POST or None, initial={"completes_on": one.completes_on})
    return ask(request, actions.change_completion, one, asking, form=form,
               done="The date is changed. The awarding body is to be told.")  # fmt: skip


@page_for(Role.EXAMS_OFFICER, Role.PROGRAMME_LEADER)
def paper_answer(request, pk):
    one = get_object_or_404(_visible(request), pk=pk)
    asking = Asking(
        f"What {one.learner} answered", "Record the answer", one.get_absolute_url(),
        caption=one.programme.short_title,
        crumbs=(_HOME, (one.get_absolute_url(), str(one.learner))),
    )  # fmt: skip
    form = forms.PaperAnswerForm(request.POST or None)
    return ask(request, actions.record_paper_answer, one, asking, form=form,
               done="The answer is recorded.")  # fmt: skip


def _enrolment(request, pk):
    return get_object_or_404(
        Enrolment.objects.select_related("learner", "cohort__programme"),
        pk=pk, learner__in=visible_learners(request),
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def leaving(request, pk):
    """A learner who is not registered has left."""
    one = _enrolment(request, pk)
    asking = Asking(
        f"{one.learner} has left", "Record that they left", one.learner.get_absolute_url(),
        caption=one.cohort.programme.short_title, cannot="This cannot be recorded here",
    )  # fmt: skip
    form = forms.EndForm(request.POST or None, initial={"on": today()})
    return ask(request, actions.record_leaving, one, asking, form=form,
               done=f"It is recorded that {one.learner} left.")  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def coming_back(request, pk):
    """A learner who had left has come back."""
    one = _enrolment(request, pk)
    asking = Asking(
        f"{one.learner} has come back", "Record that they came back",
        one.learner.get_absolute_url(), caption=one.cohort.programme.short_title,
        consequences=("They are then to be registered again, with the intake.",),
        cannot="There is nothing to record",
    )  # fmt: skip
    form = forms.EndForm(request.POST or None, initial={"on": today()})
    return ask(request, actions.record_return, one, asking, form=form,
               done=f"It is recorded that {one.learner} came back.")  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def settlement(request, pk):
    one = get_object_or_404(
        Confirmation.objects.filter(registration__in=_visible(request)).select_related(
            "registration__learner", "registration__programme"
        ),
        pk=pk,
    )
    asking = Asking(
        f"The query of {one.registration.learner}", "Settle the query",
        one.registration.get_absolute_url(), caption=one.query, crumbs=(_HOME,),
    )  # fmt: skip
    form = forms.SettleForm(request.POST or None)
    return ask(request, actions.settle_query, one, asking, form=form, done="The query is settled.")


@page_for(*READ_OFFICE)
def changes(request):
    """What the awarding body has been told, and what it is still to be told."""
    show = request.GET.get("show", "")
    found = Change.objects.filter(centre=request.centre).select_related(
        "learner", "registration__programme", "told_by"
    )
    if show == "untold":
        found = found.filter(told_on=None)
    found = found.order_by(F("told_on").asc(nulls_first=True), "happened_on", "pk")
    return render(
        request, "registration/changes.html",
        {
            "page": Paginator(found, 50).get_page(request.GET.get("page")), "show": show,
            "may_tell": any(h.role == Role.EXAMS_OFFICER for h in request.holdings),
        },
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def telling(request, pk):
    one = get_object_or_404(Change.objects.select_related("learner"), pk=pk, centre=request.centre)
    asking = Asking(
        f"Tell the awarding body about {one.learner}", "Record that it was told",
        "/registration/changes/?show=untold", caption=str(one),
        crumbs=(_HOME, ("/registration/changes/", "Changes")),
    )  # fmt: skip
    form = forms.TellingForm(request.POST or None, initial={"on": today()})
    return ask(request, actions.record_telling, one, asking, form=form,
               done="The date and the reference are recorded.")  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def details(request, pk):
    """Correct a learner's details; the old value stays and the awarding body's clock starts."""
    one = get_object_or_404(visible_learners(request), pk=pk)
    asking = Asking(
        f"Details of {one}", "Correct the details", one.get_absolute_url(), caption=one.ref,
        crumbs=(("/learners/", "Learners"), (one.get_absolute_url(), str(one))),
        consequences=("The old values stay visible.",
                      "If the learner is registered, the awarding body is then to be told."),
    )  # fmt: skip
    names = ("surname", "forenames", "date_of_birth", "sex", "uln")
    form = DetailsForm(request.POST or None, initial={name: getattr(one, name) for name in names})
    return ask(
        request, actions.correct_details, one, asking, form=form, done="The details are corrected.",
        what=lambda answers: {
            "values": {name: answers[name] for name in names}, "why": answers["why"]
        },
    )  # fmt: skip


@page_for(Role.EXAMS_OFFICER)
def merge(request, pk, other):
    """Two records side by side, and which of them to keep."""
    one = get_object_or_404(visible_learners(request), pk=pk)
    two = get_object_or_404(visible_learners(request), pk=other)
    asking = Asking(
        f"Merge {two.ref} into {one.ref}?", f"Keep {one.ref}", "/learners/duplicates/",
        crumbs=(("/learners/", "Learners"), ("/learners/duplicates/", "Possible duplicates")),
        consequences=(
            f"{one} ({one.ref}) is kept. What it lacks is filled from {two.ref}.",
            "Enrolments, registrations, changes and queries of both stay, on one record.",
            "Values that differ are kept beside it as earlier values.",
            "There is no undo: compare the two first.",
        ),
        cannot="These two cannot be merged now", warn=True,
    )  # fmt: skip
    obstacles = merging.obstacles_to_merging(one, request.person, now(), other=two)
    return ask(
        request, merging.merge_learners, one, asking, form=Confirm(request.POST),
        done=f"{two.ref} is merged into {one.ref}.", to=one.get_absolute_url(),
        template="registration/merge.html", what=lambda answers: {"other": two},
        context={"one": one, "two": two}
        | ({"obstacles": obstacles} if request.method != "POST" else {}),
    )  # fmt: skip


@page_for(*OFFICE)
def fees(request):
    """What late registration would cost, before it does."""
    on = today()
    return render(
        request, "registration/fees.html",
        {"lines": deadlines.fee_forecast(request.centre, on), "rules": deadlines.fee_rules(on), "on": on},
    )  # fmt: skip


@page_for(*SEE_LEARNERS)
def learner(request, pk):
    """A learner: where they stand on the way from registration to certificate."""
    one = get_object_or_404(visible_learners(request), pk=pk)
    enrolments = one.enrolments.select_related(
        "cohort__programme__qualification", "cohort__programme__centre", "group", "site"
    )
    offers = offered(one, request.person, now(), actions.correct_details)
    return render(
        request, "registration/learner.html",
        {
            "learner": one, "journey": journey_of(one),
            "enrolments": enrolments,
            "graded": {each.pk for each in enrolments if is_graded(each.cohort)},
            "former": one.former_values.all(), "merged": one.merged.all(),
            "may_register": any(h.role == Role.EXAMS_OFFICER for h in request.holdings),
            "to_register": set(
                queries.to_register(request.centre).filter(learner=one).values_list("pk", flat=True)
            ),
            "offers": {offer.action.name for offer in offers},
        },
    )  # fmt: skip

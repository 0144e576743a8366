"""Policies as their readers see them: the register, a policy, its history, reviews, wider policies."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from fairmark.calendar.clock import now, today
from fairmark.centre.models import badge_of
from fairmark.guide.queries import in_use
from fairmark.people.rules import Role
from fairmark.policies import (
    actions,
    comparing,
    draft_actions,
    exemplars,
    forms,
    life_queries,
    queries,
    questions,
    readership,
)
from fairmark.policies.drafting_rules import links
from fairmark.policies.models import MadeDossier, Policy, PolicyVersion, Profile, WiderPolicy
from fairmark.policies.reading import read
from fairmark.policies.rules import WRITERS
from fairmark.policies.unusual import live_numbers
from fairmark.policies.use import in_use_of
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff
from fairmark.ui.words import how_many, in_turn
from fairmark.workflow.posting import attempt

HOME = ("/policies/", "Policies")


@dataclass(frozen=True)
class Row:
    """A policy in the register."""

    kind: str
    title: str
    policy: Policy | None
    version: PolicyVersion | None
    to_come: PolicyVersion | None
    draft: PolicyVersion | None
    review_due_on: date | None
    required: bool
    #: What the centre answers otherwise now than the version in force, or the draft, says.
    answered_otherwise: tuple[str, ...] = ()
    draft_is_behind: bool = False

    @property
    def address(self) -> str:
        return f"/policies/{self.kind}/"


@page_for_staff
def policy_list(request):
    """The register: every policy the centre needs, and those that BTEC rests on."""
    centre, on = request.centre, today()
    in_force = queries.versions_in_force(centre, on=on)
    policies = {one.kind: one for one in Policy.objects.filter(centre=centre)}
    answers = queries.answers_of(centre)
    needed = questions.required(answers)
    wider = {
        one.kind: one
        for one in WiderPolicy.objects.filter(centre=centre).select_related("document")
    }
    rows = [
        _row(kind, policies.get(kind), in_force.get(kind), kind in needed, on, answers)
        for kind in exemplars.KINDS
    ]
    return render(
        request, "policies/list.html",
        {
            "rows": rows, "otherwise": [row for row in rows if row.answered_otherwise],
            "wider": [(kind, label, wider.get(kind)) for kind, label in WiderPolicy.Kind.choices],
            "edition": in_use(centre).name,
            "profile": Profile.objects.filter(centre=centre).first(),
            "writes": writes(request), "today": on, "any_in_force": bool(in_force),
            "to_read": {one.policy.kind for one in readership.to_read(
                centre, request.person, roles_of(request), on)},
        },
    )  # fmt: skip


def _row(kind, policy, version, required, on, answers):
    versions = list(policy.versions.filter(discarded_at=None)) if policy else []
    draft = next((v for v in versions if v.published_at is None), None)
    return Row(
        kind=kind,
        title=exemplars.exemplar(kind).title,
        policy=policy,
        version=version,
        to_come=next((v for v in versions if v.effective_on and v.effective_on > on), None),
        draft=draft,
        review_due_on=life_queries.review_due_on(version, policy.reviews.first(), answers=answers)
        if policy and version else None,
        required=required,
        answered_otherwise=tuple(queries.answers_since(version, answers)) if version else (),
        draft_is_behind=bool(draft and queries.answers_since(draft, answers)),
    )  # fmt: skip


def numbers_told(version) -> dict:
    """The live numbers of a version for a page, and which of them are beyond what is usual."""
    found = live_numbers(version, now())
    return {"numbers": found, "beyond": [one for one in found if one.usual]}


def writes(request) -> bool:
    """Whether whoever asks writes policies."""
    return any(holding.role in WRITERS for holding in request.holdings)


def roles_of(request) -> frozenset[Role]:
    return frozenset(holding.role for holding in request.holdings)


def one_policy(request, kind) -> Policy:
    if kind not in exemplars.KINDS:
        raise Http404
    return get_object_or_404(Policy, centre=request.centre, kind=kind)


def asked_for(request, one: Policy) -> PolicyVersion | None:
    """The published version that the address names; None where it names none."""
    asked = request.GET.get("version")
    if not asked:
        return None
    found = one.versions.published().filter(number=asked) if asked.isdecimal() else None
    version = found.first() if found is not None and asked.isascii() else None
    if version is None:
        raise Http404
    return version


@page_for_staff
def policy(request, kind):
    """The version in force, or another one that was asked for, which then says so."""
    one = one_policy(request, kind)
    in_force = queries.version_in_force(request.centre, kind, on=today())
    version = asked_for(request, one) or in_force
    draft = queries.open_draft(one)
    if version is None and draft and writes(request):
        return redirect("policy_draft", kind)
    if version is None:
        return render(request, "policies/none_yet.html", {"policy": one})
    review = one.reviews.first()
    return render(
        request, "policies/policy.html",
        {
            "policy": one, "version": version, "in_force": in_force, "draft": draft,
            "badge": badge_of(request.centre),
            "reading": read(version, now(), roles=roles_of(request)), "content": version.content,
            "links": links(version.content), **numbers_told(version),
            "versions": one.versions.published().select_related("published_by"),
            "approvals": life_queries.agreed_to(version),
            "reviews": one.reviews.select_related("by"),
            "review_due_on": life_queries.review_due_on(
                in_force, review, answers=queries.answers_of(request.centre)
            ) if in_force else None,
            "links_checked": life_queries.links_opened_at(version, one.reviews.all()),
            "writes": writes(request),
            "to_come": one.versions.published().filter(effective_on__gt=today()).first(),
            "may_review": not life_queries.obstacles_to_reviewing(one, request.person, now()),
            "may_start": not draft and writes(request),
            "learners": readership.learners_of(version, now()) if writes(request) else None,
            "read_at": version.acknowledgements.filter(person=request.person).first(),
            "readers": life_queries.readers_of(version, now()),
            "in_use": in_use_of(version, request.centre, on=today()) if version == in_force else None,
            "teams": readership.teams_of(version, now()) if writes(request) else (),
            "is_own": version == in_force, "previous": comparing.published_before(version),
            "dossiers": MadeDossier.objects.filter(version__policy=one).defer("content")
            .select_related("made_by"),
        },
    )  # fmt: skip


@page_for(*WRITERS)
def set_up(request):
    """The questions, and the drafts they make."""
    centre = request.centre
    initial = queries.answers_of(centre) or {
        one.name: queries.bound_template(one.counts, on=today())
        for one in questions.QUESTIONS if one.counts
    }  # fmt: skip
    asking = Asking(
        "Questions about the centre", "Write the policies", "/policies/", crumbs=(HOME,),
        consequences=(
            "Each policy you need is then in draft, with these answers in it.",
            "Nothing is in force until it is approved and published.",
            "A policy that you have already made your own is left as it is.",
        ),
    )  # fmt: skip
    form = forms.QuestionsForm(request.POST or None, initial=initial, on=today())
    return ask(
        request, draft_actions.answer_questions, centre, asking, form=form,
        done="Your policies are in draft. Say in each how it is done here, then send it for approval.",
        what=lambda _: {"answers": form.answers},
    )  # fmt: skip


@page_for_staff
def review(request, kind):
    """The yearly look at a policy, by its owner or a writer."""
    one = one_policy(request, kind)
    asking = Asking(
        f"Review the {one.get_kind_display().lower()} policy", "Keep the review",
        one.get_absolute_url(), crumbs=(HOME, (one.get_absolute_url(), str(one))),
        consequences=("The review is kept with the policy, also where nothing changes.",),
        cannot="You cannot keep a review now",
    )  # fmt: skip
    return ask(request, actions.review_policy, one, asking,
               form=forms.ReviewForm(request.POST or None), done="The review is kept.")  # fmt: skip


@page_for_staff
def acknowledgement(request, kind):
    """Say that one has read the version in force."""
    version = queries.version_in_force(request.centre, kind, on=today())
    if request.method == "POST" and version:
        form = forms.AcknowledgeForm(request.POST)
        if not attempt(actions.acknowledge_version, version, request, form):
            for reason in form.non_field_errors():
                messages.error(request, str(reason))
    return redirect("policy", kind)


@page_for(*WRITERS)
def reminding(request, kind):
    """Remind those who have not read the version in force."""
    one = one_policy(request, kind)
    version = queries.version_in_force(request.centre, kind, on=today())
    if version is None:
        raise Http404
    waiting = life_queries.readers_of(version, now()).waiting
    asking = Asking(
        f"Remind {how_many(len(waiting), 'reader')}", "Remind them", one.get_absolute_url(),
        crumbs=(HOME, (one.get_absolute_url(), str(one))), cannot="Nobody is reminded now",
        consequences=(
            f"To be reminded: {in_turn([person.name for person in waiting])}.",
            "Each gets a mail with a link to the policy. It stands on their page Today as well.",
        ) if waiting else (),
    )  # fmt: skip
    return ask(request, actions.remind_readers, version, asking, done="They are reminded by mail.")


@page_for(*WRITERS)
def wider(request, kind):
    """Where a policy of the whole centre is kept."""
    kind = kind.replace("-", " ")
    if kind not in WiderPolicy.Kind.values:
        raise Http404
    label = WiderPolicy.Kind(kind).label
    one = WiderPolicy.objects.filter(centre=request.centre, kind=kind).first()
    names = ("title", "document", "place", "owner", "review_due_on")
    initial = {name: getattr(one, name) for name in names} if one else {"title": label}
    asking = Asking(label, "Keep this", "/policies/", crumbs=(HOME,))
    return ask(
        request, actions.place_wider_policy, request.centre, asking,
        form=forms.WiderPolicyForm(request.POST or None, initial=initial, centre=request.centre),
        done="Kept.",
        what=lambda answers: answers | {"kind": kind},
    )  # fmt: skip


@page_for(Role.LEARNER)
def for_learners(request):
    """The learners' versions of the policies in force."""
    found = readership.shown_to_learners(request.centre, today())
    at = now()
    have = readership.read_by(request.person, found)
    return render(
        request, "policies/for_learners.html",
        {"badge": badge_of(request.centre),
         "policies": [(version, read(version, at).learner, have.get(version.pk))
                      for version in found]},
    )  # fmt: skip


@page_for(Role.LEARNER)
def learner_acknowledgement(request, kind):
    """A learner says that they have read the learners' version in force."""
    version = queries.version_in_force(request.centre, kind, on=today())
    if request.method == "POST" and version and version.content["learner"]:
        form = forms.AcknowledgeForm(request.POST)
        if not attempt(actions.acknowledge_version, version, request, form):
            for reason in form.non_field_errors():
                messages.error(request, str(reason))
    return redirect("learner_policies")

"""A policy as its readers see it, with its live numbers."""

import re

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from fairmark.calendar.clock import now, today
from fairmark.people.rules import Role
from fairmark.policies import actions
from fairmark.policies.forms import VersionForm
from fairmark.policies.models import Policy
from fairmark.policies.queries import version_in_force
from fairmark.policies.templates_in_words import REGISTRATION_NUMBERS
from fairmark.ui.asking import Asking, ask
from fairmark.ui.pages import page_for, page_for_staff

_HOME = ("/policies/", "Policies")


@page_for_staff
def policy_list(request):
    rows = [
        (policy, version_in_force(request.centre, policy.kind, on=today()))
        for policy in Policy.objects.filter(centre=request.centre)
    ]
    return render(request, "policies/list.html", {"rows": rows})


def _policy(request, kind):
    return get_object_or_404(Policy, centre=request.centre, kind=kind)


@page_for_staff
def policy(request, kind):
    """The version in force, or another one that was asked for, which then says so."""
    one = _policy(request, kind)
    in_force = version_in_force(request.centre, kind, on=today())
    version = in_force
    if asked := request.GET.get("version"):
        version = (
            one.versions.filter(number=asked).first()
            if asked.isascii() and asked.isdigit()
            else None
        )
    if version is None:
        raise Http404
    numbers = dict(version.numbers.values_list("key", "value"))
    sections = [
        section | {"words": [_live(text, numbers) for text in section["paragraphs"]]}
        for section in version.sections
    ]
    return render(
        request, "policies/policy.html",
        {
            "policy": one, "version": version, "in_force": in_force, "sections": sections,
            "versions": one.versions.select_related("published_by"),
            "numbers": [
                (words, numbers.get(key), unit)
                for key, (words, unit) in REGISTRATION_NUMBERS.items()
            ],
            "may_publish": actions.publish_policy_version.holding(one, request.person, now()),
        },
    )  # fmt: skip


def _live(text, numbers):
    """The paragraph with each number where it stands, underlined as live."""
    parts = []
    for part in re.split(r"(\{[a-z_.]+\})", text):
        if part.startswith("{"):
            parts.append(format_html('<span class="fm-live">{}</span>', numbers[part[1:-1]]))
        else:
            parts.append(conditional_escape(part))
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped)


@page_for(Role.QUALITY_NOMINEE, Role.HEAD_OF_CENTRE)
def new_version(request, kind):
    """Publish a version with other numbers."""
    one = _policy(request, kind)
    last = one.versions.first()
    numbers = dict(last.numbers.values_list("key", "value")) if last else {}
    initial = {key.replace(".", "__"): value for key, value in numbers.items()}
    form = VersionForm(
        request.POST or None, on=today(), initial=initial | {"effective_on": today()}
    )
    asking = Asking(
        f"A new version of the {one.get_kind_display().lower()} policy", "Publish the version",
        one.get_absolute_url(), crumbs=(_HOME, (one.get_absolute_url(), str(one))),
        consequences=(
            "Its numbers are the software’s own from the day it is in force.",
            "The version before it stays, to be read.",
        ),
    )  # fmt: skip
    return ask(
        request, actions.publish_policy_version, one, asking, form=form,
        done="The version is published.",
        what=lambda answers: {
            "effective_on": answers["effective_on"], "summary": answers["summary"],
            "numbers": form.numbers,
        },
    )  # fmt: skip

"""Policies on paper: one policy, its learners' version, its dossier, and the whole set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from fairmark.centre.models import Centre, logo_of
from fairmark.documents.papers import LOGO, Paper, that_day
from fairmark.policies import exemplars, life_queries, queries
from fairmark.policies.dossier import Dossier
from fairmark.policies.models import Approval, PolicyVersion, Review
from fairmark.policies.reading import Reading, read
from fairmark.policies.rules import Standing

#: The issue of the layout that documents are made by, kept with each of them. Source: clause GOV-8.
LAYOUT = "2026.1"
#: Icons are for the screen; a word always stands beside one.
_ICON = re.compile(r'<svg class="fm-i".*?</svg>')


@dataclass(frozen=True)
class Entry:
    """A line of the contents."""

    id: str
    words: str
    within: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class OnPaper:
    """A version as paper shows it. `prefix` keeps its anchors apart from those of other policies."""

    version: PolicyVersion
    reading: Reading
    approvals: tuple[Approval, ...]
    reviews: tuple[Review, ...]
    in_force: PolicyVersion | None
    at: datetime
    prefix: str = ""

    @property
    def content(self) -> Mapping[str, Any]:
        return self.version.content

    @property
    def title(self) -> str:
        return str(self.version.policy)

    @property
    def is_draft(self) -> bool:
        return self.version.standing != Standing.PUBLISHED

    @property
    def links_checked(self) -> Review | None:
        return life_queries.links_opened_at(self.version, self.reviews)

    @property
    def standing(self) -> str:
        """What its reader must know first: in force, to come, superseded, or a draft."""
        if self.is_draft:
            return f"a draft, printed on {timezone.localtime(self.at):%-d %B %Y}; not in force"
        effective_on = self.version.effective_on
        assert effective_on is not None  # a published version has its day
        since = f"{effective_on:%-d %B %Y}"
        if self.version == self.in_force:
            return f"in force from {since}"
        if effective_on > timezone.localtime(self.at).date():
            return f"to come into force on {since}"
        return f"superseded, in force from {since}"

    @property
    def stamp(self) -> str:
        """What stands at the foot of each page."""
        return f"{self.title}, version {self.version.number}, {self.standing}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the cover says of it."""
        found = [("Version", f"{self.version.number}, {self.standing}")]
        if self.is_draft:
            return [
                *found,
                ("Begun by", f"{self.version.drafted_by}, {_day(self.version.drafted_at)}"),
            ]
        agreed = [f"{one.person}, {one.role}, {_day(one.at)}" for one in self.approvals]
        found.append(("Approved by", "; ".join(agreed) or "Nobody: adopted as it came"))
        if self.version == self.in_force:
            due = life_queries.review_due_on(
                self.version, self.reviews[0] if self.reviews else None,
                answers=queries.answers_of(self.version.policy.centre),
            )  # fmt: skip
            found.append(("Review by", f"{due:%-d %B %Y}"))
        return [*found, ("Owner", str(self.content["owner"]).capitalize())]

    @property
    def contents(self) -> list[Entry]:
        return [
            Entry(
                self.prefix + section.id, f"{section.number} {section.heading}",
                tuple(Entry(self.prefix + block.id, f"{block.number} {block.heading}")
                      for block in section.blocks if block.number),
            )
            for section in self.reading.sections
        ]  # fmt: skip


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y}"


def _on_paper(version: PolicyVersion, at: datetime, prefix: str = "") -> OnPaper:
    policy = version.policy
    return OnPaper(
        version, read(version, at), tuple(life_queries.agreed_to(version)), tuple(policy.reviews.select_related("by")),
        queries.version_in_force(policy.centre, policy.kind, on=timezone.localtime(at).date()),
        at, prefix,
    )  # fmt: skip


def policy_on_paper(version: PolicyVersion, at: datetime) -> Paper:
    """One version: cover, contents, every chapter. A draft says so on each page."""
    one = _on_paper(version, at)
    made_at = version.published_at or that_day(at)
    kind = version.policy.kind
    name = f"{kind}-{'draft' if one.is_draft else 'version'}-{version.number}"
    return _paper(name, "policy", one.title, version.policy.centre, made_at, one=one)


def learners_on_paper(version: PolicyVersion, at: datetime) -> Paper:
    """The learners' version of a policy."""
    one = _on_paper(version, at)
    title = f"{version.policy.get_kind_display()}: for learners"
    assert version.published_at is not None  # learners see what is published
    return _paper(f"{version.policy.kind}-for-learners", "learners", title, version.policy.centre,
                  version.published_at, one=one)  # fmt: skip


def set_on_paper(centre: Centre, versions: Iterable[PolicyVersion], at: datetime) -> Paper:
    """Every policy in force as one document, in the order of the guide."""
    order = list(exemplars.KINDS)
    policies = [
        _on_paper(version, at, prefix=f"{version.policy.kind}-")
        for version in sorted(versions, key=lambda one: order.index(one.policy.kind))
    ]
    on = _day(at)
    return _paper(
        "policies", "set", "BTEC policies", centre, that_day(at), policies=policies,
        stamp=f"BTEC policies, as in force on {on}",
        facts=[("As in force on", on), ("Policies", str(len(policies)))],
        contents=[
            Entry(f"{one.prefix}policy", f"{one.title}, version {one.version.number}")
            for one in policies
        ],
    )  # fmt: skip


#: The parts of a dossier after the policy itself, as its contents list them.
_PARTS = (
    Entry("history", "History", (
        Entry("approvals", "Approvals"), Entry("reviews", "Reviews"),
        Entry("comments", "Comments settled"))),
    Entry("readers", "Who has read it"),
    Entry("proof", "Proof"),
)  # fmt: skip


def dossier_on_paper(dossier: Dossier, at: datetime, *, made_by: str) -> Paper:
    """All that shows one policy to somebody outside. Source: clause POL-5."""
    policy = dossier.version.policy
    one = _on_paper(dossier.version, at)
    made = f"{timezone.localtime(at):%-d %B %Y at %H:%M}"
    return _paper(
        f"{policy.kind}-dossier", "dossier", f"{one.title}: dossier", policy.centre, at,
        one=one, dossier=dossier, stamp=f"Dossier of the {policy}, made on {made}",
        facts=[("Centre number", policy.centre.number), *one.facts,
               ("Made", f"{made}, by {made_by}")],
        contents=[Entry("in-force", "The version in force", tuple(one.contents)), *_PARTS],
    )  # fmt: skip


def _paper(
    name: str, template: str, title: str, centre: Centre, made_at: datetime, **more: Any
) -> Paper:
    """The document with the centre's logo, where it has given one."""
    logo = logo_of(centre)
    html = render_to_string(
        f"policies/paper/{template}.html",
        {"title": title, "centre": centre, "made_at": made_at, "layout": LAYOUT,
         "has_logo": logo is not None, **more},
    )  # fmt: skip
    return Paper(name, _ICON.sub("", html), made_at, {LOGO: logo} if logo else {})

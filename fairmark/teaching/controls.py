"""What the records of programme teams show of the guide’s clauses, over the cohorts that run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from fairmark.centre.models import Centre
from fairmark.guide.showing import Control, Finding, Meter, Showing, State, shows, state_of
from fairmark.policies.queries import version_in_force
from fairmark.programmes.models import Cohort
from fairmark.teaching.meeting_queries import meetings_kept
from fairmark.teaching.queries import (
    class_lists_kept,
    documents_kept,
    employers_kept,
    running_cohorts,
    timetables_kept,
)
from fairmark.teaching.resource_queries import resources_kept
from fairmark.teaching.rules import Kept
from fairmark.teaching.team_queries import team_kept
from fairmark.teaching.told_queries import told_kept
from fairmark.teaching.tutorial_queries import tutorials_kept
from fairmark.ui.words import how_many

LEADER = "Programme leader"
Keeps = Callable[[Sequence[Cohort], date], dict[int, Kept]]


@dataclass(frozen=True)
class Part:
    """One part of the programme file: its title, its clause, where it is, and how it is read."""

    title: str
    clause: str
    place: str
    kept: Keeps
    meter: str
    met_when: str
    #: What the sentence says of a cohort that is short of nothing.
    whole: str
    #: The policy that promises it; while none is in force nothing is promised.
    policy: str = ""

    def address(self, cohort: int) -> str:
        return f"/programmes/cohorts/{cohort}/file/{self.place}/"


PARTS = (
    Part("Programme team", "HBP-2", "team", team_kept, "Units with assessor and verifier",
         "somebody leads each running cohort, and each unit being taught has an assessor and a "
         "verifier.",
         "a whole team"),
    Part("Timetable", "HBP-3", "timetables", timetables_kept, "Timetables that hold",
         "each running cohort, or each of its groups, has a timetable that holds.", "a timetable"),
    Part("Meetings", "HBP-6", "meetings", meetings_kept, "Meetings with minutes",
         "each running cohort has met, with minutes, and no action is overdue.",
         "minuted meetings and no action overdue"),
    Part("Schemes of work and lesson plans", "HBP-8", "schemes", documents_kept,
         "Units with both", "each unit whose teaching has begun has its scheme of work and lesson "
         "plans.", "schemes of work and lesson plans for every unit begun"),
    Part("Employer involvement", "HBP-9", "employers", employers_kept, "Cohorts with an employer",
         "an employer has been involved with each running cohort, and nothing past is unsettled.",
         "an employer’s involvement recorded"),
    Part("Class list", "HBP-10", "class-list", class_lists_kept, "Learners in their groups",
         "each running cohort has its class list, with everybody in a group where it has groups.",
         "a whole class list"),
    Part("Tutorials", "HBP-21", "tutorials", tutorials_kept, "Learners with a tutorial this year",
         "each learner of a running cohort has had a tutorial this year, and no target is past its "
         "day without a word.",
         "a tutorial with every learner and no target past its day"),
    Part("Learners told of the rules", "MAL-3", "told", told_kept, "Learners who confirmed it",
         "each learner of a running cohort has confirmed, by the day of the malpractice policy, that "
         "they were shown how sources are named.",
         "every learner shown how sources are named", "malpractice"),
    Part("Resource checks", "ASM-15", "resources", resources_kept, "Units ready",
         "each unit was checked and signed before its teaching began, and nothing is missing.",
         "every unit checked in time", "assessment"),
)  # fmt: skip


def shown_by(part: Part, centre: Centre, on: date) -> Showing:
    """A part over every running cohort. Where nobody has begun to keep it, it cannot be told."""
    if part.policy and version_in_force(centre, part.policy, on=on) is None:
        what = f"No {part.policy} policy is in force"
        return Showing(
            State.CANNOT_TELL, f"{what}, so there is nothing to hold the records to.",
            (Finding(what, link=f"/policies/{part.policy}/", link_text="Publish the policy",
                     owner="Quality nominee"),), met_when=part.met_when,
        )  # fmt: skip
    cohorts = running_cohorts(centre, on)
    if not cohorts:
        return Showing(State.CANNOT_TELL, "No cohort is taught today, so there is nothing to show.",
                       met_when=part.met_when)  # fmt: skip
    kept = part.kept(cohorts, on)
    findings = tuple(
        Finding(
            f"{cohort.code}: {gap.what}", gap.about, gap.count, part.address(cohort.pk),
            f"Open: {part.title.lower()}", LEADER, gap.is_bad, gap.by, cohort.scopes(),
        )
        for cohort in cohorts
        for gap in kept[cohort.pk].gaps
    )  # fmt: skip
    held = sum(one.held for one in kept.values())
    told = sum(one.can_tell for one in kept.values())
    whole = sum(one.state == "met" for one in kept.values())
    return Showing(
        state_of(findings) if held and told else State.CANNOT_TELL,
        f"{whole} of {how_many(len(cohorts), 'running cohort')} "
        f"{'has' if whole == 1 else 'have'} {part.whole}.",
        findings,
        (Meter(part.meter, sum(one.have for one in kept.values()),
               sum(one.need for one in kept.values())),),
        evidence=held, evidence_link="/programmes/", told=told, asked=len(cohorts),
        met_when=part.met_when,
    )  # fmt: skip


def control_for(part: Part) -> Control:
    """The control that shows a part."""
    return lambda centre, on: shown_by(part, centre, on)


for _part in PARTS:
    shows(_part.clause)(control_for(_part))

"""Where in Fairmark the step of a procedure is done, for the actions that steps name."""

import re
from dataclasses import dataclass

from fairmark.workflow.actions import all_actions

#: The page from which each action is reached. Of a single record it is the list that holds it.
#: Rooms above this one own these pages, so they are named here by address; a test opens each.
PAGES = {
    "acknowledge_version": "/policies/",
    "add_closure": "/centre/calendar/",
    "add_teaching_document": "/programmes/",
    "add_timetable": "/programmes/",
    "adopt_practice": "/standardisation/practice/",
    "agree_extension": "/tracking/",
    "agree_to_assess_despite_tie": "/tracking/",
    "allocate_staff": "/programmes/",
    "answer_query": "/registration/checks/",
    "authorise_attempt": "/tracking/",
    "check_board": "/assurance/",
    "check_trail": "/trail/",
    "compare_records": "/registration/agreement/",
    "compare_work": "/tracking/",
    "confirm_authenticity": "/tracking/",
    "confirm_part": "/standardisation/mine/",
    "confirm_registration": "/my-record/",
    "correct_details": "/learners/",
    "decide": "/tracking/",
    "declare_conflict": "/conflicts/",
    "draft_plan": "/plans/",
    "end_allocation": "/programmes/",
    "end_role": "/centre/",
    "enter_learners": "/registration/entries/",
    "excuse_learner": "/registration/entries/",
    "explain_difference": "/registration/agreement/",
    "finish_action_point": "/",
    "give_role": "/centre/",
    "hand_in": "/my-work/",
    "involve_employer": "/programmes/",
    "issue_brief": "/briefs/",
    "merge_learners": "/learners/duplicates/",
    "open_series": "/registration/entries/",
    "plan_sitting": "/registration/entries/",
    "plan_team_event": "/standardisation/",
    "query_registration": "/my-record/",
    "raise_query": "/registration/checks/",
    "recommend_resubmission": "/tracking/",
    "record_approval": "/programmes/approvals/",
    "record_leaving": "/registration/",
    "record_meeting": "/programmes/",
    "record_team_event": "/standardisation/",
    "record_telling": "/registration/changes/",
    "register_intake": "/registration/",
    "register_learner": "/registration/",
    "return_work": "/tracking/",
    "review_difference": "/fairness/",
    "review_policy": "/policies/",
    "revise_plan": "/plans/",
    "send_brief": "/briefs/",
    "set_action_point": "/programmes/",
    "share_practice": "/standardisation/practice/",
    "sign_entries": "/registration/entries/",
    "sign_plan": "/plans/",
    "sign_registrations": "/registration/checks/",
    "sign_resources": "/programmes/",
    "tell_learners": "/programmes/",
    "transfer_learner": "/registration/",
    "upload_file": "/imports/",
    "verify_brief": "/briefs/",
    "withdraw_learner": "/registration/",
    "write_brief": "/briefs/",
    "write_minutes": "/programmes/",
}


@dataclass(frozen=True)
class Doing:
    """The action that does a step, where it is done, and the roles that may do it."""

    name: str
    label: str
    address: str
    roles: frozenset[str]


def doing(name: str) -> Doing | None:
    """What does a step; None where no action of ours is named, or none of that name is known."""
    found = next((one for one in all_actions() if name and one.name == name), None)
    if found is None:
        return None
    return Doing(name, found.label, PAGES.get(name, ""), frozenset(found.by))


#: What the actions of each room are about, as people say it, in the order of a learner's journey.
ROOMS = {
    "policies": "Policies and their readers",
    "planner": "Year plan, tasks and calendars",
    "programmes": "Programmes and staff",
    "teaching": "Teaching and the programme file",
    "standardisation": "Standardisation and good practice",
    "planning": "Assessment plans",
    "briefs": "Assignment briefs",
    "assessment": "Work, decisions and further attempts",
    "similarity": "Likeness of work to other work",
    "fairness": "Outcomes by group",
    "learners": "Learners’ details",
    "exchange": "Files brought in",
    "registration": "Registrations, entries and changes",
    "assurance": "The board and the trail",
    "administration": "People, sites and the calendar",
}


def choices(now: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """What a step may name, by what it is about: each in words, in the order of the alphabet.

    What has a page of ours, and `now`, which a step names already.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for one in all_actions():
        if one.name in PAGES or one.name == now:
            found.setdefault(one.room, []).append((one.name, in_words(one.purpose)))
    return [
        (heading, sorted(found[room], key=lambda pair: pair[1]))
        for room, heading in ROOMS.items()
        if room in found
    ]


def in_words(purpose: str) -> str:
    """What an action does, without what only its programmer need know."""
    return re.split(r"[;.]", purpose)[0]

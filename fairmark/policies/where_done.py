"""Where in Fairmark the step of a procedure is done, for the actions that steps name."""

from dataclasses import dataclass

from fairmark.workflow.actions import all_actions

#: The page from which each action is reached. Of a single record it is the list that holds it.
#: Rooms above this one own these pages, so they are named here by address; a test opens each.
PAGES = {
    "acknowledge_version": "/policies/",
    "add_closure": "/centre/calendar/",
    "allocate_staff": "/programmes/",
    "answer_query": "/registration/checks/",
    "check_board": "/assurance/",
    "check_trail": "/trail/",
    "compare_records": "/registration/agreement/",
    "confirm_registration": "/my-record/",
    "correct_details": "/learners/",
    "declare_conflict": "/conflicts/",
    "enter_learners": "/registration/entries/",
    "end_role": "/centre/",
    "excuse_learner": "/registration/entries/",
    "explain_difference": "/registration/agreement/",
    "give_role": "/centre/",
    "merge_learners": "/learners/duplicates/",
    "open_series": "/registration/entries/",
    "plan_sitting": "/registration/entries/",
    "query_registration": "/my-record/",
    "raise_query": "/registration/checks/",
    "record_approval": "/programmes/approvals/",
    "record_leaving": "/registration/",
    "record_telling": "/registration/changes/",
    "register_intake": "/registration/",
    "register_learner": "/registration/",
    "review_policy": "/policies/",
    "sign_entries": "/registration/entries/",
    "sign_registrations": "/registration/checks/",
    "transfer_learner": "/registration/",
    "upload_file": "/imports/",
    "withdraw_learner": "/registration/",
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


def choices() -> list[tuple[str, str]]:
    """Every action that a step may name, with its label, in the order of the alphabet."""
    return sorted(
        {one.name: f"{one.label} ({one.room})" for one in all_actions()}.items(),
        key=lambda pair: pair[1],
    )

"""What a draft is made of, changed by those who write it, and what is refused."""

import pytest
from django.urls import Resolver404, resolve

from fairmark.people.rules import Role
from fairmark.policies import (
    actions,
    draft_actions,
    drafting_queries,
    drafting_rules,
    exemplars,
    front_matter_actions,
    life_queries,
    queries,
    section_actions,
    urls,
    where_done,
)
from fairmark.policies.reading import read
from fairmark.trail.models import Event
from fairmark.workflow.actions import all_actions
from fairmark.workflow.refusals import NeedsReason, NotYours
from tests.builders import MONDAY, a_person
from tests.policies.test_actions import last_event, refusal

STEP = {"title": "Phone", "what": "The desk phones home.", "who": Role.EXAMS_OFFICER,
        "within": "Within {registration.days_to_tell} working days", "leaves": "A note"}  # fmt: skip


def ids(draft, part="commitments"):
    return [one["id"] for one in draft.content["blocks"] if one["part"] == part]


def add(draft, by, **but):
    what = {"part": "commitments", "heading": "Late comers", "text": "They are **registered**."}
    return section_actions.add_section(draft, by=by, at=MONDAY, **what | but)


def test_a_section_is_added_last_in_its_chapter_and_reads(draft, quinn):
    draft = add(draft, quinn)
    assert ids(draft)[-1] == "late-comers"
    assert last_event() == "section_added"
    block = next(b for b in read(draft, MONDAY).blocks if b.id == "late-comers")
    assert block.html == "<p>They are <strong>registered</strong>.</p>"


def test_a_section_of_the_learners_version_is_added_there(draft, quinn):
    draft = add(draft, quinn, part="learner", heading="Your name")
    assert [one["id"] for one in draft.content["learner"]] == ["learner", "your-name"]


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        ({"part": "cake"}, "Choose the chapter that the section belongs to."),
        ({"heading": " "}, "Give the section a heading."),
        (
            {"heading": "registering learners"},
            "There is a section “registering learners” already. Choose another heading.",
        ),
        ({"text": "![x](https://a.example/b.png)"}, "The section would be empty."),
        ({"text": "Ask {the cat}."},
         "Nothing fills {the cat}. Write the words, or choose a name that is known."),
        ({"text": "For {rule:no.such} years."},
         "Nothing fills {rule:no.such}. Write the words, or choose a name that is known."),
        ({"clauses": ["REG-1"]}, "REG-1 is answered already, or is not asked of this policy."),
    ],
)  # fmt: skip
def test_what_a_section_may_not_be(draft, quinn, but, reason):
    what = {"part": "commitments", "heading": "Late comers", "text": "They come."} | but
    assert refusal(section_actions.add_section, draft, by=quinn, **what) == [reason]


def test_what_is_pasted_into_a_new_section_is_cleaned(draft, quinn):
    draft = add(draft, quinn, text="Safe <script>alert(1)</script> [x](javascript:alert(1))")
    html = draft.content["blocks"][-1]["html"]
    assert "<script" not in html
    assert "href" not in html


def test_an_id_is_not_used_again_after_its_section_is_gone(draft, policy, quinn, hana):
    draft = add(draft, quinn)
    draft = section_actions.take_out_section(draft, by=quinn, at=MONDAY, block="late-comers")
    draft = add(draft, quinn)
    assert ids(draft)[-1] == "late-comers-2"
    actions.set_aside(draft, by=quinn, at=MONDAY)
    again = draft_actions.start_draft(policy, by=quinn, at=MONDAY)
    assert ids(add(again, quinn))[-1] == "late-comers-3"


def test_a_section_that_alone_answers_a_clause_goes_only_with_a_reason(draft, quinn):
    with pytest.raises(NeedsReason) as needed:
        section_actions.take_out_section(draft, by=quinn, at=MONDAY, block="registering")
    assert needed.value.obstacles == [
        "Nothing else in this policy answers REG-1 and REG-2. Say where we answer it then."
    ]
    draft = section_actions.take_out_section(
        draft, by=quinn, at=MONDAY, block="registering", reason="The exams policy does."
    )
    assert "registering" not in ids(draft)
    event = Event.objects.order_by("-sequence").first()
    assert event.details["reason"] == "The exams policy does."
    assert event.details["unanswered"] == ["REG-1", "REG-2"]
    assert drafting_queries.unanswered_clauses(draft) == ["REG-1", "REG-2"]


def test_a_clause_left_unanswered_is_answered_by_a_new_section(draft, quinn):
    draft = section_actions.take_out_section(
        draft, by=quinn, at=MONDAY, block="registering", reason="Written anew."
    )
    draft = add(draft, quinn, heading="Who registers", clauses=["REG-1", "REG-2"])
    assert drafting_queries.unanswered_clauses(draft) == []


def test_sections_change_places_up_to_the_ends_of_their_chapter(draft, quinn):
    before = ids(draft)
    draft = section_actions.move_section(draft, by=quinn, at=MONDAY, block="checking", way="up")
    assert ids(draft) == ["checking", "registering", *before[2:]]
    assert last_event() == "section_moved"
    assert refusal(section_actions.move_section, draft, by=quinn, block="checking", way="up") == [
        "This section is the first already."
    ]
    assert refusal(section_actions.move_section, draft, by=quinn, block=before[-1], way="down") == [
        "This section is the last already."
    ]
    assert refusal(section_actions.move_section, draft, by=quinn, block="cake", way="down") == [
        "There is no such section in this version."
    ]


def steps(draft, block="transfer-procedure"):
    return [one["id"] for one in drafting_rules.block_of(draft.content, block)["steps"]]


def test_a_step_is_added_moved_and_taken_out_and_its_id_is_not_used_again(draft, quinn):
    there = {"by": quinn, "at": MONDAY, "block": "transfer-procedure"}
    draft = section_actions.add_step(draft, **there, **STEP, does="record_telling")
    assert steps(draft) == ["agree", "transfer", "tell", "phone"]
    draft = section_actions.move_step(draft, **there, step="phone", way="up")
    assert steps(draft) == ["agree", "transfer", "phone", "tell"]
    draft = section_actions.take_out_step(draft, **there, step="phone")
    draft = section_actions.add_step(draft, **there, **STEP)
    assert steps(draft) == ["agree", "transfer", "tell", "phone-2"]
    names = ["step_added", "step_moved", "step_taken_out", "step_added"]
    events = Event.objects.order_by("-sequence")[:4]
    assert [event.name for event in reversed(events)] == names
    assert "Transfer" not in queries.left_as_it_came(draft)


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        ({"who": "the cat"}, "Choose the role that does the step."),
        ({"title": "{centre}"}, "A step’s title and its record are plain words, without {names}."),
        ({"within": "In {two} days"},
         "Nothing fills {two}. Write the words, or choose a name that is known."),
        ({"does": "make_tea"},
         "Fairmark does no such thing. Choose from the list, or leave it open."),
    ],
)  # fmt: skip
def test_what_a_step_may_not_be(draft, quinn, but, reason):
    what = {"block": "transfer-procedure"} | STEP | but
    assert refusal(section_actions.add_step, draft, by=quinn, **what) == [reason]
    assert refusal(draft_actions.write_step, draft, by=quinn, step="agree", **what) == [reason]


def test_only_procedures_have_steps(draft, quinn):
    assert refusal(section_actions.add_step, draft, by=quinn, block="aims", **STEP) == [
        "Only a procedure has steps."
    ]


def test_a_new_procedure_without_a_step_is_not_sent(own, quinn):
    own = add(own, quinn, part="procedures", heading="Late registration")
    assert refusal(actions.send_for_approval, own, by=quinn, summary="More.") == [
        "No step yet: Late registration. Add the steps, or take the section out."
    ]
    own = section_actions.add_step(own, by=quinn, at=MONDAY, block="late-registration", **STEP)
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="More.")


def test_key_dates_are_added_changed_and_taken_out(draft, quinn):
    by = {"by": quinn, "at": MONDAY}
    draft = front_matter_actions.add_date(
        draft, **by, what="Count heads", who=Role.EXAMS_OFFICER, month=2, day=3
    )
    draft = front_matter_actions.write_date(
        draft, **by, date="leavers", what="Grades", who=Role.EXAMS_OFFICER, rule="year.grades"
    )
    found = {one.id: one.when for one in read(draft, MONDAY).dates}
    assert found == {"register": "1 November", "count-heads": "3 February", "leavers": "5 July"}
    draft = front_matter_actions.take_out_date(draft, **by, date="count-heads")
    assert {one["id"] for one in draft.content["dates"]} == {"register", "leavers"}


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        (
            {"month": 2, "day": 30},
            "There is not every year a day 30 in month 2. Choose another one.",
        ),
        ({"month": None}, "Give a day and a month, or choose one from the rule pack."),
        ({"rule": "calendar.cake"}, "The rule pack has no such day. Choose one from the list."),
        ({"who": "cat"}, "Choose the role that does it."),
        ({"what": " "}, "Say what is due."),
        ({"date": "cake"}, "There is no such date in this version."),
    ],
)
def test_what_a_key_date_may_not_be(draft, quinn, but, reason):
    what = {"what": "Count", "who": Role.ASSESSOR, "month": 2, "day": 3} | but
    action = front_matter_actions.write_date if "date" in but else front_matter_actions.add_date
    assert refusal(action, draft, by=quinn, **what) == [reason]


def test_links_are_added_changed_and_taken_out(draft, quinn):
    by = {"by": quinn, "at": MONDAY}
    first = drafting_rules.links(draft.content)[0]["id"]
    draft = front_matter_actions.add_link(
        draft, **by, title="Staff site", address="https://staff.example/"
    )
    draft = front_matter_actions.write_link(
        draft, **by, link=first, title="Pearson", address="https://pearson.example/"
    )
    found = drafting_rules.links(draft.content)
    assert [(one["id"], one["url"]) for one in found[::2]] == [
        (first, "https://pearson.example/"), ("staff-site", "https://staff.example/"),
    ]  # fmt: skip
    draft = front_matter_actions.take_out_link(draft, **by, link="staff-site")
    assert len(draft.content["links"]) == 2
    draft = front_matter_actions.add_link(
        draft, **by, title="Staff site", address="https://staff.example/"
    )
    assert draft.content["links"][-1]["id"] == "staff-site-2"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://a.example/", "data:text/html,x"]
)
def test_a_link_that_runs_or_is_not_secure_is_refused(draft, quinn, address):
    assert refusal(front_matter_actions.add_link, draft, by=quinn, title="x", address=address) == [
        "A link is an address that begins with https:// – copy it from the browser."
    ]


def test_an_address_is_linked_once(draft, quinn):
    address = draft.content["links"][0]["url"]
    assert refusal(front_matter_actions.add_link, draft, by=quinn, title="x", address=address) == [
        "That address is linked already."
    ]


def responsible(**but):
    return {"owner": Role.HEAD_OF_CENTRE, "readers": [Role.ASSESSOR],
            "approvers": [Role.HEAD_OF_CENTRE, Role.QUALITY_NOMINEE], "approval": "any"} | but  # fmt: skip


def test_any_one_of_the_approvers_may_be_enough(own, quinn, hana):
    own = front_matter_actions.set_responsibilities(own, by=quinn, at=MONDAY, **responsible())
    assert last_event() == "responsibilities_set"
    version = actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    assert life_queries.waiting_for(version) == ["head of centre", "quality nominee"]
    for person in (hana, quinn):  # all of whom had to agree until now
        actions.approve_version(version, by=person, at=MONDAY)
    first = actions.publish_version(version, by=quinn, at=MONDAY, effective_on=MONDAY.date())
    draft = draft_actions.start_draft(first.policy, by=quinn, at=MONDAY)
    version = actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Again.")
    assert life_queries.waiting_for(version) == ["head of centre", "quality nominee"]
    actions.approve_version(version, by=hana, at=MONDAY)
    assert life_queries.waiting_for(version) == []


def test_a_programme_leader_approves_where_the_policy_asks_them(own, quinn, pia, erin):
    own = front_matter_actions.set_responsibilities(
        own, by=quinn, at=MONDAY, **responsible(approvers=[Role.PROGRAMME_LEADER])
    )
    version = actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    assert refusal(actions.approve_version, version, by=erin) == [
        "Your role has agreed to this version, or is not asked about it."
    ]
    actions.approve_version(version, by=pia, at=MONDAY)
    assert life_queries.waiting_for(version) == ["quality nominee"]
    actions.approve_version(version, by=quinn, at=MONDAY)
    assert life_queries.waiting_for(version) == []


@pytest.mark.parametrize(
    ("but", "reason"),
    [
        ({"owner": Role.LEARNER}, "Choose the role that owns the policy."),
        ({"readers": []}, "Choose the roles that the policy concerns."),
        ({"readers": [Role.REVIEWER]}, "Choose the roles that the policy concerns."),
        ({"approvers": []}, "Choose at least one role that approves the policy."),
        ({"approvers": [Role.LEARNER]}, "Choose at least one role that approves the policy."),
        ({"approval": "most"}, "Say whether all of them must agree or any one of them."),
        ({"approvers": [Role.PROGRAMME_LEADER]},
         "Nobody is in post as programme leader, so nobody could approve. Choose another role, or "
         "ask the administrator to give this one."),
    ],
)  # fmt: skip
def test_who_may_not_own_read_or_approve(draft, quinn, hana, but, reason):
    found = refusal(
        front_matter_actions.set_responsibilities, draft, by=quinn, **responsible(**but)
    )
    assert found[0] == reason


def test_what_waits_for_approval_keeps_its_shape(own, quinn):
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    own.refresh_from_db()
    waits = ["It waits for approval. Take it back first."]
    there = {"block": "transfer-procedure"}
    for action, what in (
        (section_actions.add_section, {"part": "aims", "heading": "x", "text": "x"}),
        (section_actions.take_out_section, {"block": "roles"}),
        (section_actions.move_section, {"block": "checking", "way": "up"}),
        (section_actions.add_step, there | STEP),
        (section_actions.take_out_step, there | {"step": "agree"}),
        (section_actions.move_step, there | {"step": "agree", "way": "down"}),
        (front_matter_actions.add_date, {"what": "x", "who": "assessor", "month": 1, "day": 1}),
        (front_matter_actions.take_out_date, {"date": "leavers"}),
        (front_matter_actions.add_link, {"title": "x", "address": "https://a.example/"}),
        (front_matter_actions.set_responsibilities, responsible()),
    ):
        assert refusal(action, own, by=quinn, **what) == waits, action.name


def test_only_writers_change_the_shape(draft, erin):
    with pytest.raises(NotYours):
        add(draft, erin)
    with pytest.raises(NotYours):
        front_matter_actions.set_responsibilities(draft, by=erin, at=MONDAY, **responsible())


def test_no_id_is_a_word_of_an_address_or_of_the_page():
    """A section of such an id could not be opened: another page would come first."""
    words = {
        part
        for pattern in urls.urlpatterns
        if str(pattern.pattern).startswith("<slug:kind>/draft/")
        for part in str(pattern.pattern).split("/")[2:]
        if part and not part.startswith("<")
    }
    chapters = {section.id for section in _sections()}
    assert words | chapters <= drafting_rules.RESERVED


def _sections():
    from fairmark.policies.reading import Reading

    blocks = [_block(part) for part in ("aims", "commitments", "procedures", "roles", "learner")]
    return Reading(tuple(blocks), (blocks[-1],), (), (), True).sections


def _block(part):
    from fairmark.policies.reading import Block

    return Block(part, part, part, (), "", "", "", ())


def test_steps_name_actions_whose_pages_are_there():
    known = {one.name for one in all_actions()}
    assert set(where_done.PAGES) <= known
    for address in where_done.PAGES.values():
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"There is no page {address}.")


def test_every_action_that_an_exemplar_names_has_its_page():
    named = {
        step["action"]
        for kind in exemplars.KINDS
        for block in exemplars.exemplar(kind).blocks
        for step in block.get("steps", ())
        if "action" in step
    }
    assert named <= set(where_done.PAGES)


def test_what_a_step_may_name_is_offered_in_words_by_what_it_is_about():
    offered = {name: words for _, group in where_done.choices() for name, words in group}
    assert set(offered) == set(where_done.PAGES)
    assert offered["record_telling"] == (
        "Record when the awarding body was told of a change, and its reference"
    )
    assert not [words for words in offered.values() if "_" in words or "`" in words]
    assert "queue_reminders" in {name for _, group in where_done.choices("queue_reminders")
                                 for name, _ in group}  # fmt: skip


def test_a_step_leads_to_where_it_is_done_for_those_who_may(policy, client, quinn, erin):
    def shown(roles):
        reading = read(queries.last_published(policy), MONDAY, roles=frozenset(roles))
        block = next(b for b in reading.blocks if b.id == "registration-procedure")
        return next((s.done.label, s.may_do) for s in block.steps if s.done)

    assert shown({"exams officer"}) == ("Register intake", True)
    assert shown({"assessor"}) == ("Register intake", False)


def test_an_assessor_of_another_centre_cannot_change_it(draft):
    from tests.builders import a_centre

    other = a_person(a_centre(number="54321"), "Una Other", Role.QUALITY_NOMINEE)
    with pytest.raises(NotYours):
        add(draft, other)

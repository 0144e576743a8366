"""What changed, told in words and marked word by word."""

from copy import deepcopy

import pytest

from fairmark.policies import (
    actions,
    changes,
    comparing,
    draft_actions,
    drafting_queries,
    front_matter_actions,
    queries,
)
from fairmark.policies.changes import (
    Became,
    Mark,
    Text,
    Words,
    compared,
    lines_of,
    side_by_side,
    told,
)
from tests.builders import MONDAY

BASE = {
    "owner": "quality nominee",
    "readers": ["assessor", "exams officer"],
    "approvers": ["quality nominee", "head of centre"],
    "numbers": {"r.days": ["Tell within", "working days"]},
    "blocks": [
        {"id": "aims", "part": "aims", "heading": "Aims", "html": "<p>We aim high.</p>"},
        {"id": "telling", "part": "commitments", "heading": "Telling",
         "html": "<p>We tell within {r.days} days.</p>"},
        {"id": "keeping", "part": "commitments", "heading": "Keeping", "html": "<p>We keep.</p>"},
        {"id": "change", "part": "procedures", "heading": "Change", "html": "<p>One moves.</p>",
         "steps": [
             {"id": "ask", "title": "Ask", "what": "Somebody asks.", "who": "learner",
              "by": "At once", "record": "Note"},
             {"id": "tell", "title": "Tell", "what": "We tell.", "who": "exams officer",
              "by": "Within {r.days} days", "record": "Date"},
         ]},
    ],
    "learner": [{"id": "l", "heading": "You", "html": "<p>Ask us.</p>"}],
    "dates": [{"id": "count", "what": "Count", "who": "exams officer", "day": "05-15"},
              {"id": "close", "what": "Close", "who": "exams officer", "rule": "year.grades"}],
    "links": [{"title": "A page", "url": "https://a.example/"}],
}  # fmt: skip


def block(content, id):
    return next(one for one in content["blocks"] if one["id"] == id)


def rewritten(content):
    block(content, "aims")["html"] = "<p>We aim higher.</p>"


def called(content):
    block(content, "telling")["heading"] = "Reporting"


def swapped(content):
    content["blocks"][1], content["blocks"][2] = content["blocks"][2], content["blocks"][1]


def added(content):
    content["blocks"].append({"id": "x", "part": "roles", "heading": "Who", "html": "<p>Us.</p>"})


def here(content):
    block(content, "change")["here"] = "<p>In B12.</p>"


def gone(content):
    content["blocks"].pop(2)


def another_who(content):
    block(content, "change")["steps"][1]["who"] = "assessor"


def another_step(content):
    block(content, "change")["steps"].append({"id": "new", "title": "Close"})


def step_gone(content):
    block(content, "change")["steps"].pop(0)


def step_written(content):
    block(content, "change")["steps"][0]["by"] = "The same day"


def steps_swapped(content):
    block(content, "change")["steps"].reverse()


def learners(content):
    content["learner"][0]["html"] = "<p>Ask anybody.</p>"


def later(content):
    content["dates"][0]["day"] = "07-05"


def own_day(content):
    content["dates"][1] = {"id": "close", "what": "Close", "who": "exams officer", "day": "07-01"}


def date_gone(content):
    content["dates"].pop()


def date_added(content):
    content["dates"].append({"id": "n", "what": "Meet", "who": "assessor", "day": "01-09"})


def link_moved(content):
    content["links"][0] |= {"id": "a-page", "url": "https://b.example/"}


def link_added(content):
    content["links"].append({"title": "B", "url": "https://b.example/"})


def owner(content):
    content["owner"] = "head of centre"


def readers(content):
    content["readers"] = ["assessor", "programme leader"]


def any_one(content):
    content["approval"] = "any"


def all_of_a_date(content):
    content["dates"][0] |= {"what": "Count all", "who": "assessor", "day": "07-05"}


def another_rule(content):
    content["dates"][1]["rule"] = "year.close"


def who_and_what(content):
    block(content, "change")["steps"][1] |= {"who": "assessor", "what": "They tell."}


DAYS = {"year.grades": "5 July, “Grades”", "year.close": "31 July, “Close”"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (all_of_a_date, [
            "Key date “Count” is now called “Count all”.",
            "Key date “Count all”: 15 May to 5 July.",
            "Key date “Count all” is now the assessor’s, not the exams officer’s.",
        ]),
        (another_rule, ["Key date “Close”: the awarding body’s day (5 July, “Grades”) to the "
                        "awarding body’s day (31 July, “Close”)."]),
        (who_and_what, [
            "Step “Tell” under “Change” is now the assessor’s, not the exams officer’s.",
            "Step “Tell” under “Change” rewritten.",
        ]),
    ],
)  # fmt: skip
def test_each_part_of_a_change_is_told(change, said):
    after = deepcopy(BASE)
    change(after)
    assert told(Text(BASE, {}, days=DAYS), Text(after, {}, days=DAYS)) == said


def test_a_date_that_moves_between_days_of_the_pack_is_told_by_their_names(draft, quinn):
    days = drafting_queries.days_of_the_pack(MONDAY.date())
    first, second = sorted(key for key in days if key.startswith("year."))[:2]
    front_matter_actions.write_date(
        draft, by=quinn, at=MONDAY, date="leavers", what="Leavers", who="exams officer", rule=first
    )
    draft.refresh_from_db()
    before = comparing.text_of(draft, MONDAY)
    front_matter_actions.write_date(
        draft, by=quinn, at=MONDAY, date="leavers", what="Leavers", who="exams officer", rule=second
    )
    draft.refresh_from_db()
    [said] = told(before, comparing.text_of(draft, MONDAY))
    assert days[first].value["what"] in said
    assert days[second].value["what"] in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (rewritten, ["Section “Aims” rewritten."]),
        (called, ["Section “Telling” is now called “Reporting”."]),
        (swapped, ["The sections of “What we will do” stand in another order."]),
        (added, ["New section “Who”."]),
        (here, ["How it is done here written under “Change”."]),
        (gone, ["Section “Keeping” taken out."]),
        (another_who, ["Step “Tell” under “Change” is now the assessor’s, not the exams officer’s."]),
        (another_step, ["New step “Close” under “Change”."]),
        (step_gone, ["Step “Ask” under “Change” taken out."]),
        (step_written, ["Step “Ask” under “Change” rewritten."]),
        (steps_swapped, ["The steps of “Change” come in another order."]),
        (learners, ["Learners’ version: Section “You” rewritten."]),
        (later, ["Key date “Count”: 15 May to 5 July."]),
        (own_day, ["Key date “Close”: the awarding body’s day to 1 July."]),
        (date_gone, ["Key date “Close” taken out."]),
        (date_added, ["New key date “Meet”: 9 January."]),
        (link_moved, ["Link “A page” changed."]),
        (link_added, ["New link “B”."]),
        (owner, ["Its owner is the head of centre, not the quality nominee."]),
        (readers, ["It now concerns the programme leader too.",
                   "It no longer concerns the exams officer."]),
        (any_one, ["Approved by any one of head of centre and quality nominee; before, by head of "
                   "centre and quality nominee."]),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(change, said):
    after = deepcopy(BASE)
    change(after)
    assert told(Text(BASE, {}), Text(after, {})) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"r.days": 10}, {"r.days": 5}, ["“Tell within”: 10 to 5 working days."]),
        ({}, {"r.days": 5}, ["New number “Tell within”: 5 working days."]),
        ({"r.days": 5}, {}, ["“Tell within” is no longer counted; it was 5 working days."]),
        ({"r.days": 5}, {"r.days": 5}, []),
    ],
)
def test_numbers_are_told_first(before, after, said):
    assert told(Text(BASE, before), Text(BASE, after)) == said


def test_another_number_shows_where_it_stands_and_nothing_else():
    found = side_by_side(Text(BASE, {"r.days": 10}), Text(BASE, {"r.days": 5}))
    assert [(one.id, one.became) for one in found] == [
        ("telling", Became.CHANGED), ("change", Became.CHANGED),
    ]  # fmt: skip
    assert found[0].before[1] == (
        Words(Mark.SAME, "We tell within"), Words(Mark.GONE, "10"), Words(Mark.SAME, "days."),
    )  # fmt: skip
    assert found[0].after[1][1] == Words(Mark.NEW, "5")


def test_lines_far_from_a_change_are_left_out():
    found = side_by_side(Text(BASE, {"r.days": 10}), Text(BASE, {"r.days": 5}))
    assert found[1].before[0] == changes.LEFT_OUT
    assert found[1].before[-1][1] == Words(Mark.GONE, "10")


def test_a_section_taken_out_stands_where_it_stood():
    after = deepcopy(BASE)
    gone(after)
    added(after)
    found = side_by_side(Text(BASE, {}), Text(after, {}))
    assert [(one.heading, one.became) for one in found] == [
        ("Keeping", Became.GONE), ("Who", Became.NEW),
    ]  # fmt: skip
    assert found[0].after == found[1].before == ()


def test_the_same_twice_shows_nothing():
    assert side_by_side(Text(BASE, {}), Text(deepcopy(BASE), {})) == []


@pytest.mark.parametrize(
    ("was", "now", "left", "right"),
    [
        ("a b c d", "a b x d", "a b [c] d", "a b [x] d"),
        ("the cat sat on the mat", "dogs run far away from here", "[the cat sat on the mat]",
         "[dogs run far away from here]"),
        ("", "all of it", "", "[all of it]"),
        ("one two three four five six", "one 2 three 4 five six", "one [two three four] five six",
         "one [2 three 4] five six"),
    ],
)  # fmt: skip
def test_words_are_marked_in_stretches_that_can_be_read(was, now, left, right):
    found = compared([was] if was else [], [now] if now else [])

    def shown(lines):
        return " ".join(
            one.text if one.mark == Mark.SAME else f"[{one.text}]" for line in lines for one in line
        )

    assert tuple(map(shown, found)) == (left, right)


def test_a_text_is_compared_without_its_markup():
    html = "<p>One <strong>two</strong>.</p><ul><li>a &amp; b</li></ul><table><tr><th>x</th><td>y</td></tr></table>"
    assert lines_of(html) == ["One two.", "– a & b", "x | y"]


# -- versions that there are -------------------------------------------------------------------


def test_a_first_version_is_told_from_the_exemplar_and_the_next_from_the_last(own, policy, quinn):
    first = queries.last_published(policy)
    assert comparing.told_of(first, MONDAY) == []
    key = "registration.days_to_tell"
    draft_actions.set_numbers(own, by=quinn, at=MONDAY, numbers=queries.numbers_of(own) | {key: 5})
    said = comparing.told_of(own, MONDAY)
    assert said[0] == "“Tell the awarding body of a change within”: 10 to 5 working days."
    assert "How it is done here written under “Transfer”." in said


@pytest.fixture
def as_(client):
    from fairmark.people.models import Account

    def sign_in(person):
        account, _ = Account.objects.get_or_create(
            person=person, defaults={"email": f"{person.pk}@example.ac.uk"}
        )
        client.force_login(account)
        return client

    return sign_in


def test_what_changed_is_shown_where_one_sends_approves_and_publishes(own, as_, quinn, hana):
    words = "How it is done here written under “Transfer”."
    place = "/policies/registration/draft/"
    assert words in as_(quinn).get(f"{place}sending/").content.decode()
    actions.send_for_approval(own, by=quinn, at=MONDAY, summary="Ours.")
    assert words in as_(hana).get(f"{place}approval/").content.decode()
    actions.approve_version(own, by=quinn, at=MONDAY)
    actions.approve_version(own, by=hana, at=MONDAY)
    assert words in as_(quinn).get(f"{place}publication/").content.decode()


def test_the_page_of_changes_compares_what_it_is_asked(own, as_, quinn, erin):
    own = front_matter_actions.add_link(
        own, by=quinn, at=MONDAY, title="Staff site", address="https://staff.example/"
    )
    client = as_(erin)
    for query in ("", "?from=1&to=2", "?from=exemplar&to=2", "?to=2"):
        said = client.get(f"/policies/registration/changes/{query}").content.decode()
        assert ("Staff site" in said) is ("to=2" in query), query
    said = client.get("/policies/registration/changes/?from=2&to=2").content.decode()
    assert "Nothing changed" in said


@pytest.mark.parametrize("query", ["?to=9", "?from=9", "?to=x", "?from=²", "?to=-1"])
def test_a_version_that_is_not_there_is_not_found(own, as_, erin, query):
    assert as_(erin).get(f"/policies/registration/changes/{query}").status_code == 404


def test_an_administrator_reads_no_draft(own, as_, centre):
    from fairmark.people.rules import Role
    from tests.builders import a_person

    client = as_(a_person(centre, "Sam System", Role.ADMINISTRATOR))
    assert client.get("/policies/registration/changes/").status_code == 200
    assert client.get("/policies/registration/changes/?to=2").status_code == 404


def test_what_stands_in_a_text_is_shown_and_not_run(own, as_, quinn):
    own.content["blocks"][0]["html"] = "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    own.save()
    said = as_(quinn).get("/policies/registration/changes/?to=2").content.decode()
    assert "<script>" not in said
    assert "&lt;script&gt;" in said

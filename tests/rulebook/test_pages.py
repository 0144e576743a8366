"""The pages of the rulebook: what holds on a day, one rule, the pack as a file, amendments."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fairmark.calendar.models import AcademicYear
from fairmark.people.models import Account
from fairmark.rulebook import actions, files
from fairmark.rulebook.checking import checked
from fairmark.rulebook.packs import shipped
from fairmark.rulebook.queries import in_use
from tests.builders import MONDAY
from tests.rulebook.test_amending import a_row, bounds, put, try_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(quinn):
    account = Account.objects.create(email="quinn@example.ac.uk", person=quinn)
    client = Client()
    client.force_login(account)

    def get(address):
        response = client.get(address)
        return response.status_code, response.content.decode()

    get.client = client
    return get


def test_the_processes_are_told_with_how_many_rules_are_not_sure(page, centre, quinn):
    put(centre, quinn, a_row())
    _, text = page("/rules/")
    row = text.partition('href="?process=Appeals"')[2].partition("</tr>")[0]
    said = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert said == ">Appeals 16 Medium 4 Our own 1"
    assert "See all" in text
    assert page("/rules/?process=")[1].count('<section class="fm-sec"') == 26


def test_what_held_on_a_day(page):
    _, today = page("/rules/?process=Roles+and+people")
    _, then = page("/rules/?process=Roles+and+people&on=1/10/2023")
    assert "the centre says who it is and keeps that record itself" in today
    assert "was registered with the awarding body each year" in then
    assert "the centre says who it is and keeps that record itself" not in then


def test_the_rules_of_one_family_are_its_own_and_those_of_every_family(page):
    _, text = page("/rules/?family=firsts_2012&process=Attempts,+resubmission+and+retake")
    assert "There is no retake." in text
    assert "An opportunity" not in text
    assert "A resubmission is an opportunity, not a right." in text
    assert "Once, only where Pass criteria are not met" not in text


def test_low_confidence_is_a_word_and_a_shape(page):
    _, text = page("/rules/?sure=low&process=Malpractice")
    assert '#i-unk"' in text
    assert ">Low<" in text.replace("</svg>", ">") or "Low</strong>" in text
    assert "High</strong>" not in text.partition("<main")[2]


def test_a_day_that_is_none_is_refused_in_words(page):
    status, text = page("/rules/?on=31/2/2026")
    assert status == 200
    assert "Write a date that exists" in text


def test_an_amended_rule_is_marked_with_who_and_when(page, centre, quinn):
    put(centre, quinn, a_row())
    for address in ("/rules/?process=Appeals", "/rules/appeals.other_decision_days/"):
        _, text = page(address)
        assert "Our own" in text
        assert "by Quinn Nominee, 6 Oct 2025" in text
    assert "As it came with Fairmark" in text
    _, ours = page("/rules/?sure=ours")
    assert "1 rule held on" in ours


def test_a_rule_names_what_works_by_it(page, centre):
    AcademicYear.objects.create(
        centre=centre, label="2049/50", starts_on=date(2049, 9, 1), ends_on=date(2050, 8, 31)
    )
    _, text = page("/rules/policy.registration.days_to_register/")
    assert "“Register a learner within” is 20" in text
    assert 'href="/policies/registration/"' in text
    _, date_text = page("/rules/registration.deadline/")
    assert "The last day to register without a late fee" in date_text
    _, plan = page("/rules/year.grades/")
    assert "Year plan 2049/50" in plan


def test_a_form_lists_its_questions(page):
    _, text = page("/rules/forms.brief_verification/")
    assert text.count("<li>Are hand-out and hand-in plain?</li>") == 2  # ours and Higher Nationals


def test_the_rules_stand_within_policies(page):
    _, text = page("/rules/registration.deadline/")
    here = re.findall(r'<a href="([^"]+)"[^>]*aria-current', text)
    assert here == ["/policies/"]


def test_an_unknown_key_is_not_found(page):
    assert page("/rules/no.such_rule/")[0] == 404


def test_the_pack_is_taken_away_and_read_in_again(page, centre, quinn):
    put(centre, quinn, a_row())
    for address in ("/rules/rules.json", "/rules/rules.csv"):
        response = page.client.get(address)
        assert "attachment" in response["Content-Disposition"]
        name = address.rpartition("/")[2]
        found = checked(files.read(response.content, name).rows, file=name, known=shipped().rules)
        assert found == in_use(centre).rules


def test_the_dry_run_tells_rules_numbers_and_that_no_clock_changes(page, centre, quinn):
    amendment = try_out(centre, quinn, bounds(15), a_row("fees.of_ours", 3))
    _, text = page(amendment.get_absolute_url())
    for words in (
        "Put them in use", "“Register a learner within” is 20", "Nothing works by",
        "A clock that runs on a policy’s number keeps the number it began under.",
        "0 to 40 working days after teaching starts; a first policy says 20",
    ):  # fmt: skip
        assert words in text
    _, asks = page(amendment.get_absolute_url() + "use/")
    assert "2 rules are added, changed or withdrawn for everybody at once." in asks
    assert "1 task for numbers that are then beyond their bounds." in asks


def test_a_bad_file_is_refused_where_the_form_is(page):
    rows = json.dumps([a_row(until="2020-01-01")]).encode()
    response = page.client.post(
        "/rules/amendments/new/",
        {"name": "New", "how": "amends", "file": SimpleUploadedFile("new.json", rows)},
    )
    assert response.status_code == 422
    assert "new.json, row 1, column “until”: it ends on 1 January 2020" in response.content.decode()


def test_what_is_in_use_is_seen_by_the_next_request(page, centre, quinn):
    address = "/rules/?process=Appeals"
    assert "21 calendar days" not in page(address)[1]
    amendment = put(centre, quinn, a_row())
    assert "21 calendar days" in page(address)[1]
    actions.take_rules_back(amendment, by=quinn, at=MONDAY, why="x")
    assert "21 calendar days" not in page(address)[1]


@pytest.mark.parametrize("address", ["/rules/", "/rules/amendments/", "/registration/"])
def test_amendments_add_no_query_for_each(page, centre, quinn, address, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    put(centre, quinn, a_row(value=20), name="One")
    page(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(address)
    for number in range(2, 4):
        put(centre, quinn, a_row(value=20 + number), name=f"Number {number}")
    page(address)
    with CaptureQueriesContext(connection) as three:
        page(address)
    assert len(three) == len(one)

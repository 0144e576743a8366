"""Every page as each role, at two widths: axe finds nothing, nothing overflows, the console is silent."""

import pytest

from fairmark.calendar.clock import now
from fairmark.people.models import Person
from fairmark.policies import edition_actions
from fairmark.policies.document_models import CentreDocument
from tests.browser.conftest import sign_in, violations
from tests.conftest import DATA
from tests.turns import is_its_turn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Links to one issue of a specification, to one of its units, and to a cohort.
ISSUE = "main table a[href^='/specifications/']"
UNIT = "main table a[href^='/specifications/units/']"
COHORT = "main table a[href^='/programmes/cohorts/']"
#: The sheet by unit of the cohort that brought results in.
COMPUTING = (
    "/programmes/", "main table a:text('Computing')", COHORT, "main a[href^='/tracking/cohorts/']"
)  # fmt: skip
#: From the programmes to a cohort's programme file, and on to its pages.
FILE = (
    "/programmes/", "main table a[href^='/programmes/']", COHORT, "main a[href='file/']"
)  # fmt: skip
FILE_PAGES = [
    (), *((f"main a[href='{part}/']",) for part in (
        "team", "timetables", "schemes", "employers", "meetings", "class-list", "tutorials", "told", "resources")),
    ("main a[href='told/']", "main a[href='malpractice/new/']"),
    *((f"main a[href='{part}/']", "main a[href='new/']") for part in (
        "timetables", "schemes", "employers", "meetings")),
    ("main a[href='team/']", "main a[href$='/ending/']"),
    ("main a[href='schemes/']", "main a[href='../beginnings/']"),
    ("main a[href='employers/']", "main a[href$='/outcome/']"),
    *(("main a[href='meetings/']", "main table a[href^='/programmes/meetings/']", *more)
      for more in ((), ("main a[href='minutes/']",), ("main a[href='actions/']",),
                   ("main a[href$='/owner/']",))),
    *(("main a[href='resources/']", "main table th a", *more)
      for more in ((), ("main a[href='check/']",))),
]  # fmt: skip
PLANNED = "main table tr:has-text('Planned') a[href^='/standardisation/events/']"
EVENT = "main table a[href^='/standardisation/events/']"
#: The pages of a policy that is being written.
DRAFT = [
    f"/policies/distance/draft/{place}"
    for place in (
        "", "aims/", "arrangement/", "sections/new/?part=procedures", "people/", "dates/new/",
        "links/new/", "numbers/", "sending/", "feedback-procedure/here/",
        "feedback-procedure/steps/", "feedback-procedure/steps/new/", "aims/removal/",
    )
]  # fmt: skip
PAGES = {
    "Sandra Pickering": [
        "/", "/registration/", "/registration/?show=unregistered", "/registration/?show=late",
        "/registration/agreement/", "/registration/agreement/compare/", "/registration/checks/",
        "/registration/entries/", "/registration/entries/new/", "/registration/fees/",
        "/registration/changes/", "/imports/", "/imports/new/class-list/", "/learners/",
        "/learners/?q=nobody-like-this", "/learners/duplicates/", "/programmes/", "/trail/", "/menu/",
        "/search/?q=patel", "/search/", "/me/", "/conflicts/new/", "/centre/calendar/",
        "/centre/calendar/closure/", "/policies/registration/", "/specifications/",
    ],
    "Ruth Adeyemi": [
        "/", "/assurance/", "/assurance/REG-2/", "/assurance/REG-9/", "/policies/",
        "/policies/registration/new/", "/policies/registration/", "/policies/registration/changes/",
        "/policies/registration/changes/?from=exemplar", *DRAFT, "/programmes/approvals/", "/conflicts/", "/gallery/",
        "/plan/", "/plan/days/2026/3/", "/plan/?whose=mine&state=done", "/plan/?state=left+out", "/calendars/",
        "/calendars/new/", "/policies/editions/", "/policies/editions/new/", "/policies/questions/",
        "/policies/documents/", "/policies/documents/new/", "/policies/mapping/",
        "/policies/mapping/DBL-P7/", "/policies/wider/equality/", "/centre/logo/change/",
        "/centre/logo/removal/", "/policies/registration/dossier/", "/policies/registration/reminding/", "/schemes/",
        "/schemes/rqf_l3_ext_diploma_1080/", "/schemes/hn_rqf_hnc_120/", "/schemes/aaq_2025/",
        "/schemes/aaq_2025/numbers/", "/schemes/rqf_l3_ext_certificate_360/calculator/",
        "/schemes/first_award_120/calculator/?size=30&how=internal&status=core&grade=L2P&size=30&how=internal&status=core&grade=L1&size=30&how=internal&grade=L2M&size=30&how=internal&grade=",
        "/schemes/qcf_l3_certificate_30/calculator/?size=30&level=9&grade=P",
        "/rules/", "/rules/?family=hn_2024&sure=low&on=1/9/2026", "/rules/registration.deadline/",
        "/rules/forms.brief_verification/", "/rules/amendments/", "/rules/amendments/new/",
    ],
    "Joanne Fairclough": ["/tracking/", "/questions/", "/comments/", "/"],
    "Imran Qureshi": ["/tracking/"],
    "Priti Shah": ["/", "/registration/checks/", "/learners/", "/plans/", "/briefs/"],
    "Meera Krishnan": [
        "/", "/briefs/", "/briefs/verification/", "/standardisation/", "/standardisation/events/plan/",
        "/standardisation/events/record/", "/standardisation/events/record/?on=12/9/2025",
        "/standardisation/mine/", "/standardisation/practice/",
        "/standardisation/practice/share/",
    ],
    "Siobhán Grace Patel": ["/my-record/", "/policies/for-learners/", "/my-work/"],
    "Priya": ["/my-record/"],
    "Zofia": ["/my-work/", "/my-record/"],
    "Tom Ashworth": [
        "/", "/centre/", "/centre/people/new/", "/centre/sites/new/", "/programmes/", "/post/",
    ],
    "": [
        "/demonstration/", "/account/login/", "/account/password/reset/", "/help/",
        "/accessibility/", "/privacy/", "/open-source/", "/account/signup/", "/nothing-here/",
    ],
}  # fmt: skip
#: The first link of its kind on a page, and on from there, so that single records are looked at too.
THEN = {
    "Sandra Pickering": [
        ("/registration/", "main table a[href^='/registration/']"),
        ("/learners/", "main table a[href^='/learners/']"),
        ("/registration/agreement/", "main table a[href^='/registration/agreement/']"),
        ("/registration/", "main a[href^='/registration/intakes/']"),
        ("/registration/entries/", "main table a[href^='/registration/entries/']"),
        ("/registration/changes/?show=untold", "main table a[href$='/telling/']"),
        ("/programmes/", "main table a[href^='/programmes/']"),
        ("/imports/", "main table a[href^='/imports/']"),
        ("/specifications/", ISSUE),
        *(
            ("/specifications/", ISSUE, f"main a[href='{place}']")
            for place in ("facts/", "copy/", "units/new/", "groups/new/", "barred/new/", "changes/")
        ),
        ("/specifications/", ISSUE, UNIT),
        *(
            ("/specifications/", ISSUE, UNIT, f"main a[href='{place}']")
            for place in ("criteria/", "removal/")
        ),
        ("/programmes/", "main table a[href^='/programmes/']", "main table a[href$='/units/']"),
        (
            "/programmes/",
            "main table a[href^='/programmes/']",
            COHORT,
            "main a[href='specification/']",
        ),
    ],
    "Ruth Adeyemi": [
        ("/standardisation/", EVENT),
        *(
            ("/standardisation/", EVENT, f"main a[href='{place}']")
            for place in ("correct/", "people/", "files/")
        ),
        *(
            ("/standardisation/", PLANNED, f"main a[href='{place}']")
            for place in ("move/", "calling-off/")
        ),
        ("/plan/", "main table a[href^='/plan/']"),
        ("/calendars/", "main a[href$='/stopping/']"),
        ("/policies/documents/", "main table a[href^='/policies/documents/']"),
        ("/rules/amendments/", "main table a[href^='/rules/amendments/']"),
    ],
    "Tom Ashworth": [("/centre/", "main a[href$='/details/']")],
    "Priti Shah": [
        *(
            ("/plans/", "main table a[href^='/plans/']", *more)
            for more in ((), ("main a[href='revise/']",))
        ),
        *(("/briefs/", "main table a[href^='/briefs/assignments/']", *more) for more in ((),)),
        ("/briefs/", "main table a:text('An event for the valley')"),
        *(
            ("/briefs/", "main table a:text('An event for the valley')", f"main a[href='{place}/']")
            for place in ("words", "tasks", "files")
        ),
        ("/registration/checks/", "main table a[href^='/registration/checks/']"),
        *((*FILE, *more) for more in FILE_PAGES),
    ],
    "Joanne Fairclough": [
        ("/questions/", "main a[href^='/questions/']"),
        *(
            ("/", "main a[href^='/assignments/']", *more)
            for more in (
                (),
                ("main a[href='return/']",),
                ("main a[href='extend/']",),
                ("main a[href='hand-in/']",),
                ("main a[href='observe/']",),
                ("main a[href='witness/']",),
                ("main a[href^='/observations/']:not([href*='/blank/'])",),
                ("main table a[href^='/submissions/']",),
                ("main table a[href^='/submissions/']", "main a[href='decide/']"),
                ("main table a[href^='/submissions/']", "main a[href^='/trail/files/']"),
            )
        ),
        ("/comments/", "main a[href^='keep/']"),
        ("/comments/", "main a[href$='/retire/']"),
        *(
            ("/tracking/", ".fm-sec__head a", *more)
            for more in (
                ("td a[href*='/predictions/']",),
                ("td a[href*='/predictions/']", "main a[href='qualification/']"),
            )
        ),
        *(
            (
                "/learners/?q=zofia",
                "main table a[href^='/learners/']",
                "main a[href='tutorials/']",
                *more,
            )
            for more in (
                (),
                ("main a[href='new/']",),
                ("main a[href$='/correct/']",),
                ("main a[href^='/learners/tutorials/targets/']",),
            )
        ),
        *(
            ("/", "main a[href$='/similarity/']", *more)
            for more in (
                (),
                ("main a[href='compare/']",),
                ("main table a[href^='/likenesses/']",),
                ("main table a[href^='/likenesses/']", "main a[href='look/']"),
            )
        ),
        ("/tracking/", ".fm-sec__head a"),
        *(("/tracking/", "main table a", *more) for more in ((), ("main a[href='workbook/']",))),
    ],
    "Zofia": [
        ("/my-record/", "main a[href^='/my-record/tutorials/']"),
        ("/my-work/", "main a:text('A market worth entering?')", "main a[href^='observations/']"),
        ("/my-work/", "main a[href^='/my-work/']"),
        ("/my-work/", "main a[href^='/my-work/']", "main a[href='question/']"),
    ],
    "Imran Qureshi": [
        (*COMPUTING, *more)
        for more in (
            (),
            ("main a[href$='results/']",),
            ("main a[href$='results/']", "main table a"),
            ("main a[href$='results/']", "main tr:last-child a"),
        )
    ],
    "Meera Krishnan": [
        ("/briefs/", "main a[href$='/verify/']"),
        ("/standardisation/practice/", "main a[href$='/adopt/']"),
        ("/fairness/",),
        ("/fairness/", "main table a"),
        ("/", "main a[href$='/tie/']"),
    ],
    "Siobhán Grace Patel": [
        ("/my-record/", "main a[href^='/my-record/']"),
    ],
    "Priya": [
        ("/my-work/", "main a[href^='/my-work/']"),
        *(
            ("/my-work/", "main a[href^='/my-work/']", "main a[href='hand-in/']", *more)
            for more in ((), ("main a[href='file/']",))
        ),
    ],
}


#: A window on a desk and one on a phone, in pixels.
WIDTHS = (1440, 390)


def at_width(page, width):
    page.set_viewport_size({"width": width, "height": 900})


def faults(page, axe_at=WIDTHS):
    """What axe finds at these widths, and whether the page is wider than either window."""
    found = []
    for width in sorted(WIDTHS, key=lambda one: one != page.viewport_size["width"]):
        at_width(page, width)
        if width in axe_at:
            found += [f"at {width}: {one}" for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"wider than a window of {width}")
    return found


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_is_accessible(thornmere, open_page, on_the_day, half):
    wrong = {}
    for who, addresses in [*PAGES.items()][half::2]:
        page = open_page()
        if who:
            sign_in(page, who)
        wanted, found_at = list(addresses), {}
        for address, *selectors in THEN.get(who, []):
            for selector in selectors:
                if (address, selector) not in found_at:
                    page.goto(address)
                    link = page.locator(selector).first
                    found_at[address, selector] = link.evaluate("link => link.pathname")
                address = found_at[address, selector]
            wanted.append(address)
        for place, address in enumerate(wanted):
            # Each page is loaded at the width at which the one before was left, and then seen at the
            # other. The same markup goes to both: on the narrow one axe looks at a third, by turns.
            page.goto(address)
            found = faults(page, WIDTHS if is_its_turn(place, 3) else WIDTHS[:1])
            if address != "/nothing-here/":
                found += page.said
            page.said.clear()
            if found:
                wrong[f"{who or 'nobody'} {address}"] = found
    assert wrong == {}


def test_pages_that_few_ever_see_are_accessible(thornmere, open_page, on_the_day, settings):
    """A clause that is withdrawn, going back to the edition before, the look at a document, and
    what is too large; with the plan and a policy unfolded."""  # fmt: skip
    ruth = Person.objects.get(name="Ruth Adeyemi")
    edition = edition_actions.try_edition(
        thornmere, by=ruth, at=now(), name="Example",
        content=(DATA / "guide-example-edition.psv").read_bytes(),
    )  # fmt: skip
    edition_actions.put_edition_in_use(edition, by=ruth, at=now())
    document = CentreDocument.objects.filter(centre=thornmere, withdrawn_at=None).first()
    page = open_page()
    sign_in(page, "Ruth Adeyemi")
    wrong = {}
    for address, words in (
        ("/assurance/IVF-P1/", "IVF-P1"),
        (f"/policies/editions/{edition.pk}/taking-back/", "Example"),
        (f"{document.get_absolute_url()}review/", str(document)),
    ):
        page.goto(address)
        assert words in page.locator("main").inner_text()
        if found := faults(page):
            wrong[address] = found
    for address in ("/plan/", "/policies/registration/"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        if found := faults(page):
            wrong[f"{address}, unfolded"] = found
    settings.FAIRMARK_MOST_UPLOAD = 1024
    page.goto("/imports/new/class-list/")
    page.locator("input[type=file]").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": b"x" * 2 * 1024**2}
    )
    page.locator("main form button").last.click()
    page.get_by_role("heading", name="This file is too large").wait_for()
    if found := faults(page):
        wrong["too large"] = found
    assert wrong == {}

"""Every page as each role, at two widths: axe finds nothing, nothing overflows, the console is silent."""

import pytest

from demo.command import CLOCK
from tests.browser.conftest import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Links to one issue of a specification, to one of its units, and to a cohort.
ISSUE = "main table a[href^='/specifications/']"
UNIT = "main table a[href^='/specifications/units/']"
COHORT = "main table a[href^='/programmes/cohorts/']"
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
        "/plan/", "/plan/?whose=mine&state=done", "/plan/?state=left+out", "/calendars/",
        "/calendars/new/", "/policies/editions/", "/policies/editions/new/", "/policies/questions/",
        "/policies/documents/", "/policies/documents/new/", "/policies/mapping/",
        "/policies/mapping/DBL-P7/", "/policies/wider/equality/", "/centre/logo/change/",
        "/centre/logo/removal/", "/policies/registration/dossier/", "/schemes/",
        "/schemes/rqf_l3_ext_diploma_1080/", "/schemes/hn_rqf_hnc_120/", "/schemes/aaq_2025/",
        "/schemes/aaq_2025/numbers/", "/schemes/rqf_l3_ext_certificate_360/calculator/",
        "/schemes/first_award_120/calculator/?size=30&how=internal&status=core&grade=L2P&size=30&how=internal&status=core&grade=L1&size=30&how=internal&grade=L2M&size=30&how=internal&grade=",
        "/schemes/qcf_l3_certificate_30/calculator/?size=30&level=9&grade=P",
        "/rules/", "/rules/?family=hn_2024&sure=low&on=1/9/2026", "/rules/registration.deadline/",
        "/rules/forms.brief_verification/", "/rules/amendments/", "/rules/amendments/new/",
    ],
    "Priti Shah": ["/", "/registration/checks/", "/learners/"],
    "Siobhán Grace Patel": ["/my-record/", "/policies/for-learners/"],
    "Priya": ["/my-record/"],
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
        ("/plan/", "main table a[href^='/plan/']"),
        ("/calendars/", "main a[href$='/stopping/']"),
        ("/policies/documents/", "main table a[href^='/policies/documents/']"),
        ("/rules/amendments/", "main table a[href^='/rules/amendments/']"),
    ],
    "Tom Ashworth": [("/centre/", "main a[href$='/details/']")],
    "Priti Shah": [("/registration/checks/", "main table a[href^='/registration/checks/']")],
    "Siobhán Grace Patel": [("/my-record/", "main a[href^='/my-record/']")],
}


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_accessible(thornmere, open_page, settings, width, monkeypatch):
    from fairmark.calendar import clock

    monkeypatch.setenv("FAIRMARK_CLOCK", CLOCK)
    clock._offset.cache_clear()
    wrong = {}
    for who, addresses in PAGES.items():
        page = open_page(width)
        if who:
            page.goto("/demonstration/")
            page.get_by_role("button", name=who).first.click()
            page.wait_for_url("**/")
        wanted = list(addresses)
        for address, *selectors in THEN.get(who, []):
            for selector in selectors:
                page.goto(address)
                address = page.locator(selector).first.evaluate("link => link.pathname")
            wanted.append(address)
        for address in wanted:
            page.goto(address)
            found = violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append("wider than the window")
            if address != "/nothing-here/":
                found += page.said
            page.said.clear()
            if found:
                wrong[f"{who or 'nobody'} {address}"] = found
    clock._offset.cache_clear()
    assert wrong == {}

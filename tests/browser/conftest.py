"""A browser, and a server over the test's own database."""

import shutil
from datetime import datetime

import pytest
from playwright.sync_api import sync_playwright

from demo.command import CLOCK
from demo.thornmere import LONDON, make
from fairmark.calendar import clock
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.registration import actions
from fairmark.registration.models import Registration
from tests import kept
from tests.conftest import ROOT

LAST = datetime(2026, 2, 23, 8, 30, tzinfo=LONDON)

#: Debian has it without what a screen needs too; that one takes a seventh less of the processor.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """Open a page of the server in a window of its own; what the console says is kept."""
    contexts = []

    def open_(width=1440, height=900, javascript=True):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url,
            java_script_enabled=javascript,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def thornmere(transactional_db, settings):
    """The demonstration college, with its one-click sign-in."""
    settings.FAIRMARK_DEMO = True
    kept.once("thornmere", make_thornmere)
    return Centre.objects.get()


def make_thornmere():
    make()
    registration = Registration.objects.current().get(learner__ref="S250040")
    sandra = Person.objects.get(name="Sandra Pickering")
    actions.withdraw_learner(registration, by=sandra, at=LAST, on=LAST.date(), why="Moved away.")


@pytest.fixture
def on_the_day(monkeypatch):
    """The clock of the demonstration."""
    monkeypatch.setenv("FAIRMARK_CLOCK", CLOCK)
    clock._offset.cache_clear()
    yield
    clock._offset.cache_clear()


def sign_in(page, who):
    page.goto("/demonstration/")
    page.get_by_role("button", name=who).first.click()
    page.wait_for_url("**/")


def violations(page):
    """What axe finds on the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: {type: 'tag', values: [
            'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
            resultTypes: ['violations'], preload: false})).violations
            .map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))"""
    )
    return found

"""Help speaks of what there is: each link to it leads to a heading, and each of its links to a page."""

import re

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(centre):
    return Client().get("/help/").content.decode()


def test_each_link_to_help_leads_to_a_heading_there(page):
    wanted = {
        place
        for template in (ROOT / "fairmark").rglob("*.html")
        for place in re.findall(r'href="/help/#([a-z-]+)"', template.read_text())
    }
    assert wanted == {"policies", "year-plan", "tasks", "calendars"}
    assert wanted <= set(re.findall(r'<h2 id="([a-z-]+)"', page))


def test_each_link_of_help_leads_to_a_page(page):
    links = re.findall(r'href="(/[a-z/-]*)"', page.partition("<main")[2].partition("</main")[0])
    assert set(links) == {"/policies/", "/plan/", "/", "/calendars/"}
    for link in links:
        try:
            resolve(link)
        except Resolver404:
            pytest.fail(f"There is no page {link}.")

"""A policy's page printed from the browser: the frame goes, pictures and tables unfold."""

import io

import pytest
from pypdf import PdfReader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_policy_prints_without_its_frame_and_with_every_picture_and_table(thornmere, open_page):
    page = open_page()
    page.goto("/demonstration/")
    page.get_by_role("button", name="Ruth Adeyemi").first.click()
    page.wait_for_url("**/")
    page.goto("/policies/registration/")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = " ".join(" ".join(one.extract_text() for one in pdf.pages).split())
    for gone in ("Sign out", "Make the dossier", "I have read version", "As a picture", "On paper"):
        assert gone not in text
    assert "1 Send the class list" in text, "the row of the table, which is folded on the screen"
    for kept in ("In force", "3.1 Registration", "appeal records have clocks of their own"):
        assert kept in text
    assert "1 of " in pdf.pages[0].extract_text()

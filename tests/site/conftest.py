"""What the tests of the whole site share."""

import pytest


@pytest.fixture
def blank_paper(monkeypatch):
    """Every PDF is blank: who is given one, and what a post changes, does not hang on what it says."""
    monkeypatch.setattr(
        "fairmark.documents.pdf._at_hand", lambda html, pictures: b"%PDF-1.7\n%%EOF\n"
    )
    monkeypatch.setattr("fairmark.documents.papers.to_docx", lambda html, **more: b"PK\x05\x06")

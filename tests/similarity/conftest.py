"""Two learners on one assignment, and work that is alike."""

import io
import random
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fairmark.assessment import hand_in_actions
from fairmark.evidence.keeping import take_in
from fairmark.similarity import actions, checks
from tests.assessment.conftest import (  # noqa: F401 (fixtures)
    HONEST,
    _kept_apart,
    approved,
    asa,
    assignment,
    brief,
    cohort,
    confirmed,
    in_time,
    issue,
    ivor,
    lena,
    plan,
    ravi,
    returned,
    sent,
    the_day,
    unit,
    vera,
)
from tests.builders import a_policy

WORDS = [f"{first}{second}" for first in ("mar", "sel", "bud", "tren", "gol", "fir")
         for second in ("ket", "ling", "get", "ding", "den", "mly", "per", "ton", "ish", "ow")]  # fmt: skip


def prose(count: int, seed: int) -> str:
    """So many words in an order that no other seed gives."""
    chosen = random.Random(seed)
    return " ".join(f"{chosen.choice(WORDS)}{chosen.randrange(90)}" for _ in range(count))


def a_document(text: str) -> bytes:
    """A small .docx with a paragraph for each line."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    return archive({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>',
    })  # fmt: skip


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def work_of(issue, person, at, *files):  # noqa: F811
    """Work with these files (name and content), handed in by its learner."""
    begun = hand_in_actions.begin_work(issue, by=person, at=at)
    taken = [take_in(SimpleUploadedFile(name, content)) for name, content in files]
    hand_in_actions.add_work_file(begun, by=person, at=at, files=taken)
    return hand_in_actions.hand_in(begun, by=person, at=at, **HONEST)


def compared(assignment, by, at):  # noqa: F811
    """The work on an assignment, compared by its assessor."""
    found = checks.compare(assignment.centre, [assignment.pk], at)
    return actions.compare_work(assignment, by=by, at=at, found=found)


OWN, SHARED = prose(300, 1), prose(80, 2)


@pytest.fixture
def malpractice(centre):
    return a_policy(centre, "malpractice", similarity_percent=15)


@pytest.fixture
def pair(issue, lena, ravi, in_time, malpractice):  # noqa: F811
    """Lena's work, and Ravi's an hour later, with eighty words of hers among his own."""
    first = f"{OWN}\n{SHARED}\n{prose(60, 3)}"
    second = f"{prose(90, 4)}\n{SHARED}\n{prose(30, 5)}"
    return (
        work_of(issue, lena, in_time, ("report.txt", first.encode())),
        work_of(issue, ravi, in_time + timedelta(hours=1), ("mine.docx", a_document(second))),
    )

"""The badge of Thornmere College, and a document that it had before it had Fairmark."""

import io
from datetime import date, datetime, timedelta

import docx
from PIL import Image, ImageDraw, ImageFont

from fairmark.administration.badge_actions import give_logo
from fairmark.administration.pictures import read_picture
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.policies import document_actions
from fairmark.policies.actions import place_wider_policy
from fairmark.policies.word_reading import read_word

#: Drawn this many times larger and then made small, so that its edges are smooth.
FINE = 4
PETROL, THORN = (23, 62, 92, 255), (176, 84, 48, 255)


def logo() -> bytes:
    """An invented mark: a thorn over three lines of water, and the college's name."""
    size = (760 * FINE, 200 * FINE)
    picture = Image.new("RGBA", size, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)

    def scaled(*points: float) -> list[float]:
        return [one * FINE for one in points]

    def write(words: str, left: int, top: int, height: int, colour: tuple[int, ...]) -> None:
        font = ImageFont.load_default(height * FINE)
        pen.text((left * FINE, top * FINE), words, font=font, fill=colour)

    pen.ellipse(scaled(10, 10, 190, 190), fill=PETROL)
    pen.polygon(scaled(100, 28, 126, 104, 74, 104), fill=(255, 255, 255, 255))
    pen.polygon(scaled(100, 28, 113, 66, 152, 60), fill=THORN)
    for line, width in ((118, 96), (138, 80), (158, 54)):
        pen.rounded_rectangle(
            scaled(100 - width / 2, line, 100 + width / 2, line + 9), 4.5 * FINE,
            fill=(255, 255, 255, 255),
        )  # fmt: skip
    write("Thornmere", 222, 38, 78, PETROL)
    write("College", 226, 120, 46, THORN)
    out = io.BytesIO()
    picture.resize((760, 200), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


#: Heading, level, and paragraphs; a line that begins with “- ” is a point of a list.
EQUALITY: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("1 Who this policy is for", 1, (
        "It holds for everybody who learns, works or visits at Thornmere College, at both sites and "
        "on line. For BTEC programmes it stands beside the college’s BTEC policies, which say who "
        "does what.",
    )),
    ("2 What the law asks of us", 1, (
        "The Equality Act 2010 protects nine characteristics. We have due regard to them in "
        "everything we plan, teach and assess.",
    )),
    ("3 Teaching and assessment", 1, ()),
    ("3.1 Fair assessment", 2, (
        "BTEC assignments are written so that no learner is at a disadvantage for who they are:",
        "- names, places and pictures in an assignment come from all of our community;",
        "- an assessor who knows a learner privately says so, and somebody else assesses;",
        "- marks are looked at each year for differences between groups of learners.",
    )),
    ("3.2 Learners who study remotely", 2, (
        "Distance and blended learners are assessed as validly and as reliably as learners in the "
        "classroom. Nobody gains or loses by studying remotely: the same BTEC criteria hold, in the "
        "same words, with the same time.",
    )),
    ("3.3 Support for remote learners", 2, (
        "Each distance or blended learner has a named tutor, whom they reach within two working days, "
        "and a laptop on loan where they have none.",
    )),
    ("4 Complaints", 1, (
        "Whoever is treated unfairly tells any member of staff. An appeal against a BTEC decision "
        "follows the appeals policy.",
    )),
    ("5 Looking back each year", 1, (
        "The equality group reports to the governors each June on admission, success and complaints.",
    )),
)  # fmt: skip


def equality_policy() -> bytes:
    """The college-wide policy on equality and diversity, as its author keeps it in Word."""
    made = docx.Document()
    made.add_paragraph("Equality and diversity policy", style="Title")
    made.add_paragraph("Agreed by the governors on 8 July 2025.")
    for heading, level, texts in EQUALITY:
        made.add_heading(heading, level)
        for text in texts:
            if text.startswith("- "):
                made.add_paragraph(text[2:], style="List Bullet")
            else:
                made.add_paragraph(text)
    badge = io.BytesIO(logo())
    made.add_picture(badge, width=docx.shared.Cm(5))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def bring_in(centre: Centre, *, writer: Person, at: datetime) -> None:
    """The logo is given; the document is looked at, kept, mapped, and stands for a wider policy."""
    give_logo(centre, by=writer, at=at, picture=read_picture(logo()))
    read = read_word(equality_policy(), "Equality and diversity policy 2025.docx")
    issue = document_actions.upload_document(centre, by=writer, at=at, read=read)
    document = document_actions.keep_document(
        issue, by=writer, at=at + timedelta(minutes=10), title=read.title,
        owner="Dr Helen Marchbanks, for the governors", place="Staff site, Policies, Equality",
        review_due_on=date(at.year + 1, 7, 8),
    )  # fmt: skip
    mapped = {"learners-who-study-remotely": ["DBL-A2"], "fair-assessment": ["ASM-A2"]}
    for section, clauses in mapped.items():
        document_actions.map_clause(
            document, by=writer, at=at + timedelta(minutes=20), section=section, clauses=clauses
        )
    place_wider_policy(
        centre, by=writer, at=at + timedelta(minutes=30), kind="equality", title=document.title,
        place=document.place, owner=document.owner, review_due_on=document.review_due_on,
        document=document,
    )  # fmt: skip

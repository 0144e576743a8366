"""What paper costs: the longest policy's dossier, and the whole set against WeasyPrint alone."""

import io
import statistics
from datetime import UTC, date, datetime

from bench.timing import timed


def measure(bench) -> None:
    """On a centre of its own, with every policy in force."""
    from pypdf import PdfReader

    from fairmark.policies import printing, queries
    from fairmark.policies.dossier import dossier_of

    at = datetime(2026, 1, 12, 9, tzinfo=UTC)
    centre = _centre()
    versions = queries.versions_in_force(centre, on=at.date())
    assert len(versions) == 8, sorted(versions)

    longest = max(versions.values(), key=lambda one: len(str(one.content)))
    dossier = printing.dossier_on_paper(dossier_of(longest.policy, at), at, made_by="Quinn")
    seconds, made = timed(dossier.pdf)
    bench.note("dossier of the longest policy", seconds, "s")
    bench.note("its pages", len(PdfReader(io.BytesIO(made)).pages), "pages")

    def whole():
        return printing.set_on_paper(centre, versions.values(), at)

    html = whole().html
    ours, alone = [], []
    for _ in range(3):
        seconds, made = timed(lambda: _anew(whole()))
        ours.append(seconds)
        alone.append(timed(lambda: _alone(html))[0])
    bench.note("the whole policy set as one PDF", statistics.median(ours), "s")
    bench.note("its pages", len(PdfReader(io.BytesIO(made)).pages), "pages")
    bench.note("WeasyPrint alone on the same HTML", statistics.median(alone), "s")
    bench.note("the set / WeasyPrint alone", min(ours) / min(alone), "times", 1.5)


def _anew(paper) -> bytes:
    """As `Paper.pdf` makes it, but never from what is at hand."""
    from fairmark.documents.pdf import make

    return make(paper.html, paper.pictures)


def _alone(html: str) -> bytes:
    """The same pages, neither tagged nor archival, in letters of the machine."""
    from weasyprint import CSS, HTML

    from fairmark.documents.pdf import looks_on_paper

    return HTML(string=html).write_pdf(stylesheets=[CSS(string=looks_on_paper())])


def _centre():
    """A centre that needs all eight policies, each its own and in force."""
    from demo.policies import ANSWERS, publish
    from fairmark.administration.actions import set_up_centre
    from fairmark.people.models import Person, RoleHeld
    from fairmark.people.rules import Role
    from fairmark.policies.draft_actions import answer_questions
    from fairmark.policies.models import Policy

    at = datetime(2025, 8, 1, 9, tzinfo=UTC)
    centre = set_up_centre(name="Paper", number="10777", nation="ENG", admin_name="Pat",
                           admin_email="pat@example.ac.uk", at=at)  # fmt: skip
    people = {role: Person.objects.create(centre=centre, name=f"Some {role}") for role in Role}
    RoleHeld.objects.bulk_create(
        RoleHeld(centre=centre, person=person, role=role, scope_id=centre.pk,
                 scope_name=centre.name, from_at=at)
        for role, person in people.items()
        if role != Role.ADMINISTRATOR
    )  # fmt: skip
    answers = ANSWERS | {"partners": "yes", "levels": ["lower", "higher"]}
    writer, approver = people[Role.QUALITY_NOMINEE], people[Role.HEAD_OF_CENTRE]
    answer_questions(centre, by=writer, at=at, answers=answers)
    for policy in Policy.objects.filter(centre=centre):
        publish(policy, writer=writer, approver=approver, at=at, effective_on=date(2025, 9, 1),
                summary="Ours.")  # fmt: skip
    return centre

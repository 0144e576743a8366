"""Policies on paper from the command line: PDF, Word, the whole set, the dossier."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import date, datetime, time
from pathlib import Path
from typing import TextIO

from django.utils import timezone

from fairmark.calendar import clock
from fairmark.centre.models import Centre
from fairmark.documents.refusing import CannotPrint
from fairmark.policies import exemplars, printing, queries
from fairmark.policies.dossier import dossier_of
from fairmark.policies.dossier_actions import make_dossier
from fairmark.policies.models import PolicyVersion
from fairmark.site.speaking import Options, Wanting, acting_as
from fairmark.workflow.refusals import Refused

WRONG_CALL = 2


def export(options: Options, centre: Centre, on: date) -> int:
    """Write one document to the file that was named, or to standard output."""
    if said := _wrong(options):
        print(said, file=sys.stderr)
        return WRONG_CALL
    if options.out is None and sys.stdout.isatty():
        raise Wanting("This is not for a screen. Say where it goes with --out FILE.")
    try:
        _write(_made(options, centre, on), options.out)
    except CannotPrint as why:
        raise Wanting(str(why)) from None
    return 0


def _wrong(options: Options) -> str:
    """What does not go together; empty where all does."""
    if (options.all or options.dossier) and (options.json or options.docx):
        return "The whole set and a dossier are made as PDF: leave --json and --docx out."
    if options.all and options.dossier:
        return "A dossier is of one policy: name its KIND."
    if options.dossier and options.on:
        return "A dossier is of today: leave --on out."
    return ""


def _made(options: Options, centre: Centre, on: date) -> bytes:
    if options.all:
        versions = queries.versions_in_force(centre, on=on)
        if not versions:
            raise Wanting(f"No policy is in force on {on:%-d %B %Y}.")
        return printing.set_on_paper(centre, versions.values(), noon(on)).pdf()
    version = version_of(options.kind, centre, on)
    if options.dossier:
        return _dossier(options, version)
    paper = printing.policy_on_paper(version, noon(on))
    return paper.docx() if options.docx else paper.pdf()


def _dossier(options: Options, version: PolicyVersion) -> bytes:
    """Made as a person who may, and kept, as the page does it."""
    person, at = acting_as(options, version.policy.centre), clock.now()
    dossier = dossier_of(version.policy, at)
    assert dossier is not None  # its version is in force
    content = printing.dossier_on_paper(dossier, at, made_by=person.name).pdf()
    try:
        make_dossier(version.policy, by=person, at=at, content=content, layout=printing.LAYOUT)
    except Refused as refusal:
        reasons = " ".join(str(reason) for reason in refusal.obstacles)
        raise Wanting(f"{reasons} Say who makes it with --as EMAIL.") from None
    return content


def version_of(kind: str, centre: Centre, on: date) -> PolicyVersion:
    """The version of a policy in force on a day."""
    if kind not in exemplars.KINDS:
        raise Wanting(f"There is no policy “{kind}”. Choose from {', '.join(exemplars.KINDS)}.")
    version = queries.version_in_force(centre, kind, on=on)
    if version is None:
        title = exemplars.exemplar(kind).title.lower()
        raise Wanting(f"No policy on {title} is in force on {on:%-d %B %Y}.")
    return version


def noon(on: date) -> datetime:
    """The moment at which a day is read."""
    return timezone.make_aware(datetime.combine(on, time(12)))


def _write(content: bytes, place: Path | None) -> None:
    if place is None:
        sys.stdout.buffer.write(content)
        return
    with _opened(place) as out:
        out.buffer.write(content)


@contextmanager
def to_place(place: Path | None) -> Iterator[None]:
    """What is printed within it goes to a file, where one is named."""
    if place is None:
        yield
        return
    with _opened(place) as out, redirect_stdout(out):
        yield


def _opened(place: Path) -> TextIO:
    try:
        return place.open("w", encoding="utf-8")
    except OSError as error:
        raise Wanting(f"{place} cannot be written: {error.strerror}.") from None

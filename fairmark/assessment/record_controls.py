"""What the records themselves show of the guide’s clauses: that they are full, and kept as written."""

from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from fairmark.assessment.control_queries import Piece, pieces
from fairmark.assessment.controls import of_assignments
from fairmark.centre.models import Centre
from fairmark.evidence.keeping import attachments
from fairmark.evidence.models import StoredFile
from fairmark.guide.showing import Finding, Meter, Showing, State, shows, state_of
from fairmark.trail.models import TrailCheck
from fairmark.ui.words import how_many

#: The checks run each night: one older than this was missed. (A technical limit.)
MISSED_AFTER = timedelta(days=2)
ADMINISTRATOR, NOMINEE = "Administrator", "Quality nominee"

_DETAILED = (
    "every signed decision says on which criterion, how, by whom and when, and each piece of work has "
    "its evidence and its feedback."
)


@shows("ASM-A3")
def decisions_are_detailed(centre: Centre, on: date) -> Showing:
    """Criterion, judgement, assessor and time with every decision; evidence and feedback with the work."""
    signed = [one for one in pieces(centre, on) if one.records]
    if not signed:
        return Showing(State.CANNOT_TELL, "No decision is signed on a running cohort.",
                       met_when=_DETAILED)  # fmt: skip
    filed = {
        one.about_id for one in attachments("assessment.submission", [p.work.pk for p in signed])
    }
    bare = [one for one in signed if one.work.pk not in filed and not one.work.on_behalf]
    unsaid = [one for one in signed if one.unexplained]
    silent = [one for one in signed if not one.unexplained and not _has_words(one)]
    findings = of_assignments("signed without a file, or words on what was watched", bare)
    findings += of_assignments("with a criterion not met and no feedback on it", unsaid)
    findings += of_assignments("signed without a word of feedback", silent)
    short = {one.work.pk for one in (*bare, *unsaid, *silent)}
    decisions = sum(len(one.signed) for one in signed)
    good = len(signed) - len(short)
    return Showing(
        state_of(findings),
        f"{how_many(decisions, 'signed decision')} on {how_many(len(signed), 'piece')} of work; {good} "
        "with evidence and feedback.", tuple(findings),
        (Meter("With evidence and feedback", good, len(signed)),), evidence=decisions,
        evidence_link="/tracking/", told=good, asked=len(signed), met_when=_DETAILED,
    )  # fmt: skip


def _has_words(piece: Piece) -> bool:
    """Whether the learner is told anything: on a criterion, or on the whole."""
    return piece.has_feedback or any(one.comments.strip() for one in piece.records)


_SECURE = (
    "the trail and every file of evidence verify, who opened what is logged, and records are kept and "
    "disposed of by their clocks."
)


@shows("ASM-16", "DBL-5")
def records_are_secure(centre: Centre, on: date) -> Showing:
    """The last check of the trail and of every file, and who opened them; retention is to come."""
    check = TrailCheck.objects.filter(centre=centre).first()
    files = StoredFile.objects.filter(centre=centre).aggregate(
        every=Count("pk"), checked=Count("pk", filter=Q(checked_at__isnull=False)),
        broken=Count("pk", filter=~Q(state=StoredFile.State.WHOLE)),
    )  # fmt: skip
    findings = _of_trail(check, on)
    if files["broken"]:
        findings.append(
            Finding(f"{how_many(files['broken'], 'file')} of evidence missing or changed",
                    "Bring them back from a backup.", files["broken"], "/trail/", "See the checks",
                    ADMINISTRATOR)
        )  # fmt: skip
    if left := files["every"] - files["checked"]:
        findings.append(
            Finding(f"{how_many(left, 'file')} of evidence not checked yet",
                    "Each night reads every file again.", left, "/trail/", "See the checks",
                    ADMINISTRATOR, bad=False)
        )  # fmt: skip
    findings.append(
        Finding("Clocks of retention are not kept in Fairmark yet", "The clause is about it too.",
                link="/trail/", link_text="See the checks", owner=NOMINEE, bad=False)
    )  # fmt: skip
    good = files["checked"] - files["broken"] if check and check.ok else 0
    return Showing(
        state_of(findings),
        f"{_said_of(check)}; {how_many(files['checked'], 'file')} of evidence checked, "
        f"{files['broken']} missing or changed. Each opening of a file is logged.",
        tuple(findings),
        evidence=(check.events if check else 0) + files["every"], evidence_link="/trail/",
        told=max(good, 0) + bool(check and check.ok), asked=files["every"] + 1, met_when=_SECURE,
    )  # fmt: skip


def _said_of(check: TrailCheck | None) -> str:
    if check is None:
        return "The trail is not checked yet"
    return f"{check.events:,} entries of the trail {'intact' if check.ok else 'not intact'}"


def _of_trail(check: TrailCheck | None, on: date) -> list[Finding]:
    where = {"link": "/trail/", "link_text": "See the checks", "owner": ADMINISTRATOR}
    if check is None:
        return [Finding("The trail is not checked yet", bad=False, **where)]  # type: ignore[arg-type]
    if not check.ok:
        return [Finding("The trail is not intact", "See what does not hold.", **where)]  # type: ignore[arg-type]
    day = timezone.localdate(check.checked_at)
    if day + MISSED_AFTER < on:
        return [
            Finding(f"The trail was last checked on {day:%-d %B %Y}", "The checks of a night were missed.",
                    bad=False, **where)  # type: ignore[arg-type]
        ]  # fmt: skip
    return []

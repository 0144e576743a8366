"""What is done each day without anybody asking: work compared, board and trail checked, reminders sent."""

import logging
import threading
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from fairmark.administration.actions import COMMAND_LINE
from fairmark.assurance.actions import check_board, check_trail, tell_of_evidence
from fairmark.calendar.clock import now
from fairmark.centre.models import Centre
from fairmark.centre.working import working_for
from fairmark.evidence.scrubbing import scrub, sweep
from fairmark.people.models import Person
from fairmark.planner import delivery
from fairmark.planner.models import DayDone
from fairmark.similarity.checks import compare_at_night
from fairmark.trail import writing

log = logging.getLogger(__name__)

#: From which hour of the day on, by the college's clock, the day's jobs are done.
HOUR = 6
#: After how long jobs that were begun and not finished are begun again.
TAKEN_OVER = timedelta(minutes=30)
#: How often the server looks whether something is to be done.
LOOK_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Day:
    """What came of a day's jobs: clauses that turned, whether trail and evidence are whole, mails."""

    centre: str
    turned: int = 0
    trail_ok: bool = True
    evidence_ok: bool = True
    queued: int = 0
    sent: int = 0
    was_done: bool = False


def do_day(centre: Centre, *, at: datetime) -> Day:
    """Do the day's jobs of a centre once, whoever asks first; then send the mail that waits."""
    with working_for(centre.pk):
        return _do_day(centre, at)


def _do_day(centre: Centre, at: datetime) -> Day:
    by = Person.objects.get(centre=centre, name=COMMAND_LINE, is_system=True)
    day = _claim(centre, at)
    if day is None:
        return Day(centre.number, sent=delivery.deliver(centre, by=by, at=at), was_done=True)
    compare_at_night(centre, by=by, at=at)
    turned = check_board(centre, by=by, at=at)
    check = check_trail(centre, by=by, at=at)
    evidence = tell_of_evidence(centre, by=by, at=at, found=scrub(centre, at))
    sweep(now())
    queued = 0
    if delivery.reminders_due(centre, day.on):
        queued = delivery.queue_reminders(centre, by=by, at=at)
    day.done_at = at
    day.save(update_fields=["done_at"])
    sent = delivery.deliver(centre, by=by, at=at)
    return Day(centre.number, turned, check.ok, evidence.ok, queued, sent)


def _claim(centre: Centre, at: datetime) -> DayDone | None:
    """The day's jobs, if they are ours to do: not done, and begun by nobody within `TAKEN_OVER`."""
    on = timezone.localtime(at).date()
    with transaction.atomic():
        writing.lock(centre.pk, connection.cursor())
        day, is_new = DayDone.objects.get_or_create(centre=centre, on=on, defaults={"begun_at": at})
        if not is_new and (day.done_at or day.begun_at > at - TAKEN_OVER):
            return None
        day.begun_at = at
        day.save(update_fields=["begun_at"])
    return day


def keep_going(stop: threading.Event | None = None) -> threading.Thread:
    """Start the thread of a server that does the days' jobs; one that fails is tried again."""
    stopped = stop or threading.Event()

    def run() -> None:
        while not stopped.wait(LOOK_AGAIN.total_seconds()):
            close_old_connections()
            look()
            close_old_connections()

    thread = threading.Thread(target=run, name="fairmark-daily", daemon=True)
    thread.start()
    return thread


def look() -> list[Day]:
    """Do what is to be done now, for every centre; what fails is logged and stops nothing else."""
    found = []
    at = now()
    try:
        if timezone.localtime(at).hour >= HOUR:
            for centre in Centre.objects.all():
                try:
                    found.append(do_day(centre, at=at))
                except Exception:
                    log.exception("The day's jobs of centre %s failed.", centre.number)
    except Exception:
        log.exception("The day's jobs could not begin.")
    return found


def as_json(days: list[Day]) -> list[dict]:
    return [asdict(one) for one in days]

"""Reminders queued in the transaction that decides on them, and mail that leaves afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.people.models import Account, Person
from fairmark.people.rules import Role
from fairmark.planner import queries, rules
from fairmark.planner.models import Message, RaisedTask, Reminder
from fairmark.planner.rules import Remind
from fairmark.trail.writing import record
from fairmark.ui.words import how_many
from fairmark.workflow.actions import action

#: A mail that fails is tried again after this many minutes, twice as long each time.
FIRST_WAIT = timedelta(minutes=5)
#: After so many tries it is given up, and shown to the administrator.
MOST_TRIES = 8
#: How long mails are put by while they are being sent.
HELD = timedelta(minutes=15)
#: How many mails are sent in one go.
AT_ONCE = 50


def reminders_due(centre: Centre, on: date) -> list[Remind]:
    """Whom to remind of what on a day, without those who were at this stage already."""
    rhythm = queries.rhythm(on)
    holders = queries.people_by_role(centre, on)
    nominees = [one.pk for one in holders.get(Role.QUALITY_NOMINEE, [])]
    found: list[Remind] = []
    for what, key, due, people, link in _what_is_due(centre, on, holders):
        for stage in rules.stages(due, on=on, rhythm=rhythm):
            name = f"{stage.name}, nominee" if stage.to_nominee else stage.name
            one = Remind(0, key, name, what, due, link)
            found += rules.addressed(one, nominees if stage.to_nominee else people)
    known = set(
        Reminder.objects.filter(person__centre=centre).values_list("person", "key", "stage")
    )
    return [one for one in found if (one.person, one.key, one.stage) not in known]


def _what_is_due(
    centre: Centre, on: date, holders: dict[str, list[Person]]
) -> Iterable[tuple[str, str, date, list[int], str]]:
    for year, item in queries.open_items(centre, on):
        if item.role != Role.LEARNER:
            link = item.planned.link or f"/plan/{year.pk}/{item.key}/"
            people = [one.pk for one in item.waits_for]
            # The day is part of it: what was moved to another day is reminded of anew.
            yield item.what, f"plan:{item.key}:{item.on}", item.on, people, link
    for task in RaisedTask.objects.filter(centre=centre, done_at=None, due_on__isnull=False):
        assert task.due_on is not None  # by the filter
        people = [one.pk for one in holders.get(task.role, [])]
        yield task.title, f"task:{task.pk}", task.due_on, people, task.get_absolute_url()


@action(by=Role.ADMINISTRATOR, records="reminders_queued")
def queue_reminders(centre: Centre, *, by: Person, at: datetime) -> int:
    """Queue one mail for each person whom something is to be reminded of today.

    Returns how many mails. Somebody without an address is reminded on their page Today alone.
    """
    on = timezone.localtime(at).date()
    due: dict[int, list[Remind]] = {}
    for one in reminders_due(centre, on):
        due.setdefault(one.person, []).append(one)
    addresses = dict(
        Account.objects.filter(person__in=due, is_active=True).values_list("person", "email")
    )
    queued = 0
    for person in Person.objects.filter(pk__in=due):
        reminds = sorted(due[person.pk], key=lambda one: (one.due_on, one.what))
        message = None
        if address := addresses.get(person.pk):
            queued += 1
            message = Message.objects.create(
                centre=centre, person=person, address=address, queued_at=at, next_try_at=at,
                subject=_subject(reminds, on), text=_text(centre, person, reminds, on),
            )  # fmt: skip
        Reminder.objects.bulk_create(
            Reminder(person=person, key=one.key, stage=one.stage, message=message, at=at)
            for one in reminds
        )
    record(
        f"{how_many(queued, 'reminder')} went into the post for {on:%-d %B %Y}.",
        centre, name="reminders_queued", by=by, at=at, mails=queued,
        things=sum(len(one) for one in due.values()),
    )  # fmt: skip
    return queued


def _subject(reminds: list[Remind], on: date) -> str:
    late = sum(one.due_on < on for one in reminds)
    if len(reminds) == 1:
        one = reminds[0]
        when = "was due" if one.due_on < on else "is due"
        return " ".join(f"{one.what} ({when} {one.due_on:%-d %B})".split())[:200]
    return f"{len(reminds)} dates of the year plan" + (f", {late} overdue" if late else "")


def _text(centre: Centre, person: Person, reminds: list[Remind], on: date) -> str:
    lines = [f"{person.name},", ""]
    for one in reminds:
        gap = (one.due_on - on).days
        days = how_many(abs(gap), "day")
        when = "today" if gap == 0 else f"in {days}" if gap > 0 else f"{days} late"
        theirs = " (you are told as quality nominee)" if one.stage.endswith("nominee") else ""
        lines += [
            f"- {one.what}{theirs}",
            f"  {one.due_on:%A %-d %B %Y}, {when}",
            f"  {settings.FAIRMARK_ADDRESS}{one.link}",
        ]
    lines += ["", f"Fairmark, for {centre.name}. A reminder stops when the thing is done."]
    return "\n".join(lines)


def tell(
    centre: Centre, people: Iterable[Person], *, key: str, stage: str, subject: str, text: str,
    at: datetime,
) -> int:  # fmt: skip
    """Queue the same mail for several people, from within an action. Returns how many mails.

    Somebody who was told of the key at that stage already is not told again.
    """
    asked = {person.pk: person for person in people}
    known = Reminder.objects.filter(person__in=asked, key=key, stage=stage)
    for pk in known.values_list("person", flat=True):
        del asked[pk]
    addresses = dict(
        Account.objects.filter(person__in=asked, is_active=True).values_list("person", "email")
    )
    made = Message.objects.bulk_create(
        Message(centre=centre, person=asked[pk], address=address, subject=" ".join(subject.split())[:200],
                text=f"{asked[pk].name},\n\n{text}\n\nFairmark, for {centre.name}.",
                queued_at=at, next_try_at=at)
        for pk, address in addresses.items()
    )  # fmt: skip
    Reminder.objects.bulk_create(
        Reminder(person_id=one.person_id, key=key, stage=stage, message=one, at=at) for one in made
    )
    return len(made)


@dataclass(frozen=True)
class Sent:
    """What came of trying to send a mail: no trouble, or what the mail server said."""

    message: int
    trouble: str = ""


def take(centre: Centre, at: datetime) -> list[Message]:
    """The mails that are to be tried now, oldest first, put by so that nobody else tries them.

    Should we stop before what came of them is recorded, they are tried again after `HELD`.
    """
    with transaction.atomic():
        found = list(
            Message.objects.select_for_update().filter(
                centre=centre, sent_at=None, given_up_at=None, next_try_at__lte=at
            )[:AT_ONCE]
        )  # fmt: skip
        Message.objects.filter(pk__in=[one.pk for one in found]).update(next_try_at=at + HELD)
    return found


def send(messages: Iterable[Message]) -> list[Sent]:
    """Hand each mail to the mail server, outside of any transaction.

    A mail always carries the same Message-ID, so that one sent again after a crash is known as
    the same.
    """
    return [Sent(one.pk, _trouble(one)) for one in messages]


def _trouble(message: Message) -> str:
    host = settings.FAIRMARK_ADDRESS.partition("//")[2].partition(":")[0]
    mail = EmailMessage(
        message.subject, message.text, to=[message.address],
        headers={"Message-ID": f"<fairmark-{message.centre_id}-{message.pk}@{host}>",
                 "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    try:
        mail.send()
    except Exception as error:  # whatever it is, it is the trouble of this mail and of no other
        return f"{type(error).__name__}: {error}"[:300]
    return ""


@action(by=Role.ADMINISTRATOR, records="mail_sent")
def record_delivery(centre: Centre, *, by: Person, at: datetime, results: list[Sent]) -> int:
    """Keep what came of the mails that were tried. Returns how many were sent."""
    troubles = {one.message: one.trouble for one in results}
    sent = failed = 0
    for message in Message.objects.filter(centre=centre, pk__in=troubles, sent_at=None):
        message.tries += 1
        message.trouble = troubles[message.pk]
        if not message.trouble:
            message.sent_at = at
            sent += 1
        else:
            failed += 1
            message.next_try_at = at + FIRST_WAIT * 2 ** (message.tries - 1)
            message.given_up_at = at if message.tries >= MOST_TRIES else None
        message.save()
    record(
        f"{how_many(sent, 'mail')} sent" + (f", {failed} to be tried again." if failed else "."),
        centre, name="mail_sent", by=by, at=at, sent=sent, failed=failed,
    )  # fmt: skip
    return sent


def deliver(centre: Centre, *, by: Person, at: datetime) -> int:
    """Send what waits and keep what came of it. Returns how many mails were sent."""
    results = send(take(centre, at))
    return record_delivery(centre, by=by, at=at, results=results) if results else 0

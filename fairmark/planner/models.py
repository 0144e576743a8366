"""What the centre decided about its year plan, tasks that were raised, mail to go out, feeds."""

from django.db import models
from django.db.models import Q

from fairmark.calendar.models import AcademicYear
from fairmark.centre.constraints import together
from fairmark.centre.models import Centre
from fairmark.people.models import Person
from fairmark.people.rules import Role

ROLES = [(role.value, role.heading) for role in Role]


class PlanItem(models.Model):
    """What the centre decided about one item of a year plan; items of its own are whole here.

    An item of the rule pack or of a policy has a row only once something was said of it: another
    day (`on`), a named owner, that it is done, or that it is left out this year.
    """

    year = models.ForeignKey(AcademicYear, models.PROTECT, related_name="plan_items")
    key = models.CharField(max_length=120)
    what = models.CharField(max_length=200, blank=True)
    role = models.CharField("whose it is", max_length=30, choices=ROLES, blank=True)
    of_each = models.BooleanField("each of them does it", default=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField("by when", null=True, blank=True)
    why_moved = models.CharField(max_length=300, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField("what came of it", max_length=300, blank=True)
    left_out_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    left_out_at = models.DateTimeField(null=True, blank=True)
    why_left_out = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "key"], name="plan_item_once_in_a_year"),
            together("plan_item_done_by_and_at_go_together", "done_by", "done_at"),
            together("plan_item_left_out_by_and_at_go_together", "left_out_by", "left_out_at"),
            models.CheckConstraint(
                condition=~Q(key__startswith="own.") | (Q(on__isnull=False) & ~Q(what="")),
                name="own_plan_item_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(of_each=False) | Q(key__startswith="own."),
                name="other_plan_items_say_at_their_source_that_each_does_them",
            ),
        ]

    def __str__(self) -> str:
        return self.what or self.key

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.year.scopes()

    def trail_subject(self) -> str:
        """Under what its history is found in the trail."""
        return f"plan item:{self.pk}"


class PlanTick(models.Model):
    """That one holder of a role has done their own part of an item that each of them does."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="ticks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField("what came of it", max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], name="each_ticks_off_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item}, by {self.person}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return self.item.scopes()


class RaisedTask(models.Model):
    """Something that an action left to be done, by a role or a person; never raised twice.

    `key` says what it is about, so that the same cause raises it once.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="raised_tasks")
    key = models.CharField(max_length=150)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    role = models.CharField("whose it is", max_length=30, choices=ROLES)
    due_on = models.DateField("by when", null=True, blank=True)
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField("what came of it", max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "key"], name="a_task_is_raised_once"),
            together("raised_task_done_by_and_at_go_together", "done_by", "done_at"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/tasks/{self.pk}/"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class Message(models.Model):
    """A mail that waits to be sent, or was; written in the transaction of what it tells of."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="messages")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [models.Index(fields=["sent_at", "next_try_at"])]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.person}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class Reminder(models.Model):
    """That somebody was reminded of something at a stage, once. `message` is None without a mail."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="reminders")
    key = models.CharField(max_length=200)
    stage = models.CharField(max_length=30)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="reminders")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key", "stage"], name="reminded_once_at_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} of {self.key}, {self.stage}"


class CalendarFeed(models.Model):
    """A calendar that a person, or a team, subscribes to by a secret address.

    A team is everybody with `role`. The address is made of the row, its generation and the
    installation's secret key; renewing it raises the generation, and the old address is gone.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="calendar_feeds")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="calendar_feeds"
    )
    role = models.CharField(max_length=30, choices=ROLES, blank=True)
    generation = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(person__isnull=False), name="one_feed_of_a_person"
            ),
            models.UniqueConstraint(
                fields=["centre", "role"], condition=~Q(role=""), name="one_feed_of_a_team"
            ),
            models.CheckConstraint(
                condition=(Q(person=None) & ~Q(role="")) | (Q(person__isnull=False) & Q(role="")),
                name="a_feed_is_of_a_person_or_a_team",
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.person or self.get_role_display()}"

    def scopes(self) -> frozenset[tuple[str, int]]:
        return frozenset({("centre", self.centre_id)})


class DayDone(models.Model):
    """That the day's jobs of a centre were begun, so that two servers do not both do them.

    Jobs that were begun and not done are begun again after a while.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    on = models.DateField()
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "on"], name="a_day_is_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.centre}, {self.on:%-d %B %Y}"

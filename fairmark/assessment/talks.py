"""Which remote work is followed by a talk about it: drawn as it is handed in, by the policy's share."""

import secrets
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from fairmark.assessment.models import Authentication, Submission
from fairmark.assessment.rules import How, is_behind
from fairmark.briefs.models import Issue
from fairmark.calendar.queries import year_of
from fairmark.centre.models import Centre
from fairmark.policies.queries import NoPolicy, number
from fairmark.ui.words import in_turn


def share_to_talk_about(centre: Centre, on: date) -> int | None:
    """Of a hundred remote submissions, how many the policy in force wants followed by a talk."""
    try:
        return number(centre, "distance.viva_percent", on=on)
    except NoPolicy:
        return None


def is_set_remotely(work: Submission) -> bool:
    """Whether its brief was set at a distance for its learner."""
    sets = Issue.objects.filter(brief=work.brief_id, session=Issue.Session.REMOTE)
    return sets.filter(Q(group=None) | Q(group=work.enrolment.group_id)).exists()


def is_drawn(work: Submission, on: date) -> bool | None:
    """Whether work that is handed in now is drawn; None where it is not in the draw.

    Each is drawn by chance, and the next one wherever the year's number has fallen behind the
    policy's share, so that nobody can know it before. Clause DBL-4.
    """
    if not is_set_remotely(work):
        return None
    share = share_to_talk_about(work.centre, on)
    if share is None:
        return None
    so_far = Submission.objects.filter(centre=work.centre_id, is_drawn__isnull=False)
    if year := year_of(work.centre, on):
        so_far = so_far.filter(handed_in_at__date__gte=year.starts_on)
    counted = so_far.aggregate(all=Count("pk"), drawn=Count("pk", filter=Q(is_drawn=True)))
    behind = is_behind(counted["all"] + 1, counted["drawn"], share)
    return behind or secrets.randbelow(100) < share


def awaiting_a_talk(works: Iterable[Submission]) -> set[int]:
    """Of these, what was drawn and nobody has talked about with its learner yet."""
    drawn = {one.pk for one in works if one.is_drawn}
    if not drawn:
        return drawn
    talks = Authentication.objects.filter(submission__in=drawn, how=How.DISCUSSION)
    return drawn - set(talks.values_list("submission", flat=True))


def obstacles_to_taking_on_sight(works: Iterable[Submission], how: str, words: str) -> list[str]:
    """That work which was drawn is confirmed after a talk about it, with what was asked."""
    drawn = [str(one.enrolment.learner) for one in works if one.is_drawn]
    if not drawn or not how or (how == How.DISCUSSION and words.strip()):
        return []
    was = "was" if len(drawn) == 1 else "were"
    return [
        f"The work of {in_turn(drawn)} {was} drawn for a talk about it. Talk with the learner, choose "
        "“A professional discussion about it”, and say what you asked."
    ]

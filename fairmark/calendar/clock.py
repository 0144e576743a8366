"""What time it is. The one place that asks; everything else is handed the answer.

`FAIRMARK_CLOCK` sets another starting moment (ISO 8601), from which the clock runs on.
Only the demonstration and tests set it.
"""

import os
from datetime import UTC, date, datetime
from functools import cache

from django.utils import timezone


@cache
def _offset():
    start = os.environ.get("FAIRMARK_CLOCK")
    if not start:
        return None
    moment = datetime.fromisoformat(start)
    if moment.tzinfo is None:
        moment = timezone.make_aware(moment)
    return moment - timezone.now()


def now() -> datetime:
    """This moment, in UTC."""
    offset = _offset()
    moment = timezone.now()
    return (moment + offset if offset else moment).astimezone(UTC)


def today() -> date:
    """Today's date in the United Kingdom."""
    return timezone.localtime(now()).date()


def is_set() -> bool:
    """Whether the clock shows another time than the real one."""
    return _offset() is not None

"""What takes minutes looks at a part each day, by turns; `FAIRMARK_EVERY=yes` looks at everything."""

import os
from datetime import UTC, datetime


def is_its_turn(place: int, of: int) -> bool:
    """Whether the thing in this place of its list is looked at today: each is, once in `of` days."""
    day = datetime.now(UTC).toordinal()
    return bool(os.environ.get("FAIRMARK_EVERY")) or (place + day) % of == 0

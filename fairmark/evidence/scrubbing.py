"""The night's check: every file is as it was kept, and what belongs to no record is swept away."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fairmark.centre.models import Centre
from fairmark.evidence.keeping import store
from fairmark.evidence.models import StoredFile
from fairmark.evidence.store import Missing

#: How long a file that no record has yet is left, so that a slow upload is not lost.
GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Scrub:
    """What the check found: how many files, and which are not as they were kept."""

    files: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not (self.missing or self.changed)


def scrub(centre: Centre, at: datetime) -> Scrub:
    """Read every file of a centre again and keep whether it is whole. Promise P22."""
    missing, changed, count = [], [], 0
    for file in StoredFile.objects.filter(centre=centre).iterator():
        count += 1
        state = _state(file.sha256)
        if state is StoredFile.State.MISSING:
            missing.append(file.sha256)
        elif state is StoredFile.State.CHANGED:
            changed.append(file.sha256)
        StoredFile.objects.filter(pk=file.pk).update(state=state, checked_at=at)
    return Scrub(count, tuple(missing), tuple(changed))


def _state(sha256: str) -> StoredFile.State:
    try:
        whole = store().checksum(sha256) == sha256
    except Missing:
        return StoredFile.State.MISSING
    return StoredFile.State.WHOLE if whole else StoredFile.State.CHANGED


def sweep(at: datetime) -> int:
    """Take away files that no row of any centre names and that are older than the grace.

    Returns how many went. A file that is kept again in the same moment stays: promise P23.
    """
    kept = store()
    kept.remove_waiting(at - GRACE)
    gone = 0
    for sha256, since in kept.all():
        if since < at - GRACE and not StoredFile.objects.filter(sha256=sha256).exists():
            gone += kept.remove_if_older(sha256, at - GRACE, still_unused=_unused)
    return gone


def _unused(sha256: str) -> bool:
    return not StoredFile.objects.filter(sha256=sha256).exists()

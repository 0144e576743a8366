"""Large files that come in pieces, and go on where the connection broke off.

Nothing is written down about one on its way: its name and size, and whose it is, lie in a signed
address, and how much has come is the length of the file that waits in the store's folder. What
nobody goes on with is swept away like any broken upload.
"""

import secrets
from dataclasses import astuple, dataclass

from django.conf import settings
from django.core import signing

from fairmark.evidence.examining import NotTaken, examine
from fairmark.evidence.keeping import Taken, store
from fairmark.evidence.store import Missing
from fairmark.people.models import Person

#: The most that is taken in one piece, in bytes. (A technical limit.)
MOST_IN_A_PIECE = 4 * 1024**2
#: How long somebody may take for a file, in seconds; the sweep is as patient. (A technical limit.)
PATIENCE = 24 * 60 * 60
_SALT = "fairmark.evidence.arriving"


class OutOfStep(Exception):
    """The piece does not begin where the last one ended. `arrived` says where that was, in bytes."""

    def __init__(self, arrived: int):
        super().__init__(f"{arrived} bytes have come.")
        self.arrived = arrived


@dataclass(frozen=True)
class Arriving:
    """A file on its way: for what, under which name, and its size in bytes when it is whole."""

    key: str
    person: int
    purpose: str
    name: str
    size: int

    @property
    def address(self) -> str:
        """What names it on the way, and cannot be made up."""
        return signing.dumps(list(astuple(self)), salt=_SALT)

    @property
    def arrived(self) -> int:
        """How many bytes have come."""
        return store().waiting_size(self.key)

    def add(self, piece: bytes, at: int) -> int:
        """Put a piece behind what has come, durably; returns how much has come then.

        Raises OutOfStep where it begins elsewhere, NotTaken where it goes past the size.
        """
        arrived = self.arrived
        if arrived != at:
            raise OutOfStep(arrived)
        if at + len(piece) > self.size:
            raise NotTaken("More came than the file holds. Choose the file again.")
        if not store().add_to_waiting(self.key, piece, at):
            raise OutOfStep(self.arrived)
        return at + len(piece)

    def take_in(self) -> Taken:
        """Examine the whole file and put it in its place. Raises NotTaken, and OutOfStep before it
        is whole.
        """
        if (arrived := self.arrived) != self.size:
            raise OutOfStep(arrived)
        try:
            with store().open_waiting(self.key) as content:
                examined = examine(
                    content, self.name, size=self.size, most=settings.FAIRMARK_MOST_EVIDENCE
                )
                content.seek(0)
                return Taken(examined, store().keep(content))
        except Missing:
            raise OutOfStep(0) from None

    def forget(self) -> None:
        """Take what waits off the disk: it has its place, or is not wanted."""
        store().remove_waiting_file(self.key)


def expect(person: Person, purpose: str, name: str, size: int) -> Arriving:
    """Somebody is about to send a file. Raises NotTaken where its size alone forbids it."""
    if size <= 0:
        raise NotTaken("The file is empty. Save your work again and hand in the new file.")
    if size > settings.FAIRMARK_MOST_EVIDENCE:
        raise NotTaken(
            f"The file has {size // 1024**2:,} MB; at most "
            f"{settings.FAIRMARK_MOST_EVIDENCE // 1024**2:,} MB are taken. Split it, or save "
            "pictures and video smaller."
        )
    return Arriving(secrets.token_hex(16), person.pk, purpose, name[:200], size)


def expected(address: str, person: Person, purpose: str) -> Arriving | None:
    """The file that an address names; None where it is another's, too old, or made up."""
    try:
        found = Arriving(*signing.loads(address, salt=_SALT, max_age=PATIENCE))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return found if (found.person, found.purpose) == (person.pk, purpose) else None

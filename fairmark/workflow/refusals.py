"""Why something cannot be done, in words a teacher understands."""

from collections.abc import Sequence
from dataclasses import dataclass


class Refused(Exception):
    """The action was not carried out and nothing changed. `obstacles` says why."""

    def __init__(self, obstacles: Sequence[str]):
        self.obstacles = list(obstacles)
        super().__init__(" ".join(str(reason) for reason in obstacles))


class NeedsReason(Refused):
    """It may be done, but not without saying why. `obstacles` holds the cautions."""


class NotYours(Refused):
    """Nobody may do this in the role they hold."""


class OtherBody(Refused):
    """The same key came with another content: one of the two was not meant."""

    def __init__(self) -> None:
        super().__init__(
            ["This form was already sent with other answers. Open the page again and check it."]
        )


@dataclass(frozen=True)
class Once:
    """The key of a post and a hash of what it held."""

    key: str
    fingerprint: str

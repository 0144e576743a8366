"""What rules are called on pages."""

from functools import cache
from importlib import resources

from fairmark.rulebook.packs import shipped

#: Names that rooms above give to the keys they own.
_given: dict[str, str] = {}


def call(key: str, name: str) -> None:
    """Say what a rule is called, where the room that works by it has a name for it already."""
    _given[key] = name


@cache
def _titles() -> dict[str, str]:
    text = resources.files("fairmark.rulebook").joinpath("data/titles.psv").read_text("utf-8")
    return dict(line.split("|") for line in text.splitlines()[1:])  # type: ignore[misc]


def name_of(key: str) -> str:
    """The name of a rule; a key of the centre's own is said as words."""
    found = _given.get(key) or _titles().get(key)
    if found:
        return found
    planned = next((one.value for one in shipped().by_key.get(key, ()) if one.value), None)
    if isinstance(planned, dict) and planned.get("what"):
        return str(planned["what"])
    rest = key.partition(".")[2] or key
    return rest.replace(".", ", ").replace("_", " ").capitalize()

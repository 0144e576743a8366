"""Words that pages, findings and tasks share."""

from collections.abc import Sequence


def how_many(count: int, one: str, many: str = "") -> str:
    """“1 learner”, “1,204 learners”, “2 queries”; `many` where it is not `one` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def in_turn(words: Sequence[str], last: str = "and") -> str:
    """“a”, “a and b”, “a, b and c”; nothing for none. `last` is the word before the last one."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

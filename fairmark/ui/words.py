"""Words that pages, findings and tasks share."""


def how_many(count: int, one: str, many: str = "") -> str:
    """“1 learner”, “1,204 learners”, “2 queries”; `many` where it is not `one` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"

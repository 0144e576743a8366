"""Comparing work: its files are read once, and held against what the centre has of earlier work.

No record is locked meanwhile. What comes of it is handed to an action, which keeps it.
"""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from fairmark.assessment.models import Submission
from fairmark.briefs.models import Brief, Task
from fairmark.centre.models import Centre
from fairmark.evidence.keeping import attachments, store
from fairmark.evidence.models import Attachment
from fairmark.people.models import Person
from fairmark.similarity import actions, queries, rules
from fairmark.similarity.models import TextRead
from fairmark.similarity.reading import read
from fairmark.similarity.rules import METHOD, Found, Index, Pair, Prints, Result, Text

#: How many pieces of work are compared at a time, and in one night. (Technical limits.)
BATCH, MOST_A_NIGHT = 500, 5000
#: How many texts of others are held ready. (A technical limit.)
MOST_READY = 200


@dataclass
class _Work:
    """A piece of work with its files, in their order."""

    pk: int
    assignment: int
    learner: int
    handed_in_at: datetime
    briefs: set[int] = field(default_factory=set)
    files: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def order(self) -> tuple[datetime, int]:
        return self.handed_in_at, self.pk


def compare_at_night(centre: Centre, *, by: Person, at: datetime) -> int:
    """Compare what was handed in since the last time; how many likenesses were found to look into."""
    on = timezone.localtime(at).date()
    assignments = queries.due(centre, on)
    if not assignments:
        return 0
    found = compare(centre, assignments, at, most=MOST_A_NIGHT)
    actions.compare_new_work(centre, by=by, at=at, found=found)
    return found.over


def compare(
    centre: Centre, assignments: Iterable[int], at: datetime, *, most: int | None = None
) -> Found:
    """Hold all work on these assignments against the work that was handed in before it.

    `most`: after so many pieces of work the rest waits for the next time.
    """
    found = Found(queries.asked_from(centre, timezone.localtime(at).date()))
    for works in _batches(centre, assignments):
        _compare(centre, works, at, found)
        if most is not None and len(found.results) >= most:
            break
    return found


def _batches(centre: Centre, assignments: Iterable[int]) -> Iterator[list[_Work]]:
    """Work by whole assignments, about `BATCH` pieces at a time."""
    rows = Submission.objects.filter(
        centre=centre, assignment__in=list(assignments), handed_in_at__isnull=False
    ).order_by("assignment", "pk")
    held: list[_Work] = []
    for work in _works(rows):
        if len(held) >= BATCH and work.assignment != held[-1].assignment:
            yield held
            held = []
        held.append(work)
    if held:
        yield held


def _works(rows) -> Iterator[_Work]:
    for pk, assignment, learner, handed_in_at, brief in rows.values_list(
        "pk", "assignment", "enrolment__learner", "handed_in_at", "brief"
    ):
        yield _Work(pk, assignment, learner, handed_in_at, {brief})


def _with_files(works: Iterable[_Work]) -> dict[int, _Work]:
    by_pk = {one.pk: one for one in works}
    for file in attachments(queries.WORK, by_pk):
        by_pk[file.about_id].files.append((file.file_id, file.file.sha256, file.name))
    return by_pk


# -- texts ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    """A file as it was read, without its text."""

    words: int
    problem: str
    prints: Prints


class _Texts:
    """Texts of files by key: what is known of all, and the words of those last asked for."""

    def __init__(self) -> None:
        self.reads: dict[int, _Read] = {}
        self._ready: dict[int, Text] = {}

    def know(self, files: Collection[int]) -> None:
        rows = TextRead.objects.filter(file__in=set(files) - set(self.reads), method=METHOD)
        for file, words, problem, packed in rows.values_list(
            "file", "words", "problem", "prints"
        ):  # fmt: skip
            self.reads[file] = _Read(words, problem, rules.unpacked(bytes(packed)))

    def runs_of(self, work: _Work) -> Iterator[int]:
        for file, _, _ in work.files:
            yield from self.reads[file].prints.runs

    def length_of(self, work: _Work) -> int:
        return sum(self.reads[file].words for file, _, _ in work.files if file in self.reads)

    def fresh(self, work: _Work) -> Text:
        """The text of a piece of work, of which the caller may leave something out."""
        files = [file for file, _, _ in work.files if (one := self.reads.get(file)) and one.words]
        packed = dict(TextRead.objects.filter(file__in=files).values_list("file", "packed"))
        return rules.joined(
            (rules.words_of(zlib.decompress(bytes(packed[file])).decode()), self.reads[file].prints)
            for file in files
        )

    def ready(self, work: _Work) -> Text:
        if work.pk not in self._ready:
            if len(self._ready) >= MOST_READY:
                del self._ready[next(iter(self._ready))]
            self._ready[work.pk] = self.fresh(work)
        return self._ready[work.pk]


def _read_files(centre: Centre, works: Iterable[_Work], at: datetime) -> None:
    """Read every file that was not read yet, and keep its text and fingerprints."""
    wanted = {file: (sha256, name) for one in works for file, sha256, name in one.files}
    known = TextRead.objects.filter(file__in=wanted, method=METHOD).values_list("file", flat=True)
    for file in known:
        del wanted[file]
    kept, made = store(), []
    for file, (sha256, name) in wanted.items():
        written = read(kept, sha256, name)
        words = rules.words_of(written.text)
        made.append(
            TextRead(
                centre=centre, file_id=file, method=METHOD, words=len(words),
                problem=written.problem, packed=zlib.compress(written.text.encode()),
                prints=rules.winnow(rules.runs_of(words)).packed(), read_at=at,
            )
        )  # fmt: skip
        if len(made) >= BATCH:
            _keep(made)
            made = []
    _keep(made)


def _keep(made: list[TextRead]) -> None:
    TextRead.objects.bulk_create(
        made, batch_size=50, update_conflicts=True, unique_fields=["file"],
        update_fields=["method", "words", "problem", "packed", "prints", "read_at"],
    )  # fmt: skip


def _given(works: Iterable[_Work]) -> dict[int, set[int]]:
    """By assignment every run of words that its briefs hold."""
    of_assignment: dict[int, set[int]] = defaultdict(set)
    for one in works:
        of_assignment[one.assignment] |= one.briefs
    briefs = {brief for held in of_assignment.values() for brief in held}
    written: dict[int, list[str]] = defaultdict(list)
    for pk, *texts in Brief.objects.filter(pk__in=briefs).values_list(
        "pk", "title", "scenario", "evidence", "sources", "materials"
    ):
        written[pk] += texts
    for pk, *texts in Task.objects.filter(brief__in=briefs).values_list("brief", "title", "text"):
        written[pk] += texts
    runs = {pk: {run for text in texts for run in rules.runs_of(rules.words_of(text))}
            for pk, texts in written.items()}  # fmt: skip
    return {
        assignment: set().union(*(runs.get(brief, set()) for brief in held))
        for assignment, held in of_assignment.items()
    }


# -- comparing ------------------------------------------------------------------------------------


def _compare(centre: Centre, works: list[_Work], at: datetime, found: Found) -> None:
    """Compare some work with all that the centre has, and add what comes of it."""
    mine = _with_files(works)
    _read_files(centre, works, at)
    texts = _Texts()
    texts.know({file for one in works for file, _, _ in one.files})
    index = Index({one.pk: texts.runs_of(one) for one in works})
    count = 0
    everything = TextRead.objects.filter(centre=centre, method=METHOD, words__gt=0)
    for file, prints in everything.values_list("file", "prints").iterator(chunk_size=BATCH):
        index.meet(file, rules.unpacked(bytes(prints)).runs)
        count += 1
    met = _met(index.pairs(), mine, texts)
    common, given = _common(works, texts), _given(works)
    everybodys = index.everybodys()
    for one in works:
        text = texts.fresh(one)
        out = common[one.assignment] | everybodys
        left_out = rules.blank(text, out, given[one.assignment])
        unread = [
            [name, texts.reads[file].problem]
            for file, _, name in one.files
            if texts.reads[file].problem
        ]
        found.results.append(Result(one.pk, len(text.words), left_out, count, unread))
        for other in met.get(one.pk, ()):
            alike = rules.compare(text, texts.ready(other), without=out)
            if alike.passages and alike.most >= rules.LEAST_KEPT:
                found.pairs.append(Pair(one.pk, other.pk, alike))


def _common(works: Iterable[_Work], texts: _Texts) -> dict[int, set[int]]:
    """By assignment the fingerprints that most of its work has; a learner counts once."""
    by_learner: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one in works:
        by_learner[one.assignment][one.learner].update(texts.runs_of(one))
    return {
        assignment: rules.common_runs(list(of_one.values()))
        for assignment, of_one in by_learner.items()
    }


def _met(
    shared: dict[tuple[int, int], int], mine: dict[int, _Work], texts: _Texts
) -> dict[int, list[_Work]]:
    """By piece of work those of other learners, handed in before it, that may be like it."""
    files = {file for _, file in shared}
    of_file: dict[int, list[int]] = defaultdict(list)
    for part in _some(files):
        held = Attachment.objects.filter(about=queries.WORK, file__in=part, removed_at=None)
        for file, work in held.values_list("file", "about_id"):
            of_file[file].append(work)
    others = {pk for held in of_file.values() for pk in held} - set(mine)
    known = dict(mine)
    for part in _some(others):
        rows = Submission.objects.filter(pk__in=part, handed_in_at__isnull=False)
        known |= _with_files(_works(rows))
    for part in _some({file for one in known.values() for file, _, _ in one.files}):
        texts.know(part)
    counted: dict[tuple[int, int], int] = defaultdict(int)
    for (pk, file), count in shared.items():
        for other in of_file[file]:
            counted[pk, other] += count
    met: dict[int, list[_Work]] = defaultdict(list)
    for (pk, other), count in counted.items():
        one, there = mine[pk], known.get(other)
        if (
            there is not None and there.learner != one.learner and there.order < one.order
            and rules.may_be_alike(count, texts.length_of(one), texts.length_of(there))
        ):  # fmt: skip
            met[pk].append(there)
    return met


def _some(keys: Iterable[int]) -> Iterator[list[int]]:
    """Keys in parts that a question can hold."""
    held = sorted(keys)
    for first in range(0, len(held), BATCH):
        yield held[first : first + BATCH]

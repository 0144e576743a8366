"""Comparing work: a thousand pieces of three thousand words, and whether twice as many take twice as long."""

import io
import random
import zipfile

from bench.sheets import AT, a_sheet
from bench.timing import timed

#: Pieces of work, words of each, and how often each size is measured; the best counts.
LEARNERS, ASSIGNMENTS, WORDS, TIMES = 100, 10, 3000, 2
#: Of so many pieces of work one has a passage of another, and one is a Word document.
COPIED, DOCUMENT = 10, 4
MOST_SECONDS, MOST_TIMES = 60, 2.6


def measure(bench) -> None:
    """As the night does it: files read, compared, and what came of it kept."""
    from fairmark.people.models import Person
    from fairmark.planning.models import Assignment
    from fairmark.similarity.models import Likeness

    assessor = Person.objects.create(centre=bench.centre, name="An assessor of reports")
    cohort, _ = a_sheet(
        bench.centre, assessor, learners=LEARNERS, criteria=ASSIGNMENTS * 5, name="ALIKE"
    )
    assignments = list(
        Assignment.objects.filter(cohort=cohort).order_by("number").values_list("pk", flat=True)
    )
    planted = _files(bench.centre, assignments, assessor)
    bench.settle()
    half = min(_anew(bench, assignments[: ASSIGNMENTS // 2]) for _ in range(TIMES))
    whole = min(_anew(bench, assignments) for _ in range(TIMES))
    found = Likeness.objects.filter(one__assignment__in=assignments).count()
    assert found == planted, (found, planted)
    count = LEARNERS * ASSIGNMENTS
    bench.note(f"comparing {count:,} pieces of {WORDS:,} words", whole, "s", MOST_SECONDS)
    bench.note("the same, twice as many / once", whole / half, "times", MOST_TIMES)


def _anew(bench, assignments) -> float:
    """Seconds from files that nobody has read to what is kept."""
    from fairmark.similarity import actions, checks
    from fairmark.similarity.models import Compared, Likeness, TextRead

    Likeness.objects.all().delete()
    Compared.objects.all().delete()
    TextRead.objects.all().delete()

    def night():
        found = checks.compare(bench.centre, assignments, AT)
        actions.compare_new_work(bench.centre, by=bench.machine, at=AT, found=found)
        return len(found.results)

    seconds, count = timed(night)
    assert count == LEARNERS * len(assignments), count
    return seconds


def _files(centre, assignments, assessor) -> int:
    """A file for each piece of work; returns how many have a passage of another learner's."""
    from fairmark.assessment.models import Submission
    from fairmark.evidence.keeping import store
    from fairmark.evidence.models import Attachment, StoredFile

    works = list(Submission.objects.filter(assignment__in=assignments).order_by("assignment", "pk"))
    chosen = random.Random(7)
    words = [f"{_syllables(chosen)}{_syllables(chosen)}" for _ in range(6000)]
    weights = [1 / (n + 10) for n in range(len(words))]
    kept, made, before, planted = store(), [], [], 0
    for n, work in enumerate(works):
        text = chosen.choices(words, weights, k=WORDS)
        if n % COPIED == COPIED - 1:
            text[500:800] = before[100:400]
            planted += 1
        before = text
        content, name = _content(text, n)
        place = kept.keep(io.BytesIO(content))
        file = StoredFile.objects.create(centre=centre, sha256=place.sha256, size=place.size)
        made.append(
            Attachment(centre=centre, file=file, about="assessment.submission", about_id=work.pk,
                       name=name, words="work", by=assessor, at=AT)
        )  # fmt: skip
    Attachment.objects.bulk_create(made, batch_size=500)
    return planted


def _syllables(chosen) -> str:
    return "".join(chosen.choice("bdfgklmnprst") + chosen.choice("aeiou") for _ in range(2))


def _content(text, n) -> tuple[bytes, str]:
    """A text file, or a Word document of as many paragraphs as a report has."""
    lines = [" ".join(text[first : first + 60]) for first in range(0, len(text), 60)]
    if n % DOCUMENT:
        return "\n".join(lines).encode(), f"{n}.txt"
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue(), f"{n}.docx"

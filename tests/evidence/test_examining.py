"""P35: what does harm or pretends is refused with a reason; its look-alikes pass."""

import io

import pytest

from fairmark.evidence.examining import NotTaken, examine
from fairmark.evidence.kinds import RUNS, taken
from tests.evidence.corpus import HOSTILE, KEPT

MOST = 64 * 1024**2


def examined(name, content, most=MOST):
    return examine(io.BytesIO(content), name, size=len(content), most=most)


def test_the_corpus_is_as_large_as_was_promised():
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize(
    ("name", "content", "says"),
    HOSTILE,
    ids=[f"{n}-{row[2][:30]}" for n, row in enumerate(HOSTILE)],
)
def test_what_does_harm_or_pretends_is_refused(name, content, says):
    with pytest.raises(NotTaken, match=says.replace("(", "\\(")):
        examined(name, content)


@pytest.mark.parametrize(
    ("name", "content", "note"), KEPT, ids=[f"{n}-{row[0]}" for n, row in enumerate(KEPT)]
)
def test_its_look_alikes_pass_and_are_noted(name, content, note):
    found = examined(name, content)
    if note:
        assert note in " ".join(found.notes)
    else:
        assert found.notes == ()


def test_more_than_is_taken_is_refused_before_it_is_read():
    with pytest.raises(NotTaken, match="at most 64 MB are taken"):
        examine(io.BytesIO(), "film.mp4", size=65 * 1024**2, most=MOST)


def test_nothing_that_runs_is_among_what_is_taken():
    assert not RUNS & set(taken())


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("essay.txt", "essay.txt"),
        ("../../etc/essay.txt", "essay.txt"),
        ("C:\\Users\\lena\\essay.txt", "essay.txt"),
        ("es\x00say.txt", "essay.txt"),
        ("es\u202esay.txt", "essay.txt"),
        ("CON.txt", "file CON.txt"),
        ("  . essay.txt . ", "essay.txt"),
        ("a" * 300 + ".txt", "a" * 116 + ".txt"),
        ('es"say<1>.txt', "essay1.txt"),
        ("Zoë’s essay.txt", "Zoë’s essay.txt"),
    ],
)
def test_names_are_made_harmless(name, harmless):
    assert examined(name, b"words").name == harmless

"""Each control has a twin: break the records and see it turn."""

from datetime import timedelta

import pytest

from fairmark.assessment.models import AssessmentRecord, Decision, Submission
from fairmark.evidence.models import Attachment, StoredFile
from fairmark.evidence.scrubbing import scrub
from fairmark.guide.showing import State, shown
from fairmark.trail.checking import check_and_keep
from fairmark.trail.models import TrailCheck
from tests.assessment.conftest import decide_all, returned

pytestmark = pytest.mark.django_db


def showing(clause, centre, at):
    return shown(clause, centre, at.date())


@pytest.fixture
def done(own_work, asa, in_time):
    decide_all(own_work, asa, in_time)
    Decision.objects.update(feedback="Shown on page 2.")
    return returned(own_work, asa, in_time)


def test_full_records_show_it(done, centre, in_time):
    found = showing("ASM-A3", centre, in_time)
    assert (found.state, found.told, found.asked) == (State.MET, 1, 1)
    assert found.evidence == done.decisions.count()


def test_without_signed_work_it_cannot_be_told(own_work, asa, centre, in_time):
    decide_all(own_work, asa, in_time)
    assert showing("ASM-A3", centre, in_time).state == State.CANNOT_TELL


def test_a_criterion_not_met_without_a_word_turns_it(done, centre, in_time):
    one = done.decisions.first()
    Decision.objects.filter(pk=one.pk).update(outcome="not met")
    assert showing("ASM-A3", centre, in_time).state == State.MET
    Decision.objects.filter(pk=one.pk).update(feedback=" ")
    assert showing("ASM-A3", centre, in_time).state == State.NOT_MET


def test_work_sent_back_without_a_word_turns_it_and_general_comments_are_words(
    done, centre, in_time
):
    Decision.objects.update(feedback="")
    assert showing("ASM-A3", centre, in_time).state == State.NOT_MET
    AssessmentRecord.objects.update(comments="A good start.")
    assert showing("ASM-A3", centre, in_time).state == State.MET


def test_signed_work_without_evidence_turns_it_unless_it_was_watched(done, asa, centre, in_time):
    Attachment.objects.update(removed_at=in_time, removed_by=asa, why_removed="A test.")
    assert showing("ASM-A3", centre, in_time).state == State.NOT_MET
    Submission.objects.update(on_behalf="Practical work that I watched.")
    assert showing("ASM-A3", centre, in_time).state == State.MET


# -- kept as they were written ---------------------------------------------------------------


@pytest.fixture
def checked(done, centre, in_time):
    scrub(centre, in_time)
    return check_and_keep(centre, in_time)


@pytest.mark.parametrize("clause", ["ASM-16", "DBL-5"])
def test_checked_records_are_under_way_while_retention_is_not_kept(
    clause, checked, centre, in_time
):
    found = showing(clause, centre, in_time)
    assert (found.state, found.told, found.asked) == (State.UNDER_WAY, 2, 2)
    assert [one.bad for one in found.findings] == [False]


def test_before_the_first_check_it_says_so(done, centre, in_time):
    found = showing("ASM-16", centre, in_time)
    assert found.sentence.startswith("The trail is not checked yet")
    assert (found.told, found.asked) == (0, 2)
    assert len(found.findings) == 3


def test_a_trail_that_is_not_intact_turns_it(checked, centre, in_time):
    TrailCheck.objects.update(ok=False)
    found = showing("ASM-16", centre, in_time)
    assert (found.state, found.told) == (State.NOT_MET, 0)


@pytest.mark.parametrize("broken", ["missing", "changed"])
def test_a_file_that_is_not_as_it_was_kept_turns_it(checked, centre, in_time, broken):
    StoredFile.objects.update(state=broken)
    assert showing("ASM-16", centre, in_time).state == State.NOT_MET


def test_a_file_changed_on_the_disk_is_found_and_turns_it(checked, centre, in_time, settings):
    sha256 = StoredFile.objects.get().sha256
    [kept] = [one for one in settings.FAIRMARK_EVIDENCE.rglob("*") if sha256.endswith(one.name)]
    kept.chmod(0o600)
    kept.write_bytes(b"Another text.")
    scrub(centre, in_time)
    assert showing("ASM-16", centre, in_time).state == State.NOT_MET


def test_checks_that_were_missed_are_told(checked, centre, in_time):
    later = in_time + timedelta(days=3)
    whats = [one.what for one in showing("ASM-16", centre, later).findings]
    assert any(what.startswith("The trail was last checked on") for what in whats)

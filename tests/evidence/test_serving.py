"""P36: a file is given back inert, to those who may see its record, and to nobody else."""

import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.utils import timezone

from fairmark.centre.models import Centre
from fairmark.evidence import keeping, scrubbing, serving
from fairmark.evidence.models import Attachment, StoredFile
from fairmark.people.models import Person
from fairmark.people.rules import Role
from fairmark.trail.models import Event
from fairmark.workflow.actions import Action
from tests.builders import MONDAY, a_centre, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FAIRMARK_EVIDENCE = tmp_path / "evidence"


@pytest.fixture
def guarded(monkeypatch):
    """Files of a centre are for whoever is a person of it; the guard can be changed."""
    may_see = {"answer": True}
    monkeypatch.setitem(serving._guards, "centre.centre", lambda request, pk: may_see["answer"])
    return may_see


def taken(content=b"<script>alert(1)</script>", name="page.html"):
    return keeping.take_in(SimpleUploadedFile(name, content))


def attach(centre: Centre, by: Person, **but) -> Attachment:
    """As an action of a room above would do it."""

    def attach_file(centre: Centre, *, by: Person, at, taken):
        """Attach a file."""
        return keeping.attach(centre, taken, by=by, at=at)

    action = Action(
        attach_file, by=(Role.QUALITY_NOMINEE,), unless=None, warn=None, records=("file_attached",),
        whose=None, anywhere=False,
    )  # fmt: skip
    return action(centre, by=by, at=MONDAY, taken=taken(**but))


@pytest.fixture
def quinn():
    return a_person(a_centre(), "Quinn", Role.QUALITY_NOMINEE, email="quinn@example.ac.uk")


@pytest.fixture
def signed_in(client, quinn):
    client.force_login(quinn.accounts.get())
    return client


def test_a_file_is_given_back_inert_and_whole(signed_in, quinn, guarded):
    one = attach(quinn.centre, quinn, name="Zoë’s page.html")
    response = signed_in.get(one.get_absolute_url())
    assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
    assert {name: response[name] for name in (
        "Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control",
        "Cross-Origin-Resource-Policy", "Content-Length",
    )} == {
        "Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin", "Content-Length": "25",
    }  # fmt: skip
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Zo%C3%AB%E2%80%99s%20page.html"
    )


def test_each_opening_is_logged_before_the_file_is_given(signed_in, quinn, guarded):
    """ASM-16: who was given a file, and when; asking for its heads gives nothing."""
    one = attach(quinn.centre, quinn)
    signed_in.head(one.get_absolute_url())
    assert not one.openings.exists()
    for _ in range(2):
        b"".join(signed_in.get(one.get_absolute_url()).streaming_content)
    assert [(each.by, each.centre) for each in one.openings.all()] == [(quinn, quinn.centre)] * 2
    guarded["answer"] = False
    signed_in.get(one.get_absolute_url())
    assert one.openings.count() == 2


def test_nothing_is_given_that_cannot_be_logged(signed_in, quinn, guarded, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("disk full")

    monkeypatch.setattr(serving, "log_opening", broken)
    with pytest.raises(OperationalError):
        signed_in.get(attach(quinn.centre, quinn).get_absolute_url())


def test_staff_read_who_opened_a_file(signed_in, quinn, guarded):
    one = attach(quinn.centre, quinn)
    page = f"/trail/files/{one.pk}/"
    assert "Nobody has opened it yet" in signed_in.get(page).content.decode()
    signed_in.get(one.get_absolute_url())
    assert "<td>Quinn</td>" in signed_in.get(page).content.decode()
    guarded["answer"] = False
    assert signed_in.get(page).status_code == 404


def test_who_may_not_see_the_record_finds_nothing(signed_in, quinn, guarded):
    one = attach(quinn.centre, quinn)
    guarded["answer"] = False
    assert signed_in.get(one.get_absolute_url()).status_code == 404
    assert signed_in.post(one.get_absolute_url()).status_code in (403, 404, 405)
    assert signed_in.get("/evidence/999999/").status_code == 404


def test_a_kind_of_record_that_nobody_guards_is_seen_by_nobody(signed_in, quinn):
    assert signed_in.get(attach(quinn.centre, quinn).get_absolute_url()).status_code == 404


def test_another_centre_finds_nothing(client, quinn, guarded):
    one = attach(quinn.centre, quinn)
    other = a_person(a_centre(), "Olga", Role.QUALITY_NOMINEE, email="olga@example.ac.uk")
    client.force_login(other.accounts.get())
    assert client.get(one.get_absolute_url()).status_code == 404


def test_the_trail_commits_to_the_bytes(quinn):
    one = attach(quinn.centre, quinn)
    event = Event.objects.get(name="file_attached")
    assert event.details["sha256"] == one.file.sha256
    assert event.details["size"] == 25


def test_a_changed_file_is_not_given_back_and_is_named_by_the_night(signed_in, quinn, guarded):
    one = attach(quinn.centre, quinn)
    place = keeping.store().place_of(one.file.sha256)
    place.chmod(0o600)
    place.write_bytes(b"<script>alert(2)</script>")
    assert signed_in.get(one.get_absolute_url()).status_code == 503

    found = scrubbing.scrub(quinn.centre, MONDAY)
    assert (found.ok, found.changed) == (False, (one.file.sha256,))
    assert StoredFile.objects.get().state == "changed"
    keeping.store().remove(one.file.sha256)
    assert scrubbing.scrub(quinn.centre, MONDAY).missing == (one.file.sha256,)


def test_only_what_belongs_to_no_record_is_swept_away_and_only_once_it_is_old(quinn):
    one = attach(quinn.centre, quinn)
    orphan = taken(b"nobody's", "a.txt")
    now = timezone.now()
    assert scrubbing.sweep(now) == 0
    assert scrubbing.sweep(now + timedelta(hours=25)) == 1
    names = [name for name, _ in keeping.store().all()]
    assert names == [one.file.sha256]
    assert orphan.kept.sha256 not in names


def test_what_is_kept_again_while_it_is_swept_stays(quinn, monkeypatch):
    """P23: between the sweep's first look and its hand, somebody keeps the same bytes again."""
    first = taken(b"same", "a.txt")
    late = timezone.now() + timedelta(hours=25)
    real = keeping.LocalStore.remove_if_older

    def keep_first(self, sha256, than, **more):
        taken(b"same", "a.txt")
        os.utime(self.place_of(sha256), (late.timestamp(), late.timestamp()))
        return real(self, sha256, than, **more)

    monkeypatch.setattr(keeping.LocalStore, "remove_if_older", keep_first)
    assert scrubbing.sweep(late) == 0
    assert keeping.store().checksum(first.kept.sha256) == first.kept.sha256

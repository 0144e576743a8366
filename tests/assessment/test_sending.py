"""Large files in pieces: they go on where they broke off, count once, and belong to their learner."""

import io
import zipfile
from datetime import timedelta

import pytest

from fairmark.assessment.models import Submission
from fairmark.calendar.clock import now
from fairmark.evidence import arriving
from fairmark.evidence.keeping import attached_to, store
from fairmark.people.models import Account
from fairmark.trail.models import Event

pytestmark = pytest.mark.django_db

TEXT = b"Two firms, described at some length.\n" * 40


@pytest.fixture
def sending(client, issue, lena, in_time, time_machine):
    """Lena, signed in, at the address where a file begins."""
    time_machine.move_to(in_time)
    account, _ = Account.objects.get_or_create(
        person=lena, defaults={"email": "lena@example.ac.uk"}
    )
    client.force_login(account)
    return f"/my-work/{issue.pk}/hand-in/sending/"


def begun(client, address, name="report.txt", **but):
    answer = client.get(address, {"name": name, "size": len(TEXT), **but})
    assert answer.status_code == 200, answer.content
    return answer.json()["address"]


def put(client, address, piece, at):
    return client.put(
        address, piece, content_type="application/octet-stream", headers={"Upload-Offset": str(at)}
    )


def work_of(lena):
    return Submission.objects.get(enrolment__learner__person=lena)


def test_a_file_in_three_pieces_is_one_file_of_the_work(client, sending, lena):
    address = begun(client, sending)
    for at in (0, 500):
        assert put(client, address, TEXT[at : at + 500], at).json() == {"arrived": at + 500}
        assert client.get(address).json() == {"arrived": at + 500}
    last = put(client, address, TEXT[1000:], 1000)
    assert last.json() == {"arrived": len(TEXT), "next": sending.removesuffix("sending/")}
    [file] = attached_to(work_of(lena))
    assert (file.name, file.file.size) == ("report.txt", len(TEXT))
    with store().open(file.file.sha256) as kept:
        assert kept.read() == TEXT
    assert not list(store().folder.glob(".waiting-*"))


def test_a_piece_that_came_already_or_leaves_a_gap_is_answered_with_where_to_go_on(client, sending):
    address = begun(client, sending)
    put(client, address, TEXT[:500], 0)
    for at in (0, 700, -1):
        answer = put(client, address, TEXT[:100], at)
        assert (answer.status_code, answer.json()) == (409, {"arrived": 500})
    assert client.get(address).json() == {"arrived": 500}


def test_the_last_piece_twice_adds_the_file_once(client, sending, lena):
    address = begun(client, sending)
    first = put(client, address, TEXT, 0)
    again = put(client, address, TEXT, 0)
    assert first.json() == again.json() == client.get(address).json()
    assert len(list(attached_to(work_of(lena)))) == 1
    assert Event.objects.filter(name="file_attached").count() == 1


def test_copies_from_a_tool_are_kept_apart(client, sending, lena):
    address = begun(client, sending, copies="copies")
    put(client, address, TEXT, 0)
    work = work_of(lena)
    assert not attached_to(work)
    assert [one.name for one in attached_to(work.ai_copies)] == ["report.txt"]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "The file is empty"),
        (2 * 1024**3, "The file has 2,048 MB; at most"),
        ("", "was not said"),
    ],
)
def test_nothing_and_two_gigabytes_are_refused_before_a_byte_is_sent(client, sending, size, words):
    answer = client.get(sending, {"name": "film.mp4", "size": size})
    assert answer.status_code == 422
    assert words in answer.json()["words"][0]
    assert not list(store().folder.glob(".waiting-*"))


def test_more_than_was_announced_is_refused_and_forgotten(client, sending):
    address = begun(client, sending, size=10)
    answer = put(client, address, TEXT, 0)
    assert answer.status_code == 422
    assert "More came than the file holds" in answer.json()["words"][0]
    assert client.get(address).json() == {"arrived": 0}


def test_a_piece_is_not_larger_than_the_page_was_told(client, sending, monkeypatch):
    monkeypatch.setattr("fairmark.assessment.sending_views.MOST_IN_A_PIECE", 100)
    answer = put(client, begun(client, sending), TEXT, 0)
    assert answer.status_code == 422
    assert "too large" in answer.json()["words"][0]


def test_what_would_be_refused_whole_is_refused_in_pieces(client, sending, lena):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("run.exe", b"MZ")
    content = held.getvalue()[:-30]
    address = begun(client, sending, name="work.docx", size=len(content))
    answer = put(client, address, content, 0)
    assert answer.status_code == 422, answer.content
    assert not Event.objects.filter(name="file_attached").exists()


def test_nobody_else_sends_to_it_and_nobody_makes_an_address_up(client, sending, issue, ravi):
    address = begun(client, sending)
    account, _ = Account.objects.get_or_create(
        person=ravi, defaults={"email": "ravi@example.ac.uk"}
    )
    client.force_login(account)
    assert client.get(address).status_code == 404
    assert put(client, address, TEXT, 0).status_code == 404
    assert put(client, f"{sending}made-up/", TEXT, 0).status_code == 404


def test_an_address_is_good_for_a_day(client, sending, lena, time_machine):
    address = begun(client, sending)
    put(client, address, TEXT[:500], 0)
    time_machine.shift(arriving.PATIENCE + 60)
    client.force_login(Account.objects.get(person=lena))
    assert client.get(address).status_code == 404


def test_what_broke_off_is_swept_away(client, sending):
    put(client, begun(client, sending), TEXT[:500], 0)
    assert store().remove_waiting(now() - timedelta(days=1)) == 0
    assert store().remove_waiting(now() + timedelta(days=365)) == 1


def test_after_it_is_handed_in_no_file_comes(client, sending, work):
    answer = client.get(sending, {"name": "more.txt", "size": 10})
    assert answer.status_code == 404

"""Making a dossier leaves a record and an event; taking documents away is for those who may."""

import hashlib
import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from docx import Document
from pypdf import PdfReader

from fairmark.people.models import Account
from fairmark.people.rules import Role
from fairmark.policies import actions, draft_actions, printing
from fairmark.policies.dossier import dossier_of
from fairmark.policies.dossier_actions import dossiers_kept, make_dossier
from fairmark.policies.models import MadeDossier, Policy, PolicyVersion
from fairmark.policies.rules import missing_from_dossier
from fairmark.trail.models import Event
from fairmark.workflow.refusals import NotYours, Refused
from tests.builders import MONDAY, a_centre, a_person
from tests.policies.conftest import make_own

pytestmark = pytest.mark.django_db


def signed_in(client, person):
    email = f"{person.pk}@example.ac.uk"
    client.force_login(Account.objects.create(email=email, person=person))
    return client


@pytest.mark.parametrize(
    ("summaries", "approvals", "asked", "have_read", "missing"),
    [
        (["Ours."], 2, 9, 1, []),
        (["Ours."], 2, 0, 0, []),
        (["Ours.", " "], 2, 9, 1, ["what changed in each version"]),
        (["Ours."], 0, 9, 1, ["an approval by name"]),
        (["Ours."], 2, 9, 0, ["anybody who has read it"]),
        ([""], 0, 9, 0, ["what changed in each version", "an approval by name",
                         "anybody who has read it"]),
    ],
)  # fmt: skip
def test_parts_that_a_dossier_lacks(summaries, approvals, asked, have_read, missing):
    found = missing_from_dossier(
        summaries=summaries, approvals=approvals, asked=asked, have_read=have_read
    )
    assert found == missing


def test_making_a_dossier_keeps_the_file_and_says_who_made_it(policy, quinn):
    made = make_dossier(policy, by=quinn, at=MONDAY, content=b"%PDF-", layout="2026.1")
    event = Event.objects.newest_first()[0]
    assert event.name == "dossier_made"
    assert event.sentence == f"Quinn Nominee made the dossier of the {policy}, version 1."
    assert event.details["sha256"] == made.sha256 == hashlib.sha256(b"%PDF-").hexdigest()
    assert (made.version.number, made.layout, made.made_by) == (1, "2026.1", quinn)


def test_without_a_version_in_force_there_is_nothing_to_show(policy, quinn):
    PolicyVersion.objects.update(effective_on=date(2030, 1, 1))
    with pytest.raises(Refused) as refusal:
        make_dossier(policy, by=quinn, at=MONDAY, content=b"", layout="")
    assert "nothing to show" in str(refusal.value.obstacles)
    assert not MadeDossier.objects.exists()


def test_the_exams_officer_makes_none(policy, erin):
    with pytest.raises(NotYours):
        make_dossier(policy, by=erin, at=MONDAY, content=b"%PDF-", layout="2026.1")
    assert not MadeDossier.objects.exists()


def test_one_click_makes_it_and_hands_it_over(policy, quinn, client):
    head = Event.objects.newest_first()[0].hash
    response = signed_in(client, quinn).post("/policies/registration/dossier/", follow=True)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('attachment; filename="registration-dossier-')
    made = MadeDossier.objects.get()
    assert response.content == bytes(made.content)
    assert made.layout == printing.LAYOUT
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages)
    assert head in "".join(text.split())
    assert made.sha256 == hashlib.sha256(response.content).hexdigest()
    page = client.get("/policies/registration/").content.decode()
    assert f'href="/policies/dossiers/{made.pk}/"' in page


def test_a_policy_too_deep_for_paper_says_so_and_leaves_no_dossier(policy, quinn, client):
    version = policy.versions.get()
    version.content["blocks"][0]["html"] = "<blockquote>" * 500 + "x"
    version.save()
    desk = signed_in(client, quinn)
    page = desk.get("/policies/registration/pdf/", follow=True).content.decode()
    assert "nested too deeply to be put on paper" in page
    refused = desk.post("/policies/registration/dossier/")
    assert refused.status_code == 422
    assert "nested too deeply" in refused.content.decode()
    assert not MadeDossier.objects.exists()


def test_a_dossier_of_another_centre_is_not_there(policy, quinn, client):
    made = make_dossier(policy, by=quinn, at=MONDAY, content=b"%PDF-", layout="2026.1")
    elsewhere = a_person(a_centre(number="10555"), "Other Nominee", Role.QUALITY_NOMINEE)
    assert signed_in(client, elsewhere).get(made.get_absolute_url()).status_code == 404


def test_any_published_version_is_taken_away_and_no_other(agreed, quinn, client):
    desk = signed_in(client, quinn)
    word = desk.get("/policies/registration/word/?version=1")
    assert Document(io.BytesIO(word.content)).core_properties.title.startswith("Registration")
    assert word["Content-Disposition"] == 'attachment; filename="registration-version-1.docx"'
    for asked in ("?version=2", "?version=9", "?version=²", "?version=x"):
        assert desk.get(f"/policies/registration/pdf/{asked}").status_code == 404
        assert desk.get(f"/policies/registration/word/{asked}").status_code == 404
    draft = desk.get("/policies/registration/draft/pdf/")
    assert "DRAFT" in PdfReader(io.BytesIO(draft.content)).pages[1].extract_text()


def test_learners_take_their_own_version_and_nothing_else(centre, quinn, client):
    desk = signed_in(client, a_person(centre, "Lena Learner", Role.LEARNER))
    mine = desk.get("/policies/for-learners/registration/")
    text = PdfReader(io.BytesIO(mine.content)).pages[0].extract_text()
    assert "Registration, entry and certification: for learners" in " ".join(text.split())
    assert 'href="registration/"' in desk.get("/policies/for-learners/").content.decode()
    for other in ("registration/pdf/", "registration/word/", "registration/dossier/", "whole-set/",
                  "registration/draft/pdf/", "for-learners/appeals/"):  # fmt: skip
        assert desk.get(f"/policies/{other}").status_code == 404


def test_old_files_are_thrown_away_and_what_they_were_stays_known(policy, quinn, client):
    keep = dossiers_kept(MONDAY.date())
    made = [
        make_dossier(policy, by=quinn, at=MONDAY + timedelta(days=day), layout="2026.1",
                     content=b"%PDF-" + str(day).encode())
        for day in range(keep + 1)
    ]  # fmt: skip
    first, second, last = made[0], made[1], made[-1]
    for one in (first, second, last):
        one.refresh_from_db()
    assert (first.content, first.thrown_away_at) == (None, last.made_at)
    assert bytes(second.content) == b"%PDF-1"
    assert first.sha256 == hashlib.sha256(b"%PDF-0").hexdigest()
    event = Event.objects.newest_first()[0]
    assert event.sentence == (
        f"1 old dossier of the {policy} thrown away, made on 6 October 2025: "
        f"the newest {keep} are kept."
    )
    assert [one["sha256"] for one in event.details["files"]] == [first.sha256]
    assert Event.objects.filter(name="dossier_made").count() == keep + 1

    nominee = signed_in(client, quinn)
    gone = nominee.get(first.get_absolute_url())
    assert gone.status_code == 410
    page = gone.content.decode()
    assert first.sha256 in page
    assert 'action="/policies/registration/dossier/"' in page
    assert nominee.get(second.get_absolute_url()).content == b"%PDF-1"
    assert "(no longer held)" in nominee.get("/policies/registration/").content.decode()


def test_other_policies_files_do_not_count(policy, quinn, hana):
    adjustments = Policy.objects.get_or_create(centre=policy.centre, kind="adjustments")[0]
    PolicyVersion.objects.create(
        policy=adjustments, number=1, content=policy.versions.get().content, drafted_by=quinn,
        drafted_at=MONDAY, published_by=quinn, published_at=MONDAY, effective_on=date(2025, 9, 1),
    )  # fmt: skip
    for _ in range(dossiers_kept(MONDAY.date())):
        make_dossier(adjustments, by=quinn, at=MONDAY, content=b"%PDF-", layout="1")
    make_dossier(policy, by=quinn, at=MONDAY, content=b"%PDF-", layout="1")
    assert not MadeDossier.objects.filter(content=None).exists()


def test_a_file_is_held_or_was_thrown_away(policy, quinn):
    made = make_dossier(policy, by=quinn, at=MONDAY, content=b"%PDF-", layout="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        MadeDossier.objects.filter(pk=made.pk).update(content=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        MadeDossier.objects.filter(pk=made.pk).update(thrown_away_at=MONDAY)


def test_the_history_tells_what_changed_and_says_of_one_to_come_that_nobody_is_asked_yet(
    policy, quinn, hana
):
    draft = make_own(draft_actions.start_draft(policy, by=quinn, at=MONDAY), quinn)
    draft = draft_actions.write_block(
        draft, by=quinn, at=MONDAY, block="aims", heading="Our aims", text="Nobody waits."
    )
    actions.send_for_approval(draft, by=quinn, at=MONDAY, summary="Shorter.")
    for who in (quinn, hana):
        actions.approve_version(draft, by=who, at=MONDAY)
    later = MONDAY + timedelta(days=30)
    actions.publish_version(draft, by=quinn, at=MONDAY, effective_on=later.date())

    newest = dossier_of(policy, MONDAY).history[0]
    assert newest.is_to_come
    assert "Section “What we aim for” is now called “Our aims”." in newest.changes
    text = printing.dossier_on_paper(dossier_of(policy, MONDAY), MONDAY, made_by="Q").html
    assert "It is not in force yet; readers are asked to read it from then on." in text
    assert text.count("Readers were asked to read it.") == 1
    assert not dossier_of(policy, later).history[0].is_to_come

"""P07, P13, P34: every post changes what it should, once, and leaves its event."""

import copy
import uuid

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from fairmark.administration.forms import ClosureForm
from fairmark.exchange.actions import commit_import
from fairmark.exchange.models import ImportRun
from fairmark.planner import actions as plan_actions
from fairmark.policies import actions as policy_actions
from fairmark.policies import draft_actions, edition_actions
from fairmark.registration import check_actions, entry_actions
from fairmark.registration.agreement_models import BodyRecord, Statement
from fairmark.registration.models import CheckQuery
from fairmark.rulebook import actions as rule_actions
from fairmark.trail.models import Event
from fairmark.workflow import actions as workflow
from tests.builders import MONDAY
from tests.policies.conftest import make_own
from tests.site.posts import every_post
from tests.site.test_who_sees_what import TABLE
from tests.site.work_world import make_higher
from tests.site.world import a_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blank_paper")]

#: Posts of signing in and out change sessions and passwords, which are the library's own.
SIGNING_IN = {name for name in TABLE if name.startswith("account_")}
POSTS = sorted(name for name, row in TABLE.items() if row["may post"] and name not in SIGNING_IN)
#: The road from a post to its action is the same for all: on PostgreSQL one in so many is walked.
ONE_IN = 6
NOT_COUNTED = {"sessions.session", "workflow.posted", "trail.event", "trail.particulars"}


def everything():
    """Every row of every table as the database holds it, but for sessions, keys and the trail itself."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            meta = model._meta
            if meta.label_lower in NOT_COUNTED or meta.proxy:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(meta.db_table)}")
            columns = [one[0] for one in cursor.description]
            for values in cursor.fetchall():
                row = dict(zip(columns, values, strict=True))
                row.pop("last_login", None)
                found[meta.label_lower, row[meta.pk.column]] = row
    return found


@pytest.fixture(scope="module")
def kept_world(django_db_setup, django_db_blocker):
    """One world for all that is tried here, because it takes longest to make."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world()
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(kept_world):
    """In place of pytest-django's: what a test does is undone, down to the world as it was made."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(kept_world):
    return copy.deepcopy(kept_world)


def make_ready(world, name):
    """Bring the record into the state in which the post would succeed."""
    erin = world.people["E", "own"]
    one = world.objects
    if name == "check":
        for query in CheckQuery.objects.filter(answered_at=None):
            check_actions.answer_query(query, by=erin, at=MONDAY, answer="Yes.")
    if name == "sign_entries":
        entry_actions.enter_learners(one["sitting"], by=erin, at=MONDAY, on=MONDAY.date())
    if name == "undo_import":
        commit_import(ImportRun.objects.get(kind="class-list"), by=erin, at=MONDAY)
    if name in LIFE:
        ready_for(name, one["draft"], world.people["Q", "own"], world.people["H", "own"])
    if name == "reopen_plan_item":
        plan_actions.finish_plan_item(one["year"], by=erin, at=MONDAY, key=one["item"].key)
    if name == "try_edition":
        edition_actions.set_edition_aside(one["edition"], by=world.people["Q", "own"], at=MONDAY)
    if name == "try_rules":
        rule_actions.set_rules_aside(one["amendment"], by=world.people["Q", "own"], at=MONDAY)
    if name == "brief_countersign":
        make_higher(world)
    if name == "compare":
        statement = Statement.objects.create(
            centre=world.centre, file_name="x", sha256="0", exported_on=MONDAY.date(),
            loaded_by=erin, loaded_at=MONDAY,
        )  # fmt: skip
        BodyRecord.objects.create(
            statement=statement, line=2, programme_code="XBS3A", number="AB1", surname="X",
            forenames="Y", status="Registered",
        )  # fmt: skip


#: Posts that a draft meets at some stage of its life.
LIFE = ("start_draft", "send_for_approval", "approve_version", "send_back", "take_back",
        "publish_version")  # fmt: skip


def ready_for(name, draft, nominee, head):
    """Bring a draft to the stage at which the post comes."""
    if name == "start_draft":
        policy_actions.set_aside(draft, by=nominee, at=MONDAY)
        return
    for comment in draft.comments.all():
        draft_actions.settle_comment(comment, by=nominee, at=MONDAY)
    draft = make_own(draft, nominee)
    if name != "send_for_approval":
        policy_actions.send_for_approval(draft, by=nominee, at=MONDAY, summary="Ours.")
    if name == "publish_version":
        policy_actions.approve_version(draft, by=nominee, at=MONDAY)
        policy_actions.approve_version(draft, by=head, at=MONDAY)


def send(world, address, key=None, /, **more):
    code, data = every_post(world)[address]
    client = Client()
    client.force_login(world.people[code, "own"].accounts.first())
    body = data | ({"post_key": key} if key else {}) | more
    return client.post(world.address(address), body)


def test_every_post_is_tried_here(world):
    assert sorted(every_post(world)) == POSTS


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.pages] if place % ONE_IN else [])
        for place, name in enumerate(POSTS)
    ],
)
def test_a_change_leaves_an_event_is_made_once_and_is_of_its_fields_alone(world, name):
    """P34 and P07, one after the other in the same world."""
    with transaction.atomic():
        _is_made_once(world, name)
        transaction.set_rollback(True)
    assert strays(world, name) == []


def _is_made_once(world, name):
    make_ready(world, name)
    before, events = everything(), Event.objects.count()
    key = str(uuid.uuid4())

    first = send(world, name, key)

    after, said = everything(), Event.objects.count()
    assert first.status_code == 302, first.content.decode()
    assert after != before
    assert said > events
    again = [send(world, name, key) for _ in range(3)]
    assert {response.status_code for response in again} <= {302}
    assert everything() == after
    assert Event.objects.count() == said
    if every_post(world)[name][1]:
        other = send(world, name, key, **_another(every_post(world)[name][1]))
        assert other.status_code in (422, 302)
        assert everything() == after


def _another(data):
    """The same post with one answer changed."""
    name = next(
        (k for k in data if k in ("why", "answer", "question", "reference", "summary")), None
    )
    return {name: "something else"} if name else {}


def test_without_a_key_the_same_post_acts_twice(world):
    """The twin: what the key is for."""
    send(world, "add_closure")
    send(world, "add_closure")
    assert world.centre.closures.filter(first_on="2025-10-27").count() == 2


def test_the_same_key_with_another_body_is_refused(world):
    key = str(uuid.uuid4())
    send(world, "add_closure", key)
    response = send(world, "add_closure", key, why="Training day")
    assert response.status_code == 422
    assert "already sent with other answers" in response.content.decode()
    assert world.centre.closures.filter(first_on="2025-10-27").count() == 1


def test_a_form_that_takes_a_column_it_does_not_own_is_found(world, monkeypatch):
    """The twin: a form that lets a posted column through."""

    class Careless(ClosureForm):
        def clean(self):
            return super().clean() | {"why": self.data["ref"]}

    monkeypatch.setattr("fairmark.administration.forms.ClosureForm", Careless)
    assert strays(world, "add_closure")


def strays(world, name):
    """P07: rows that a post with every column of every model changed to what it should not own."""
    make_ready(world, name)
    own = set(every_post(world)[name][1])
    extra = {
        column: "666"
        for model in apps.get_models()
        if model._meta.app_label in apps.app_configs and model.__module__.startswith("fairmark")
        for field in model._meta.concrete_fields
        for column in (field.name, field.attname)
        if column not in own and column != "reason"
    }
    before = everything()
    if name in ("transfer", "cohort_staff"):
        extra.pop("unit", None)
    response = send(
        world, name, **{k: v for k, v in extra.items() if k not in _optional(world, name)}
    )
    assert response.status_code == 302, response.content.decode()
    changed = [row for key, row in everything().items() if before.get(key) != row]
    return [row for row in changed if "666" in map(str, row.values())]


def _optional(world, name):
    """Fields that the form owns and the post above leaves empty."""
    return {
        "programme_approval": {"reference", "confirmed_on", "approved_from", "approved_until",
                               "certificates_until"},
        "paper_answer": {"query"}, "add_person": {"staff_ref"}, "correct_person": {"staff_ref"},
        "add_closure": {"is_open"}, "wider_policy": {"document"},
        "acknowledge_policy": {"number"}, "learner_acknowledgement": {"number"},
        "approve_version": {"round"}, "send_back": {"round"},
        "publish_version": {"round", "links_open"},
        "declare_conflict": {"learner_ref"}, "make_calendar": {"role"},
        "scheme_numbers": {"external_grades", "external_points"},
        "learner_details": set(), "cohort_staff": {"unit"},
        "brief_verify": {"comment", "lesson"}, "add_step": {"asks"}, "write_step": {"asks"},
        "tracking_decide": {"why"}, "tracking_workbook": {"why"}, "tracking_cell": {"why"},
        "results_reading": {"unit", "name", "marks"},
        "brief_words": {"origin_note", "sources", "materials", "ai_hand_in", "is_unchanged"},
        "import_columns": {"sex", "uln", "upn", "uci", "course_title", "group", "site", "email"},
    }.get(name, set())  # fmt: skip


def test_an_action_that_records_nothing_is_undone(world):
    """P13's own guard: forget the event, and the change is gone."""
    from fairmark.people.rules import Role

    @workflow.action(by=Role.EXAMS_OFFICER, records="nothing_at_all")
    def quietly(centre, *, by, at):
        """Change something and tell nobody."""
        centre.name = "Changed"
        centre.save()

    try:
        with pytest.raises(workflow.NothingRecorded):
            quietly(world.centre, by=world.people["E", "own"], at=MONDAY)
    finally:
        workflow._registry.pop("site.quietly", None)
    world.centre.refresh_from_db()
    assert world.centre.name == "Thornmere College"


def test_a_refusal_changes_nothing_and_is_itself_recorded(world):
    before = everything()
    response = send(world, "telling", on="3/10/2030")
    assert response.status_code == 422
    assert "still to come" in response.content.decode()
    assert everything() == before
    assert Event.objects.order_by("-sequence")[0].name == "refused"


def test_what_is_far_too_large_is_refused_before_it_is_read(world, settings):
    settings.FAIRMARK_MOST_UPLOAD = 1024
    client = Client()
    client.force_login(world.people["E", "own"].accounts.first())
    before = everything()
    response = client.post(
        "/imports/new/class-list/", {"file": SimpleUploadedFile("x", b"x" * 2_000_000)}
    )
    assert response.status_code == 413
    assert "At most 0 MB" in response.content.decode()
    assert everything() == before

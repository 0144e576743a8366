"""P10: no step in the life of a piece of work can be skipped or repeated, whoever tries it."""

import random
from collections import Counter

import pytest
from django.db import IntegrityError

from fairmark.assessment import chance_actions, decision_actions, hand_in_actions
from fairmark.workflow.actions import NothingRecorded
from tests.assessment.lives import STEPS_OF_A_LIFE, Broken, Life

pytestmark = pytest.mark.django_db

STEPS = 1_000


@pytest.fixture
def walk(issue, asa, vera, ivor, pia, in_time, too_late):
    """Walk so many steps by one seed, through as many lives as that takes; how many were done."""
    staff = {"assessor": asa, "lead": vera, "verifier": ivor, "leader": pia}

    def walked(seed, steps):
        chance, done = random.Random(seed), Counter()
        for _ in range(0, steps, STEPS_OF_A_LIFE):
            life = Life(issue, staff, in_time, too_late, chance)
            life.walk(STEPS_OF_A_LIFE)
            done += life.done
        return done

    return walked


@pytest.mark.parametrize("seed", [10, 2026])
def test_nothing_happens_that_the_model_forbids(walk, seed):
    done = walk(seed, STEPS)
    assert set(done) == {
        "beginning", "adding a file", "handing in", "confirming", "deciding", "signing", "returning",
        "authorising a resubmission", "refusing a resubmission", "authorising a retake",
        "refusing a retake",
    }, done  # fmt: skip


@pytest.mark.parametrize(
    "guarded",
    [
        hand_in_actions.add_work_file, hand_in_actions.hand_in, decision_actions.decide,
        decision_actions.sign_records, decision_actions.return_work,
        chance_actions.authorise_attempt,
    ],
    ids=lambda one: one.name,
)  # fmt: skip
def test_without_one_guard_it_is_found_out(walk, guarded, monkeypatch):
    """The twin: whichever guard is taken away, the walk stumbles."""
    monkeypatch.setattr(guarded, "unless", None)
    with pytest.raises((Broken, IntegrityError, KeyError, NothingRecorded)):
        walk(10, STEPS)

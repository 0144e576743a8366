"""The printed tables say what the code does."""

from fairmark.site.settings import CHECKOUT
from fairmark.workflow.actions import all_actions
from fairmark.workflow.printed import events, who_may_do_what


def test_the_table_of_who_may_do_what_is_true():
    assert (CHECKOUT / "docs" / "who-may-do-what.md").read_text() == who_may_do_what()


def test_the_table_of_events_is_true():
    assert (CHECKOUT / "docs" / "events.md").read_text() == events()


def test_every_action_says_in_a_sentence_what_it_does():
    assert [action for action in all_actions() if not action.purpose.endswith(".")] == []

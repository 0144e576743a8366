"""Print the tables that are made from the code into docs/."""

from django.core.management.base import BaseCommand

from fairmark.site.settings import CHECKOUT
from fairmark.workflow.printed import events, who_may_do_what


class Command(BaseCommand):
    help = "Print docs/who-may-do-what.md and docs/events.md from the actions."

    def handle(self, *args, **options):
        (CHECKOUT / "docs" / "who-may-do-what.md").write_text(who_may_do_what())
        (CHECKOUT / "docs" / "events.md").write_text(events())

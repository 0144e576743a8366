from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.planning"
    label = "planning"

    def ready(self):
        """Make what registers itself known: actions, controls, dates of the year plan and tasks."""
        for module in (
            "actions",
            "workbook_actions",
            "controls",
            "planned",
            "tasks",
            "rule_changes",
        ):
            import_module(f"fairmark.planning.{module}")

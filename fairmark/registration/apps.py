from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.registration"
    label = "registration"

    def ready(self):
        """Make what registers itself known: imports, actions and controls."""
        for module in (
            "list_imports", "statement_import", "actions", "check_actions", "entry_actions",
            "agreement_actions", "merging", "controls", "entry_controls",
            "check_controls", "agreement_controls", "tasks", "planned", "rule_changes",
        ):  # fmt: skip
            import_module(f"fairmark.registration.{module}")

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.policies"
    label = "policies"

    def ready(self):
        """Make its actions known."""
        for module in (
            "actions",
            "draft_actions",
            "dossier_actions",
            "controls",
            "document_controls",
        ):
            import_module(f"fairmark.policies.{module}")

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.policies"
    label = "policies"

    def ready(self):
        """Make its actions known."""
        for module in (
            "actions", "draft_actions", "section_actions", "front_matter_actions", "controls",
            "reach_controls",
        ):  # fmt: skip
            import_module(f"fairmark.policies.{module}")

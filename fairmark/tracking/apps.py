from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.tracking"
    label = "tracking"

    def ready(self):
        """Make the controls and the actions known."""
        for module in ("controls", "result_actions"):
            import_module(f"fairmark.tracking.{module}")

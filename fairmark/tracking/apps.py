from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.tracking"
    label = "tracking"

    def ready(self):
        """Make the actions and the controls known."""
        for module in ("prediction_actions", "result_actions", "controls", "prediction_controls"):
            import_module(f"fairmark.tracking.{module}")

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.similarity"
    label = "similarity"

    def ready(self):
        """Make what registers itself known: actions, the control, tasks, and what stands beside work."""
        for module in ("actions", "controls", "tasks", "beside"):
            import_module(f"fairmark.similarity.{module}")

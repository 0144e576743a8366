from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.programmes"
    label = "programmes"

    def ready(self):
        """Make what registers itself known: imports and actions."""
        for module in ("specification_import", "actions", "planned"):
            import_module(f"fairmark.programmes.{module}")

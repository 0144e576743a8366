from importlib import import_module

from django.apps import AppConfig

#: What registers itself: actions, items of the year plan and tasks, controls.
MODULES = (
    "actions", "draft_actions", "section_actions", "front_matter_actions", "edition_actions",
    "document_actions", "dossier_actions",
    "planned", "rule_changes", "tasks",
    "controls", "procedure_controls", "planning_controls", "edition_controls", "reach_controls",
    "mapping_controls", "badge_controls", "document_controls",
)  # fmt: skip


class Config(AppConfig):
    name = "fairmark.policies"
    label = "policies"

    def ready(self):
        """Make its actions, plans and controls known."""
        for module in MODULES:
            import_module(f"fairmark.policies.{module}")

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.assessment"
    label = "assessment"

    def ready(self):
        """Make what registers itself known: actions, controls, tasks and who may see the files."""
        for module in (
            "hand_in_actions", "decision_actions", "chance_actions", "question_actions", "tie_actions",
            "observation_actions", "comment_actions", "carried_actions", "controls",
            "question_controls", "tie_controls", "record_controls", "judge_controls", "rule_changes", "tasks",
            "guarding",
        ):  # fmt: skip
            import_module(f"fairmark.assessment.{module}")

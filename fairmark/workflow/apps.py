from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.workflow"
    label = "workflow"

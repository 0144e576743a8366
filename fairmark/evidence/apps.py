from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.evidence"
    label = "evidence"

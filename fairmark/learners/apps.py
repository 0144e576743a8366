from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.learners"
    label = "learners"

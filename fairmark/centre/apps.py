from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.centre"
    label = "centre"

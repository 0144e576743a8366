from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.policies"
    label = "policies"

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.site"
    label = "site"

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.administration"
    label = "administration"

from django.apps import AppConfig


class Config(AppConfig):
    name = "fairmark.exchange"
    label = "exchange"

from django.apps import AppConfig


class FundConfig(AppConfig):
    """The care fund (爱心基金) and sponsors of pupils."""

    name = "wishes.fund"

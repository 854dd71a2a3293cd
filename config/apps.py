from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "门"

    def ready(self) -> None:
        from config import celery, checks  # noqa: F401  # tasks bind to the app, checks register


class StaticConfig(StaticFilesConfig):
    """Of what the packages bring only what a page asks for; packing the rest would cost the first start ten seconds."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "rest_framework", "htmax*"]

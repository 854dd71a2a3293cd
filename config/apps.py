from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "门"

    def ready(self) -> None:
        from config import celery, checks, openapi  # noqa: F401  # tasks bind to the app, checks register

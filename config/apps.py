from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"
    verbose_name = "门"

    def ready(self) -> None:
        from config import checks  # noqa: F401

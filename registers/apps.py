from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RegistersConfig(AppConfig):
    name = "registers"

    def ready(self) -> None:
        """Each room's `sheets.py` registers its registers, in and out."""
        autodiscover_modules("sheets")

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RegistersConfig(AppConfig):
    name = "registers"

    def ready(self) -> None:
        """Each room's `sheets.py` registers what comes in, its `filters.py` the lists that go out (a worker loads no addresses)."""
        autodiscover_modules("sheets", "filters")

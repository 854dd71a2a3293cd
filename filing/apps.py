from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FilingConfig(AppConfig):
    name = "filing"

    def ready(self):
        autodiscover_modules("filing")

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DutiesConfig(AppConfig):
    name = "duties"

    def ready(self):
        autodiscover_modules("duties")

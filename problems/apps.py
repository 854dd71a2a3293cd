from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProblemsConfig(AppConfig):
    name = "problems"

    def ready(self):
        autodiscover_modules("sources")

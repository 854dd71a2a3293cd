from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"

    def ready(self):
        from households import figures, filters, sheets  # noqa: F401 - they register
        from households.queries import effects  # noqa: F401

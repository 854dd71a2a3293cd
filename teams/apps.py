from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self):
        from teams import figures, filters, sheets  # noqa: F401 - they register
        from teams.queries import effects  # noqa: F401

from django.apps import AppConfig
from django.core.checks import Tags, register


class TasktrackConfig(AppConfig):
    name = "tasktrack"

    def ready(self) -> None:
        from tasktrack.demo import check_production

        register(check_production, Tags.database)

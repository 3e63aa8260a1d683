from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "twinning.records"
    label = "records"
    verbose_name = _("Records")

    def ready(self) -> None:
        """Let ``manage.py check`` look at the settings of the seal."""
        import_module("twinning.records.checks")

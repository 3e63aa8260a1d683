from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"
    label = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        """Let each room say what it answers to the phases that build on it."""
        import_module("agreements.agreement.text.facts")
        import_module("agreements.agreement.council.facts")
        import_module("agreements.agreement.copies.facts")
        import_module("agreements.signing.registers.letters")

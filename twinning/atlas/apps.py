from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AtlasConfig(AppConfig):
    name = "twinning.atlas"
    label = "atlas"
    verbose_name = _("What is known about other cities")

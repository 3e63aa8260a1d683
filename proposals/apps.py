from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "proposals"
    label = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        """Let each phase say what it offers to the others, and what must still hold before the City binds itself.

        And let whoever refers to communities say so on their pages.
        """
        import_module("proposals.planning.facts")
        import_module("proposals.correspondence.facts")
        import_module("proposals.correspondence.log.incoming")
        import_module("proposals.research.facts")
        import_module("proposals.research.stability.checks")
        import_module("proposals.research.stability.known")
        import_module("proposals.enquiry.mentions")
        import_module("proposals.proposal.recommended")
        import_module("proposals.enquiry.following")
        import_module("proposals.correspondence.letters.following")

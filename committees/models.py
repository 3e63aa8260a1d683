"""An index: Django looks for the models of this app here; each package keeps its own."""

from committees.register.models import Committee, Membership, TermsOfReference

__all__ = ["Committee", "Membership", "TermsOfReference"]

"""An index: Django looks for the models of this app here, the phases keep theirs."""

from agreements.agreement.models import Agreement, AgreementText, Ballot, Meeting, OperativeClause, Recital, Resolution

__all__ = ["Agreement", "AgreementText", "Ballot", "Meeting", "OperativeClause", "Recital", "Resolution"]

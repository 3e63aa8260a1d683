"""An index: Django looks for the models of this app here, the phases keep theirs."""

from agreements.agreement.models import (
    Agreement,
    AgreementText,
    Ballot,
    Meeting,
    OperativeClause,
    Recital,
    Resolution,
)
from agreements.evaluation.models import Evaluation, EvaluationReport, Result
from agreements.signing.models import Ceremony, Signature, Signing

__all__ = [
    "Agreement",
    "AgreementText",
    "Ballot",
    "Ceremony",
    "Evaluation",
    "EvaluationReport",
    "Meeting",
    "OperativeClause",
    "Recital",
    "Resolution",
    "Result",
    "Signature",
    "Signing",
]

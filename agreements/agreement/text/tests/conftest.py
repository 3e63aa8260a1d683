import pytest

from agreements.agreement.models import Agreement
from agreements.agreement.text import actions
from agreements.agreement.text.models import Party
from proposals.lifecycle import Phase, move
from proposals.proposal.actions import open_file
from twinning.testing.files import mazatlan

TWO_LANGUAGES = {
    "en": ("Agreement", [("purpose", "Purpose", "The two cities become sisters."), ("costs", "Costs", "Each bears its own.")]),
    "es": ("Convenio", [("purpose", "Objeto", "Las dos ciudades se hermanan."), ("costs", "Costos", "Cada una asume los suyos.")]),
}  # fmt: skip


@pytest.fixture
def proposal(lacombe, staff):
    """A file in the agreement phase; nothing is written in it."""
    proposal = open_file(mazatlan(), by=staff, kind="sister", origin="mayor")
    for phase in (Phase.RESEARCH, Phase.CORRESPONDENCE, Phase.AGREEMENT):
        move(proposal, phase, by=staff)
    return proposal


@pytest.fixture
def written(proposal, staff):
    """An agreement of two clauses in English and Spanish, with both parties."""
    record = actions.write(proposal, TWO_LANGUAGES, by=staff)
    for side, language, name, who, office in (
        ("ours", "en", "City of Lacombe", "Alexandra Beaulieu", "Mayor"),
        ("ours", "es", "Ciudad de Lacombe", "Alexandra Beaulieu", "Alcaldesa"),
        ("theirs", "en", "Municipality of Mazatlán", "Estrella Robles", "Municipal President"),
        ("theirs", "es", "Municipio de Mazatlán", "Estrella Robles", "Presidenta Municipal"),
    ):
        Party.objects.create(
            record=record, side=side, language=language, name=name, represented_by=who, office=office
        )
    record.term_rule, record.entry = "open", "signature"
    record.save()
    return Agreement.of(proposal)

"""What is customary in other countries before a mayor there signs, each with its source. To be checked with the partner.

Laws change and cities differ: these are proposals that somebody takes over one
by one, never a rule of ours (handbook finding 10).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.agreement.council.models import PartnerStep

What = PartnerStep.What


@dataclass(frozen=True)
class Suggestion:
    """One step that is customary in a country: who, what they do, and where that is written."""

    key: str
    body: str | Promise
    what: PartnerStep.What
    note: str | Promise
    required: bool = True

    def body_of(self, place: str) -> str:
        """Who it is in the other city."""
        return str(self.body) % {"place": place}


COUNCIL = Suggestion(
    "council",
    _("Council of %(place)s"),
    What.APPROVES,
    _("In most countries the elected council approves an agreement with a city abroad. Ask the partner."),
)

PATHS: dict[str, tuple[Suggestion, ...]] = {
    "AU": (
        Suggestion(
            "au-before", _("Minister for Foreign Affairs, through the arrangements portal"), What.IS_TOLD,
            _("Australia’s Foreign Relations (State and Territory Arrangements) Act 2020: the minister is told beforehand, also of papers that bind nobody."),
        ),
        COUNCIL,
        Suggestion(
            "au-after", _("Minister for Foreign Affairs, with the signed paper"), What.TOLD_AFTER,
            _("The same act: the minister is told again once it is signed."),
        ),
    ),
    "CN": (
        Suggestion(
            "cn-association", _("Chinese People’s Association for Friendship with Foreign Countries, through the provincial office"), What.CONSENTS,
            _("Rules of the association on friendship cities (2002): a friendship city goes through its channel, and there must be diplomatic relations."),
        ),
        Suggestion(
            "cn-congress", _("Standing committee of the people’s congress of %(place)s"), What.APPROVES,
            _("Customary before the municipal government signs. Ask the partner whether it is needed."), required=False,
        ),
        Suggestion(
            "cn-registers", _("China International Friendship Cities Association"), What.REGISTERS,
            _("The association registers the friendship city and issues a certificate."), required=False,
        ),
    ),
    "FR": (
        Suggestion(
            "fr-council", _("Conseil municipal of %(place)s"), What.APPROVES,
            _("Code général des collectivités territoriales, L. 1115-1: agreements with foreign local authorities are made by deliberation of the council."),
        ),
        Suggestion(
            "fr-prefect", _("Prefect of the department"), What.IS_TOLD,
            _("The same article: the agreement takes effect once it has been sent to the representative of the State."),
        ),
    ),
    "JP": (
        Suggestion(
            "jp-assembly", _("Assembly of %(place)s"), What.APPROVES,
            _("CLAIR counts only relationships that the assembly has approved, with a signed paper and without a limit to one field."),
        ),
        Suggestion(
            "jp-clair", _("Council of Local Authorities for International Relations (CLAIR)"), What.REGISTERS,
            _("CLAIR keeps the list of sister cities; the day of the signature counts as the day of the relationship."), required=False,
        ),
    ),
    "KR": (
        Suggestion(
            "kr-council", _("Council of %(place)s"), What.APPROVES,
            _("The Local Autonomy Act lists matters of exchange with foreign local governments among what the council resolves; ordinances of single cities say the same."),
        ),
    ),
    "MX": (
        Suggestion(
            "mx-cabildo", _("Cabildo of %(place)s"), What.APPROVES,
            _("The council of a Mexican municipality authorises its president to sign. Ask the partner for the minute."),
        ),
        Suggestion(
            "mx-sre", _("Secretaría de Relaciones Exteriores"), What.CONSENTS,
            _("Ley sobre la Celebración de Tratados, article 7: the ministry gives its opinion on an inter-institutional agreement and registers it. Without both, it stays a matter of friendship between the cities."),
            required=False,
        ),
    ),
    "PH": (
        Suggestion(
            "ph-sanggunian", _("Sanggunian of %(place)s"), What.EMPOWERS,
            _("Local Government Code (Republic Act 7160), s. 22 (c): the mayor signs with prior authorisation of the sanggunian."),
        ),
    ),
    "PL": (
        Suggestion(
            "pl-council", _("Rada of %(place)s"), What.APPROVES,
            _("Act on municipal self-government, article 18 (2) 12a: cooperation with communities abroad is decided by the council."),
        ),
    ),
    "TR": (
        Suggestion(
            "tr-council", _("Municipal council of %(place)s"), What.APPROVES,
            _("Municipality Law No. 5393, article 74."),
        ),
        Suggestion(
            "tr-ministry", _("Ministry in charge of local government"), What.CONSENTS,
            _("The same article: a sister city relationship needs the permission of the ministry."),
        ),
    ),
    "UA": (
        Suggestion(
            "ua-approves", _("City council of %(place)s: decision on the text"), What.APPROVES,
            _("The council’s decision approves the text of the agreement (as in Brody, draft decision 15 of 2025)."),
        ),
        Suggestion(
            "ua-empowers", _("City council of %(place)s: decision on the signature"), What.EMPOWERS,
            _("The same decision lets the mayor sign it."),
        ),
    ),
}  # fmt: skip


def suggestions(country: str) -> tuple[Suggestion, ...]:
    """What is customary in a country (ISO 3166); of one we know nothing about, that its council approves."""
    return PATHS.get(country, (COUNCIL,))

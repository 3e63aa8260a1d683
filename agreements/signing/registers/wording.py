"""How the letter of a packet reads; a person reads and changes it in the outbox before it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from agreements.signing.models import Signature, Signing
from agreements.signing.registers.models import Registration
from proposals.proposal.facts import gather
from proposals.proposal.models import Paper, Proposal
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.records.models import Outgoing
from twinning.records.papers import in_the_citys_language
from twinning.records.templatetags.house import day

SCI_NAME = "Sister Cities International"
SCI_ADDRESS = "membership@sistercities.org"
"""Where the guide asks that the signed agreement be sent."""

LONGEST_ENCLOSURES = 1_000


@dataclass(frozen=True)
class Addressee:
    """Whom a packet goes to."""

    name: str
    email: str = ""


@in_the_citys_language
def letter(registration: Registration, papers: Sequence[Paper], to: Addressee, by: User) -> Outgoing:
    """The letter as it is proposed, signed by the clerk where somebody holds that office."""
    proposal, ours = registration.record.proposal, Municipality.ours()
    signer = OfficeHolder.objects.holding(Office.CLERK)
    asks = registration.register != Registration.Register.ARCHIVE
    subject = _("Agreement between %(ours)s and %(theirs)s") % {
        "ours": ours.short_name,
        "theirs": proposal.community,
    }
    return Outgoing(
        reference=proposal.reference,
        to_name=to.name[:200],
        email=to.email,
        dated=clock.today(),
        language=settings.LANGUAGE_CODE.split("-")[0],
        subject=subject[:200],
        body="\n\n".join(_paragraphs(proposal, registration.record, ours, asks)),
        signer=signer.name if signer else by.name,
        signer_office=signer.style if signer else by.roles_in_words,
        enclosures="\n".join(str(paper) for paper in papers)[:LONGEST_ENCLOSURES],
    )


def _paragraphs(proposal: Proposal, record: Signing, ours: Municipality, asks: bool) -> list[str]:
    place = {"ours": ours.full_name, "theirs": proposal.community.full_name}
    told = [
        _("Dear Sir or Madam,"),
        _("We send you the agreement that %(ours)s and %(theirs)s have signed: %(kind)s.")
        % (place | {"kind": proposal.get_kind_display()}),
        _signatures(record),
        _("The Council of %(ours)s decided on it by %(approval)s of %(day)s.")
        % (place | {"approval": proposal.approval or "[[resolution]]", "day": day(proposal.approved_on) or "[[day]]"}),
        _carried_by(proposal, ours),
    ]  # fmt: skip
    if asks:
        told += [
            _(
                "Please enter the relationship in your register, and send us the certificate that recognizes it."
            ),
            _("We would be glad to answer any question."),
        ]
    else:
        told.append(_("Please keep it permanently, and give us the number under which it is found."))
    return [*told, _("Yours sincerely,")]


def _signatures(record: Signing) -> str:
    signed = [one for one in record.all_signatures() if one.binds and one.is_signed]
    return _("It was signed by %(names)s.") % {"names": "; ".join(_signature(one) for one in signed)}


def _signature(one: Signature) -> str:
    who = f"{one.name}, {one.office}" if one.office else one.name
    where = {"who": who, "place": one.place, "day": day(one.signed_on)}
    if one.place:
        return _("%(who)s, in %(place)s on %(day)s") % where
    return _("%(who)s, on %(day)s") % where


def _carried_by(proposal: Proposal, ours: Municipality) -> str:
    """Who carries it on both sides; a blank for whoever is not known, so that no letter goes with a gap."""
    return _("It is carried by %(here)s in %(ours)s and by %(there)s in %(theirs)s.") % {
        "here": proposal.committee.name if proposal.committee else _("[[who carries it here]]"),
        "ours": ours.short_name,
        "there": gather(proposal).get("counterpart") or _("[[who carries it there]]"),
        "theirs": proposal.community,
    }

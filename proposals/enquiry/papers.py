"""The courteous letters: words proposed out of blocks and facts, for somebody to read and change."""

from django.utils.translation import gettext as _

from proposals.enquiry.models import OPEN, Channel, Direction, Enquiry, Letter
from twinning import clock
from twinning.accounts.models import User
from twinning.municipality.models import Municipality, Office, OfficeHolder
from twinning.records.models import Outgoing
from twinning.records.papers import in_the_citys_language
from twinning.records.templatetags.house import day

Kind = Letter.Kind


def kinds(enquiry: Enquiry) -> list[str]:
    """The letters that fit an enquiry as it stands: the one about its outcome, and the receipt while none has gone."""
    if enquiry.direction == Direction.OUTBOUND:
        return []
    found = [enquiry.standing] if enquiry.standing in Kind.values else []
    if enquiry.standing in OPEN and enquiry.acknowledged_on is None:
        found.append(Kind.ACKNOWLEDGED)
    return [str(kind) for kind in found]


@in_the_citys_language
def words(enquiry: Enquiry, kind: str, *, by: User) -> Outgoing:
    """A letter as it could read; nothing is saved."""
    signer = OfficeHolder.objects.holding(Office.CAO)
    return Outgoing(
        reference=enquiry.number,
        to_name=enquiry.asker_name,
        to_office="\n".join(part for part in (enquiry.asker_office, enquiry.organisation) if part),
        to_address=enquiry.postal_address,
        email=enquiry.email,
        dated=clock.today(),
        subject=_("Your enquiry about %(community)s") % {"community": enquiry.community_name},
        body=_body(enquiry, Kind(kind), Municipality.ours()),
        signer=signer.name if signer else by.name,
        signer_office=signer.style if signer else by.roles_in_words,
    )


def _body(enquiry: Enquiry, kind: Letter.Kind, ours: Municipality) -> str:
    blocks = [
        _("Dear %(name)s,") % {"name": enquiry.asker_name},
        _thanks(enquiry)
        % {"day": day(enquiry.received_on), "community": enquiry.full_name, "city": ours.name},
        *_outcome(enquiry, kind, ours),
        _("Yours sincerely,"),
    ]
    return "\n\n".join(block for block in blocks if block)


def _thanks(enquiry: Enquiry) -> str:
    match enquiry.channel:
        case Channel.CALL:
            return _(
                "Thank you for your call of %(day)s about a relationship between the %(city)s and %(community)s."
            )
        case Channel.VISIT:
            return _(
                "Thank you for coming to see us on %(day)s about a relationship between the %(city)s and %(community)s."
            )
        case Channel.EMAIL | Channel.FORM:
            return _(
                "Thank you for your message of %(day)s about a relationship between the %(city)s and %(community)s."
            )
        case _other:
            return _(
                "Thank you for your letter of %(day)s about a relationship between the %(city)s and %(community)s."
            )


def _outcome(enquiry: Enquiry, kind: Letter.Kind, ours: Municipality) -> list[str]:
    match kind:
        case Kind.ACKNOWLEDGED:
            return [
                _("It has arrived safely and is kept under our number %(number)s.")
                % {"number": enquiry.number},
                _(
                    "We now hold it against the City’s twinning policy, as we do with every enquiry, and shall write to you again when this is done. If you wish to add anything, please name our number."
                ),
            ]
        case Kind.OPENED:
            return [
                _(
                    "We are pleased to tell you that we are taking it further. The matter now has a file of its own, %(reference)s, in which we look at what both communities could do together."
                )
                % {"reference": enquiry.proposal.reference if enquiry.proposal else ""},
                _(
                    "This is a first step and not yet a decision: a relationship is entered by a resolution of Council. We shall write to you again about what comes next, and would be glad to know whom on your side we may turn to."
                ),
            ]
        case Kind.HELD:
            return [
                _(
                    "We have read it with interest, and cannot take it further at present. We shall look at it again on %(day)s, without your having to ask."
                )
                % {"day": day(enquiry.held_until)},
                enquiry.reason,
                _("Should anything change on your side until then, we would be glad to hear of it."),
            ]
        case Kind.DECLINED:
            return [
                _(
                    "We have weighed it carefully against the City’s twinning policy, and are sorry to say that we cannot enter into this relationship. The reason is this:"
                ),
                enquiry.reason,
                _(
                    "We know how much good will stands behind such an enquiry, and thank you for it. It stays on record here, so that it is found when you write to us again."
                ),
            ]
        case _received:
            return [
                _(
                    "It was read with interest and received for information. No further step is planned on our side at present; it stays on record here and is found when the matter comes up again."
                ),
                _("We wish you well with your plans."),
            ]

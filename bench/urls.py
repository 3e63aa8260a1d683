"""The product's addresses, and one more for the bare list that its pages are compared with."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from proposals.proposal.models import Proposal
from twinning.accounts.access import signed_in
from twinning.urls import urlpatterns as of_the_product

TEMPLATE = Engine().from_string(
    "<!doctype html><html lang=en><title>Proposals</title><table>"
    "{% for proposal in proposals %}<tr><th>{{ proposal.community.name }}</th><td>{{ proposal.reference }}</td>"
    "<td>{{ proposal.phase }}</td><td>{{ proposal.turn }}</td><td>{{ proposal.turn_since }}</td></tr>{% endfor %}"
    "</table></html>"
)


@signed_in
def bare(request: HttpRequest) -> HttpResponse:
    """Fifty rows of the same table and nothing else: no house around it, no filters, no count."""
    proposals = Proposal.objects.select_related("community").order_by("-opened_at", "-pk")[:50]
    return HttpResponse(TEMPLATE.render(Context({"proposals": proposals})))


urlpatterns = [*of_the_product, path("bare/", bare)]

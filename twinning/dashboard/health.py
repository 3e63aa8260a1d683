"""Whether this process lives, and whether the installation can work."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from twinning.accounts.access import anyone


@require_safe
@anyone
def livez(request: HttpRequest) -> HttpResponse:
    """This process answers; asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@anyone
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")

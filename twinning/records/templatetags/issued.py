"""The line under a paper of a file that says as what it was issued, and whether it still holds."""

from typing import Any

from django import template

from twinning.accounts.models import Role, User
from twinning.records.models import Document

register = template.Library()


@register.inclusion_tag("issued/_issue.html")
def issue_line(document: Document, user: User) -> dict[str, Any]:
    """Number, status, the page for everybody and, for the clerk, the way to withdraw it; nothing for what was not issued.

    Of many papers, fetch them with ``select_related("document__issue")``.
    """
    issue = getattr(document, "issue", None)
    return {
        "issue": issue,
        "public": document.state == Document.State.READY,
        "may_withdraw": issue is not None and issue.in_force and user.has_role(Role.CLERK),
    }

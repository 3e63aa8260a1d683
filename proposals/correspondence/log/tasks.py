"""What workers do for the log. It may run twice, late or not at all without harm."""

from celery import shared_task

from proposals.correspondence.log import reminders


@shared_task
def draft_reminders() -> None:
    """Draft what should have been asked again by now; a person sends it or throws it away."""
    reminders.draft_due()

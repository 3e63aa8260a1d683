"""What workers do. Every task may run twice, late or not at all without harm."""

import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_init
from django.conf import settings
from django.core.management import call_command

from twinning.records import documents, notices
from twinning.records.incoming import mailbox

logger = logging.getLogger(__name__)


@shared_task(max_retries=2)
def render(pk: int) -> None:
    """Make the paper of one row."""
    documents.make(pk)


@shared_task
def sweep() -> None:
    documents.sweep()


@shared_task
def send_notices() -> None:
    notices.send_waiting()


@shared_task
def fetch_mail() -> None:
    """Look into the mailbox; what cannot be had now is there the next time."""
    try:
        mailbox.fetch(settings.MAIL_IN_URL)
    except mailbox.Unreachable as error:
        logger.warning("%s", error)


@shared_task
def tidy() -> None:
    """Remove sessions that have ended, with what was typed in them."""
    call_command("clearsessions")


@worker_init.connect
def warm_up(**_: Any) -> None:
    """Load the paper engine and the seal's once, before the pool forks, so that no clerk waits for them."""
    from twinning.records import rendering, sealing  # noqa: F401

    rendering.warm()
    logger.info("Ready to make papers.")

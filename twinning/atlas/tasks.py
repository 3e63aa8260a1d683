"""What workers do for imports. Every task may run twice, late or not at all without harm."""

from celery import shared_task

from twinning.atlas import imports


@shared_task
def work(pk: int) -> None:
    """Read or write the import of one row."""
    imports.work_on(pk)


@shared_task
def sweep() -> None:
    imports.sweep()

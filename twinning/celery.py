"""The Celery application: a wake-up call for rows that are the real queue.

Nothing is lost with the broker: what a task does is written in the database
first, and the sweep finds what no message announced.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinning.settings")

app = Celery("twinning")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["twinning.records", "twinning.atlas", "proposals.correspondence.log"])

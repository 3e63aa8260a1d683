"""Twinning: a municipality's sister-city relationships from the first idea to evaluation."""

from twinning.celery import app as celery_app

__all__ = ["celery_app"]

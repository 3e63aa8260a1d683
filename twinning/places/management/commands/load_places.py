"""Load the world's places, if this version of them is not there yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from twinning.places import loading
from twinning.places.models import Edition


class Command(BaseCommand):
    help = "Loads the world's populated places. Does nothing where this version of them is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        if loading.is_loaded(loading.manifest()["digest"]):
            return
        try:
            edition: Edition = loading.load(loading.parcel())
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(f"{edition.places:,} places with {edition.names:,} names are loaded.")

"""Changes the key with which the vault encrypts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gatepost.vault import keys, rotation
from gatepost.web.keys import VAULT


class Command(BaseCommand):
    """`gatepost rotate-keys`."""

    help = "Make a new key and lock everything with it; Gatepost may go on running."

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin a change of keys, or go on with one that was interrupted."""
        folder: Path = settings.KEYS / VAULT
        if len(keys.ring()) > 1:
            self.stdout.write("A change of keys was begun before; it goes on.")
        else:
            self.stdout.write(f"New key: {keys.make_key(folder)}. Copy the folder of keys now.")
        done, faults = rotation.lock_anew()
        self.stdout.write(f"{done} values locked with the newest key.")
        for key_id, _ in keys.ring()[1:]:
            if not rotation.uses(key_id):
                keys.retire(folder, key_id=key_id)
                self.stdout.write(f"The key {key_id} was put into {keys.RETIRED}/: {KEEP_IT}")
        if faults:
            raise CommandError("\n".join([*faults, STAYS]))


KEEP_IT = "keep it as long as you keep backups made before today."
STAYS = "These could not be opened; the keys they name stay where they are."

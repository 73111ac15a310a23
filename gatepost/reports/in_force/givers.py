"""Which mechanism is shown by what: every mechanism of the packs has exactly one giver."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.reports.in_force import (
    channels,
    consents,
    declarations,
    inbox,
    incidents,
    joining,
    monitoring,
    policies,
    posts,
    rights,
    training,
)
from gatepost.reports.in_force.shown import Giver

GIVERS: Mapping[str, Giver] = {
    **policies.GIVERS,
    **training.GIVERS,
    **channels.GIVERS,
    **posts.GIVERS,
    **consents.GIVERS,
    **declarations.GIVERS,
    **joining.GIVERS,
    **inbox.GIVERS,
    **incidents.GIVERS,
    **monitoring.GIVERS,
    **rights.GIVERS,
}

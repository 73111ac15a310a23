"""The core's tests have no database; what they share stands beside them."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import Phase, settings

sys.path.insert(0, str(Path(__file__).parent))

# A failing example is shown as it was found: shrinking whole packs takes longer than reading them.
settings.register_profile(
    "gatepost", deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate), print_blob=True
)
settings.load_profile("gatepost")

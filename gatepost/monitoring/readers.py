"""Who looks after the school's network, and who may read of it."""

from __future__ import annotations

KEEPS = ("ict-coordinator", "headteacher")  # what is blocked, filters, controls, logs
WRITES = ("dpo", "headteacher", "ict-coordinator")  # the notice and the assessment
SIGNS = ("dpo", "headteacher")  # the assessment
SEES = ("ict-coordinator", "headteacher", "dpo", "dsl")

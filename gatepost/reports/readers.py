"""Who reads the reports of a school, and what each does with them."""

from __future__ import annotations

ISSUES = "headteacher"
CONFIRMS = "chair-of-governors"
SEE_DRAFTS = (ISSUES, CONFIRMS)
READ = (*SEE_DRAFTS, "governors")

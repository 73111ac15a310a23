"""What a school keeps of its policy: its versions, who approved and signed them, its own words, what is asked of people."""

from __future__ import annotations

from gatepost.policies.models.campaigns import (
    Acknowledgement,
    Ask,
    Campaign,
    Escalation,
    Remark,
    Reminder,
    SectionRead,
)
from gatepost.policies.models.keeping import RelatedDocument, UpkeepDone
from gatepost.policies.models.plans import Deed, KeptAnswer, Plan, Refusal
from gatepost.policies.models.signing import (
    Approval,
    Commencement,
    Declining,
    NewInformation,
    Presentation,
    Review,
    Signature,
    Withdrawal,
)
from gatepost.policies.models.steps import Asking, Judgement, Step
from gatepost.policies.models.versions import PackSource, Version
from gatepost.policies.models.wording import Settlement, Wording

__all__ = [
    "Acknowledgement",
    "Approval",
    "Ask",
    "Asking",
    "Campaign",
    "Commencement",
    "Declining",
    "Deed",
    "Escalation",
    "Judgement",
    "KeptAnswer",
    "NewInformation",
    "PackSource",
    "Plan",
    "Presentation",
    "Refusal",
    "RelatedDocument",
    "Remark",
    "Reminder",
    "Review",
    "SectionRead",
    "Settlement",
    "Signature",
    "Step",
    "UpkeepDone",
    "Version",
    "Withdrawal",
    "Wording",
]

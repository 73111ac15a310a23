"""How somebody gets what has to hold before an act, in words."""

from __future__ import annotations

GET = {
    "image-permission": "Get permission to use the picture",
    "manager-permission": "Ask a manager for permission",
    "colleague-check": "Have a colleague check it",
    "slt-approval": "Ask the senior leadership team to agree",
    "parent-agreement": "Ask the parents or carers to agree",
    "business-case": "Write the business case",
    "runners": "Name at least two people to run it",
    "policy-read": "Read the policy, and be sure you understand it",
    "trained": "Get the training",
    "risk-assessment": "Do a risk assessment",
    "media-policy-followed": "Follow the media policy",
    "reason-published": "Say publicly why",
    "advice-received": "Wait until the advice has come",
    "consent-of-person": "Ask the person you write about to agree",
    "declared": "Tell the senior leadership team of this tie",
    "disclaimer": "Say that the views are your own and not the school’s",
}

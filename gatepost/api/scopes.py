"""What a token may be for: reading or writing in one area, never more than its owner may do on pages."""

from __future__ import annotations

from gatepost.people.rules import KEEPERS

SCOPES = {
    "school:read": "Read the school’s name, and who the token stands for",
    "people:read": "Read the list of staff and governors",
    "people:write": "Enter, change and end entries of staff and governors",
    "pupils:read": "Read pupils’ names, years and forms",
    "policy:read": "Read the policy and ask it",
    "acknowledgements:read": "Read who has acknowledged the policy",
    "training:read": "Read courses and who has done them",
    "training:write": "Enter that a course was held",
    "consents:read": "Read whether a child may be shown",
    "consents:write": "Enter what a family said",
    "channels:read": "Read the list of official accounts",
    "posts:read": "Read posts, the calendar and pauses",
    "posts:write": "Write, hand in, agree to and withdraw posts; pause publishing",
    "pictures:read": "Read the descriptions of pictures",
    "pictures:write": "Add and describe pictures",
    "inbox:read": "Read comments and messages",
    "inbox:write": "Take, answer and note comments and messages",
    "mentions:read": "Read what is said about the school",
    "mentions:write": "Tell of something that is said about the school",
    "reports:write": "Hand in a report of a concern",
    "ledger:read": "Read what was done, in the ledger’s words",
    "scim": "Keep the list of staff from a directory such as Microsoft Entra ID",
}
# What only some can do at all; every other scope is narrowed by the pages themselves, call by call.
FOR_ROLES = {"scim": KEEPERS}

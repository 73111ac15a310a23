"""What reading, asking and deciding about the policy holds about somebody, and what goes once it is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Q

from gatepost.people.subjects import Forgetting, Held, Rows, Subject, after, fields, rows_about
from gatepost.policies.models import (
    Acknowledgement,
    Approval,
    Ask,
    Asking,
    Campaign,
    Commencement,
    Declining,
    Deed,
    Judgement,
    KeptAnswer,
    NewInformation,
    Plan,
    Presentation,
    Refusal,
    RelatedDocument,
    Remark,
    Review,
    SectionRead,
    Settlement,
    Signature,
    Step,
    UpkeepDone,
    Version,
    Withdrawal,
    Wording,
)

ASKED, READ, POLICY = "own-questions", "acknowledgements", "policy-records"
TABLES = (
    Rows(Version, POLICY, "drafted_at", {"drafted_by": "A version of the policy that you drafted"}, text=str),
    Rows(Campaign, READ, "opened_at", {"opened_by": "A round of acknowledgements that you opened", "closed_by": "A round of acknowledgements that you closed"}),
    Rows(Ask, READ, "asked_at", {"person": "You were asked to read the policy"}),
    Rows(SectionRead, READ, "at", {"ask__person": "A part of the policy that you read"}, text=fields("section")),
    Rows(Acknowledgement, READ, "at", {"ask__person": "You acknowledged the policy"}, text=lambda row: str(row.version)),
    Rows(Remark, READ, "at", {"ask__person": "What you asked or remarked about the policy", "settled_by": "A remark on the policy that you answered"}, text=fields("text", "answer")),
    Rows(RelatedDocument, POLICY, "at", {"by": "A document beside the policy that you entered"}),
    Rows(UpkeepDone, POLICY, "at", {"by": "A standing duty that you did"}, text=fields("clause")),
    Rows(Asking, ASKED, "at", {"by": "You asked for somebody’s word", "of": "Your word was asked for"}, text=fields("fact")),
    Rows(Step, ASKED, "at", {"by": "Your word on something that was planned"}, text=fields("fact", "value")),
    Rows(Judgement, ASKED, "at", {"by": "Your judgement where the policy leaves it to a person"}, text=fields("reason")),
    Rows(Plan, ASKED, "made_at", {"author": "Something that you meant to do"}, text=fields("act")),
    Rows(Deed, ASKED, "at", {"by": "Something that you did by the policy"}, text=fields("reason")),
    Rows(Refusal, ASKED, "at", {"by": "Something that the policy did not let you do"}, text=fields("act")),
    Rows(KeptAnswer, ASKED, "at", {"person": "An answer of the policy that you kept"}, text=fields("act", "verdict")),
    Rows(Presentation, POLICY, "at", {"by": "A policy that you put before those who approve it"}),
    Rows(Approval, POLICY, "at", {"by": "An approval of the policy that you entered"}, text=fields("minute")),
    Rows(Signature, POLICY, "at", {"by": "Your signature under the policy"}, text=fields("role")),
    Rows(Declining, POLICY, "at", {"by": "A policy that you declined to sign"}, text=fields("reason")),
    Rows(Commencement, POLICY, "at", {"by": "A policy that you put in force"}, text=fields("reason")),
    Rows(Withdrawal, POLICY, "at", {"by": "A policy that you withdrew"}, text=fields("reason")),
    Rows(Review, POLICY, "at", {"by": "A review of the policy by you"}, text=fields("reason")),
    Rows(NewInformation, POLICY, "at", {"by": "News about the policy that you entered"}, text=fields("reason")),
    Rows(Wording, POLICY, "at", {"by": "Words that you put to a clause"}, text=fields("text")),
    Rows(Settlement, POLICY, "at", {"by": "Two clauses between which you decided"}),
)  # fmt: skip
EXCUSED: Mapping[str, str] = {}


def held_about(subject: Subject) -> Iterator[Held]:
    """What was read, asked, refused, decided and signed."""
    yield from rows_about(subject, TABLES)


FORGETTINGS = (
    Forgetting(ASKED, KeptAnswer, "at", person="person"),
    Forgetting(ASKED, Refusal, "at", person="by"),
    Forgetting(ASKED, Plan, "made_at", person="author", only=Q(deed=None)),
    Forgetting(
        READ,
        Ask,
        "person__left_on",
        school="person__school",
        person="person",
        remove=after((Acknowledgement, "ask"), (Remark, "ask")),
    ),
)

"""What notices say. They travel unencrypted and lie in mailboxes: never a name, never what it is about."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of notice; the link is added below its text."""

    subject: str
    text: str


KINDS = {
    "acknowledge": Kind(
        "A policy for you to read",
        "Your school asks you to read a policy in Gatepost and to say that you have read it.",
    ),
    "acknowledge-escalation": Kind(
        "Acknowledgements are overdue",
        "Some people have not yet said that they have read a policy. Gatepost shows you what to do.",
    ),
    "acknowledge-reminder": Kind(
        "Reminder: a policy for you to read",
        "A policy in Gatepost still waits for you to read it and to say that you have.",
    ),
    "administrator-let-in": Kind(
        "An emergency link into Gatepost was made",
        "Somebody at the server has made a link that lets an administrator of your school in without their usual sign-in. It is on record. If you know of no reason, ask who looks after the server at once.",
    ),
    "approve-policy": Kind(
        "A policy for you to approve",
        "A policy in Gatepost waits for your approval.",
    ),
    "confirm-address": Kind(
        "Confirm your e-mail address for Gatepost",
        "Somebody wants to sign in to Gatepost with this e-mail address. If it was you, follow the link and confirm; if not, do nothing.",
    ),
    "consent-asked": Kind(
        "A school asks for your answer",
        "A school that knows you asks you a few short questions. You need no account, and it takes two minutes. When you follow the link, you are first asked for a date that you know.",
    ),
    "consent-reminder": Kind(
        "Reminder: a school asks for your answer",
        "A few short questions from a school still wait for your answer. You need no account. When you follow the link, you are first asked for a date that you know.",
    ),
    "digest": Kind(
        "Things wait for you in Gatepost",
        "Things wait for you in Gatepost. Your page for today shows them.",
    ),
    "invitation": Kind(
        "Your account in Gatepost",
        "Your school has made an account for you in Gatepost, where its policy is kept. The link works once; follow it to choose how you sign in.",
    ),
    "letter-answered": Kind(
        "A school has answered you",
        "A school to which you wrote has answered. Follow the link and enter the code that you were given when you wrote.",
    ),
    "reset-password": Kind(
        "A new password for Gatepost",
        "Somebody asked for a new password for your account in Gatepost. If it was you, follow the link within an hour; if not, do nothing, and your password stays as it is.",
    ),
    "review-due": Kind(
        "A policy is due for review",
        "A policy in Gatepost is due for review.",
    ),
    "sign-in-changed": Kind(
        "How you sign in to Gatepost has changed",
        "Something about how you sign in to Gatepost was changed. If that was not you, tell your school's administrator at once.",
    ),
    "sign-policy": Kind(
        "A policy for you to sign",
        "A policy in Gatepost waits for your signature.",
    ),
    "something-new": Kind(
        "There is something new for you in Gatepost",
        "There is something new for you to see in Gatepost.",
    ),
    "something-to-do": Kind(
        "There is something for you to do in Gatepost",
        "There is something for you to do in Gatepost.",
    ),
    "test": Kind(
        "A test from Gatepost",
        "This is the test that was asked for. Messages from Gatepost arrive this way.",
    ),
    "training-due": Kind(
        "Training is due",
        "Training that your school's policy asks of you is due. Gatepost shows you which.",
    ),
}


def words_of(kind: str, *, count: int | None = None) -> Kind:
    """What a notice says; one that gathers several things says how many."""
    words = KINDS[kind]
    if count is None:
        return words
    subject = (
        "1 thing waits for you in Gatepost"
        if count == 1
        else f"{count} things wait for you in Gatepost"
    )
    return words._replace(subject=subject)

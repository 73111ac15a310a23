"""Sends what is due by the mail server, and notes what became of each notice.

A notice is marked as sent after the server has taken it. Should the process die between the two, it is sent
twice; it is never lost.
"""

from __future__ import annotations

import contextlib
import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from gatepost import notices
from gatepost.notices.kinds import words_of
from gatepost.notices.models import Notice

AT_ONCE = 200
# Answers of a mail server from here on are final; those below, from 400 on, ask to try again.
FINAL = 500
PROBLEMS = (smtplib.SMTPException, OSError)


def deliver_due(*, at: datetime) -> int:
    """Send what is due; how many went out. Without a mail server, or while it does not answer, everything waits."""
    if not notices.is_configured():
        return 0
    sent = 0
    connection: BaseEmailBackend = get_connection()
    try:
        for notice in list(Notice.objects.due(at=at).by_mail()[:AT_ONCE]):
            connection.open()  # does nothing where one is open
            sent += _deliver(notice, connection, at=at)
    except PROBLEMS as problem:
        # No notice is to blame, so no attempt is counted: the rest goes out once the server is back.
        Notice.objects.due(at=at).by_mail().update(reason=_reason(problem))
    finally:
        _hang_up(connection)
    return sent


def message_of(notice: Notice) -> EmailMessage:
    """The message: plain text and nothing else."""
    words = words_of(notice.kind, count=notice.count)
    return EmailMessage(
        subject=words.subject,
        body=f"{words.text}\n\n{settings.ADDRESS}{notice.link}\n",
        to=[notice.to],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _deliver(notice: Notice, connection: BaseEmailBackend, *, at: datetime) -> bool:
    """One attempt at one notice; whether it went out."""
    if not notice.take(at=at):
        return False
    try:
        connection.send_messages([message_of(notice)])
    except (*PROBLEMS, ValueError) as problem:
        _note(notice, problem, at=at)
        _hang_up(connection)  # one that broke in the middle would spoil the next message too
        return False
    notice.was_sent(at=at)
    return True


def _hang_up(connection: BaseEmailBackend) -> None:
    with contextlib.suppress(*PROBLEMS):
        connection.close()


def _note(notice: Notice, problem: Exception, *, at: datetime) -> None:
    code = _final_code(problem)
    if code:
        notice.was_refused(f"The mail server refused the address (code {code}).", at=at)
    elif isinstance(problem, ValueError):
        notice.was_refused("The address cannot be written in a message.", at=at)
    else:
        notice.was_put_off(_reason(problem), at=at)


def _final_code(problem: Exception) -> int | None:
    """The answer with which the server refused this recipient or message for good."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in problem.recipients.values()]
        return min(codes) if codes and min(codes) >= FINAL else None
    if isinstance(problem, smtplib.SMTPDataError) and problem.smtp_code >= FINAL:
        return problem.smtp_code
    return None


def _reason(problem: Exception) -> str:
    """What to tell the administrator; the server's own words may hold an address, so they stay out."""
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return "The mail server refused the user name or password of GATEPOST_SMTP_URL."
    if isinstance(problem, smtplib.SMTPSenderRefused):
        return "The mail server refused the sender, GATEPOST_MAIL_FROM."
    if isinstance(problem, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        return "The mail server asked to try again later."
    return "The mail server did not answer, or broke off."

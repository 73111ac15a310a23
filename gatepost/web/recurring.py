"""What happens again and again, and what may be put down for later: one page that lists it all."""

from __future__ import annotations

from datetime import datetime, timedelta

import gatepost.channels.handing_over.following as handing_over
import gatepost.consents.asking as consents
from gatepost.api.hooks.sending import tell_all
from gatepost.api.once import forget_old_answers
from gatepost.channels.models import Application
from gatepost.channels.verifying.daily import look_at_accounts
from gatepost.channels.warning import warn_of_endings
from gatepost.consents.models import ContactImport
from gatepost.declarations.exceptions import following
from gatepost.inbox.answering import count_answers
from gatepost.inbox.moderating import carrying_out
from gatepost.inbox.taking_in import read_accounts
from gatepost.inbox.watching.days import begin_watching
from gatepost.inbox.watching.escalating import escalate
from gatepost.incidents.evidence import capturing, stamping
from gatepost.incidents.keeping_time.noting import note_due
from gatepost.jobs.models import Job
from gatepost.jobs.worker import Handler, Recurring
from gatepost.joining.leaving.telling import tell_leavers
from gatepost.mentions.forgetting import forget as forget_mentions
from gatepost.mentions.looking import look_at_sources
from gatepost.monitoring.logs.keeping import forget_old as forget_filter_logs
from gatepost.notices.delivering import deliver_due
from gatepost.notices.models import Notice
from gatepost.people.models import Import
from gatepost.people.telling import carrying
from gatepost.policies.campaigns.asking import ask_newcomers
from gatepost.policies.campaigns.reminding import remind
from gatepost.posts.again import bring_back
from gatepost.posts.models import PostFile
from gatepost.posts.publishing import going_out, looking, sending, taking_down, withdrawn
from gatepost.records.checkpointing import checkpoint_all
from gatepost.rights.keeping.deleting import look_over
from gatepost.training.checking import check_links
from gatepost.vault.sweeping import sweep
from gatepost.web.told import collecting

FINISHED_JOBS_KEPT = timedelta(days=30)


def forget_addresses(*, at: datetime) -> int:
    """Blank the addresses of messages that went out long ago."""
    return Notice.objects.all().forget_addresses(at=at)


def forget_imports(*, at: datetime) -> int:
    """Delete what was read from files and never brought in."""
    return Import.objects.forget_expired(at=at)


def forget_contact_imports(*, at: datetime) -> int:
    """Delete what was read of families' contacts and never brought in."""
    return ContactImport.objects.forget_expired(at=at)


def forget_tables_of_posts(*, at: datetime) -> int:
    """Delete what was read of tables of posts and never brought in."""
    return PostFile.objects.forget_expired(at=at)


def forget_finished_jobs(*, at: datetime) -> int:
    """Delete the rows of work that was done long ago; what was given up stays until somebody looks."""
    return Job.objects.filter(done_at__lt=at - FINISHED_JOBS_KEPT).delete()[0]


def expire_applications(*, at: datetime) -> int:
    """End applications for accounts on which nobody has decided."""
    return Application.objects.all().expire_old(at=at)


RECURRING: list[Recurring] = [
    Recurring("api.forget-answers", every=timedelta(hours=1), do=forget_old_answers),
    Recurring("api.tell", every=timedelta(seconds=20), do=tell_all),
    Recurring("channels.expire-applications", every=timedelta(hours=6), do=expire_applications),
    Recurring("channels.look", every=timedelta(minutes=10), do=look_at_accounts),
    Recurring("channels.hand-over", every=timedelta(hours=1), do=handing_over.follow),
    Recurring("channels.suspended", every=timedelta(hours=1), do=handing_over.tell_of_suspended),
    Recurring("channels.warn", every=timedelta(hours=6), do=warn_of_endings),
    Recurring("declarations.exceptions", every=timedelta(hours=1), do=following.follow),
    Recurring("inbox.count-answers", every=timedelta(minutes=1), do=count_answers),
    Recurring("inbox.escalate", every=timedelta(minutes=5), do=escalate),
    Recurring("inbox.begin-watching", every=timedelta(hours=1), do=begin_watching),
    Recurring("inbox.read", every=timedelta(minutes=1), do=read_accounts),
    Recurring("incidents.note-due", every=timedelta(days=1), do=note_due),
    Recurring("joining.tell-leavers", every=timedelta(hours=1), do=tell_leavers),
    Recurring("mentions.look", every=timedelta(minutes=5), do=look_at_sources),
    Recurring("mentions.forget", every=timedelta(hours=6), do=forget_mentions),
    Recurring("monitoring.forget-logs", every=timedelta(hours=6), do=forget_filter_logs),
    Recurring("notices.deliver", every=timedelta(seconds=20), do=deliver_due),
    Recurring("notices.forget-addresses", every=timedelta(hours=6), do=forget_addresses),
    Recurring("telling.carry", every=timedelta(seconds=20), do=carrying.deliver_due),
    Recurring("telling.daily", every=timedelta(minutes=1), do=collecting.send_daily),
    Recurring("telling.forget-links", every=timedelta(hours=6), do=collecting.forget_links),
    Recurring("jobs.forget-finished", every=timedelta(hours=6), do=forget_finished_jobs),
    Recurring("people.forget-imports", every=timedelta(hours=1), do=forget_imports),
    Recurring("policies.ask-newcomers", every=timedelta(minutes=15), do=ask_newcomers),
    Recurring("policies.remind", every=timedelta(hours=1), do=remind),
    Recurring("posts.bring-back", every=timedelta(hours=6), do=bring_back),
    Recurring("posts.expire", every=timedelta(minutes=1), do=going_out.expire_forgotten),
    Recurring("posts.forget-tables", every=timedelta(hours=1), do=forget_tables_of_posts),
    Recurring("posts.withdrawn", every=timedelta(minutes=5), do=withdrawn.open_for_withdrawn),
    Recurring("training.check-links", every=timedelta(hours=1), do=check_links),
    Recurring("consents.remind", every=timedelta(hours=1), do=consents.remind),
    Recurring("consents.forget-imports", every=timedelta(hours=1), do=forget_contact_imports),
    Recurring("rights.look-over", every=timedelta(hours=12), do=look_over),
    Recurring("records.checkpoint", every=timedelta(hours=1), do=checkpoint_all),
    Recurring("vault.sweep", every=timedelta(hours=6), do=sweep),
]

# What `jobs.later(kind, …)` may name: each is called with the moment and the arguments that were put down.
ONCE: dict[str, Handler] = {
    "inbox.end-moderation": carrying_out.end,
    "inbox.moderate": carrying_out.carry_out,
    "incidents.capture": capturing.capture_page,
    "incidents.time-stamp": stamping.stamp_item,
    "posts.go-out": going_out.go_out,
    "posts.send": sending.send,
    "posts.look": looking.look,
    "posts.take-down": taking_down.take_down,
}

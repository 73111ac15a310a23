"""Links that let somebody in once: an invitation to a school, and the way in when every other is lost."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from gatepost import notices
from gatepost.people.models.accounts import Account
from gatepost.people.models.staff import Person
from gatepost.people.rules import KEEPERS, NotPossible
from gatepost.records.door import record

INVITED_FOR = timedelta(days=14)
EMERGENCY_FOR = timedelta(minutes=15)
SECRET_BYTES = 32


class Closed(NotPossible):
    """A link that does not open any more; the message says why and what to do."""


def digest_of(token: str) -> str:
    """What the database keeps of a secret, which is too long to be guessed from it."""
    return hashlib.sha256(token.encode()).hexdigest()


class OneTimeLink(models.Model):
    """A link that opens once and until a moment. The row keeps a digest of its secret, never the secret."""

    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    link = ""  # known only to whoever has just made it

    class Meta:
        abstract = True


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def of_token(self, token: str) -> Invitation | None:
        """The one that a link belongs to."""
        found = self.select_related("person__school", "person__account")
        return found.filter(digest=digest_of(token)).first()

    def visible_to(self, person: Person) -> InvitationQuerySet:
        """Those to the person's own school."""
        return self.filter(person__school=person.school_id)

    def waiting(self, at: datetime) -> InvitationQuerySet:
        """Those that can still be accepted, as far as their own row says."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)

    def to_address(self, email: str, *, at: datetime) -> list[Invitation]:
        """Those that can be accepted by whoever reads the mail of an address."""
        found = self.waiting(at).select_related("person__school", "person__account")
        return [one for one in found.filter(email__iexact=email) if not one.why_closed(at)]


class Invitation(OneTimeLink):
    """Asks somebody at a school to come in. Who opens it shows that they read the mail of its address."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations_sent"
    )  # nobody: the command line
    email = models.EmailField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="an_invitation_is_accepted_or_withdrawn",
            ),
        )
        indexes = (models.Index(Lower("email"), name="invitations_by_address"),)

    def __str__(self) -> str:
        return f"{self.person}, invited"

    @property
    def school_id(self) -> int:
        """The school that it opens."""
        return self.person.school_id

    @classmethod
    @sensitive_variables("token")
    def send(cls, person: Person, *, by: Person | None, at: datetime) -> Invitation:
        """Invite somebody by a notice with a link. An earlier link of theirs opens nothing any more."""
        token = secrets.token_urlsafe(SECRET_BYTES)
        with transaction.atomic(durable=True):
            person = Person.objects.select_for_update().select_related("school").get(pk=person.pk)
            _check_may_be_invited(person, at=at)
            open_ones = person.invitations.filter(accepted_at=None, withdrawn_at=None)
            open_ones.update(withdrawn_at=at)
            invitation = cls.objects.create(
                person=person,
                by=by,
                email=person.email.lower(),
                digest=digest_of(token),
                sent_at=at,
                expires_at=at + INVITED_FOR,
            )
            invitation.link = reverse("people:invitation", args=[token])
            notices.send("invitation", to=person.email, link=invitation.link, at=at)
            record("invitation.sent", subject=invitation, by=by, at=at, person=person.pk)
        return invitation

    def why_closed(self, at: datetime) -> str:
        """Why it cannot be accepted, as a sentence for whoever holds the link; nothing where it can."""
        if self.accepted_at is not None or self.person.account_id is not None:
            return "This invitation has been used already. Sign in as usual; if you cannot, ask your school’s administrator."
        if self._is_withdrawn(at):
            return "This invitation was withdrawn. If a newer one was sent to you, use that; if not, ask your school’s administrator."
        if self.expires_at <= at:
            return "This invitation has expired: it was good for 14 days. Ask your school’s administrator to send you a new one."
        return ""

    def _is_withdrawn(self, at: datetime) -> bool:
        """Also when the person left, or their address is another by now."""
        left_on = self.person.left_on
        return (
            self.withdrawn_at is not None
            or (left_on is not None and left_on < self.person.school.day_of(at))
            or self.person.email.lower() != self.email.lower()
        )

    def account(self) -> Account | None:
        """Who signs in with its address already."""
        return Account.objects.filter(email__iexact=self.email).first()

    @sensitive_variables("password")
    def accept(
        self, *, at: datetime, account: Account | None = None, password: str | None = None
    ) -> Account:
        """Come in, with the account that has this address already or with a new one; or raise Closed."""
        with transaction.atomic(durable=True):
            person = (
                Person.objects.select_for_update().select_related("school").get(pk=self.person_id)
            )
            invitation = Invitation.objects.select_for_update().get(pk=self.pk)
            invitation.person = person
            if why := invitation.why_closed(at):
                raise Closed(why)
            account = account or invitation._new_account(password)
            if account.email.lower() != invitation.email.lower():
                raise Closed(
                    "This invitation went to another address than the one you are signed in with."
                )
            person.account = account
            person.save(update_fields=["account"])
            invitation.accepted_at = at
            invitation.save(update_fields=["accepted_at"])
            record("invitation.accepted", subject=invitation, by=person, at=at, person=person.pk)
        return account

    @sensitive_variables("password")
    def _new_account(self, password: str | None) -> Account:
        """An account whose address is known to be theirs, since the link went there."""
        if self.account() is not None:
            raise Closed("There is an account with this address already. Sign in to accept.")
        account = Account.objects.create_user(self.email, password)
        EmailAddress.objects.create(user=account, email=self.email, verified=True, primary=True)
        return account


def _check_may_be_invited(person: Person, *, at: datetime) -> None:
    if not person.email:
        raise NotPossible(f"There is no e-mail address for {person}. Enter one first.")
    if person.account_id is not None:
        raise NotPossible(f"{person} can sign in already and needs no invitation.")
    if person.left_on is not None and person.left_on < person.school.day_of(at):
        raise NotPossible(f"{person} has left and cannot be invited.")


class EmergencyLinkQuerySet(models.QuerySet["EmergencyLink"]):
    """Emergency links."""

    def of_token(self, token: str) -> EmergencyLink | None:
        """The one that a link belongs to."""
        found = self.select_related("person__school", "person__account")
        return found.filter(digest=digest_of(token)).first()


class EmergencyLink(OneTimeLink):
    """Lets an administrator in who has lost every other way; made on the server, told to the head."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="emergency_links")
    used_at = models.DateTimeField(null=True, blank=True)

    objects = EmergencyLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person",),
                condition=models.Q(used_at=None, withdrawn_at=None),
                name="one_open_emergency_link_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, let in"

    @property
    def school_id(self) -> int:
        """The school at which it is on record."""
        return self.person.school_id

    @classmethod
    @sensitive_variables("token")
    def make(cls, person: Person, *, at: datetime) -> EmergencyLink:
        """Make the link, on record and told to the head; it goes to whoever stands at the server."""
        token = secrets.token_urlsafe(SECRET_BYTES)
        with transaction.atomic(durable=True):
            person = Person.objects.select_for_update().select_related("school").get(pk=person.pk)
            if not _is_administrator(person, at=at) or person.account_id is None:
                raise NotPossible(
                    f"{person} is no administrator of {person.school} who can sign in."
                )
            person.emergency_links.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=at)
            made = cls.objects.create(
                person=person,
                digest=digest_of(token),
                sent_at=at,
                expires_at=at + EMERGENCY_FOR,
            )
            made.link = reverse("people:emergency", args=[token])
            record("emergency-link.made", subject=made, by=None, at=at, person=person.pk)
            made._tell(at=at)
        return made

    def why_closed(self, at: datetime) -> str:
        """Why it does not open, as a sentence for whoever holds it; nothing where it does."""
        if self.used_at is not None:
            return "This link has been used already. Make another on the server: gatepost administrator."
        if self.withdrawn_at is not None or not _is_administrator(self.person, at=at):
            return "This link was withdrawn. Make another on the server: gatepost administrator."
        if self.expires_at <= at:
            return "This link has expired: it was good for 15 minutes. Make another on the server: gatepost administrator."
        return ""

    @sensitive_variables("password")
    def use(self, *, at: datetime, password: str, second_factor_lost: bool) -> Account:
        """Set a new password, take lost second factors away, and give the account to sign in; or raise Closed."""
        with transaction.atomic(durable=True):
            link = EmergencyLink.objects.select_for_update().get(pk=self.pk)
            if why := link.why_closed(at):
                raise Closed(why)
            account = Account.objects.select_for_update().get(people=link.person)
            account.set_password(password)
            account.save(update_fields=["password"])
            if second_factor_lost:
                Authenticator.objects.filter(user=account).delete()
            link.used_at = at
            link.save(update_fields=["used_at"])
            record(
                "account.signed-in-as-administrator",
                subject=link.person,
                by=link.person,
                at=at,
                emergency_link=link.pk,
                second_factor_lost=second_factor_lost,
            )
        return account

    def _tell(self, *, at: datetime) -> None:
        """The headteacher hears of it; where the headteacher is the one, or there is none, the chair does."""
        from gatepost.people.telling import tell

        school = self.person.school
        there = Person.objects.at(school).exclude(pk=self.person_id).exclude(email="")
        for role in ("headteacher", "chair-of-governors"):
            told = list(there.holding([role], on=school.day_of(at)))
            for person in told:
                tell(person, "administrator-let-in", link=school.get_absolute_url(), at=at)
            if told:
                return


def _is_administrator(person: Person, *, at: datetime) -> bool:
    return person.holds(*KEEPERS, on=person.school.day_of(at))

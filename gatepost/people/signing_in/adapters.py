"""What Gatepost wants otherwise than allauth: its own messages, addresses, secrets, and who may come in how."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gatepost import notices
from gatepost.people.models import Account, Invitation, Person
from gatepost.people.signing_in.openid import OpenIDProvider
from gatepost.vault.sealing import seal, unseal

PLACE = "mfa.authenticator.data"
KINDS = {
    "account/email/password_reset_key": ("reset-password", "password_reset_url"),
    "account/email/email_confirmation": ("confirm-address", "activate_url"),
}
WRONG_CODE = "That code is not right. Wait for the next one in your app, or use a recovery code."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from an invitation; messages go out as notices, with a link and nothing else."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account has been closed. Ask your school’s administrator.",
        "duplicate_email": "You sign in with this address already.",
        "email_password_mismatch": "The e-mail address or the password is not right. Try again, or ask for a new password.",
        "enter_current_password": "That is not your present password. Type it again.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "That is not your password. Type it again.",
        "too_many_login_attempts": "There were too many attempts. Wait five minutes, then try again.",
        "rate_limited": "There were too many attempts. Wait some minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account on their own."""
        return False

    def pre_login(self, request: HttpRequest, user: Account, **more: Any) -> HttpResponse | None:
        """Let nobody in who is at no school any more."""
        refused: HttpResponse | None = super().pre_login(request, user, **more)
        if refused is None and not belongs_somewhere(user):
            return render(request, "people/signing_in/nowhere.html", status=403)
        return refused

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To one’s school, or to the list of schools where there are several."""
        people = Person.objects.current(timezone.localdate()).filter(account=request.user.pk)
        slugs = list(people.values_list("school__slug", flat=True)[:2])
        return reverse("today", args=slugs) if len(slugs) == 1 else reverse("front")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where one came from."""
        return reverse("people:account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """A path: where the server is, the notice knows from the settings and not from the request."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "U", "key": "K"})
        return path.replace("U-K", key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """A path, for the same reason."""
        return reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Where one sees that it is so."""
        return reverse("people:account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every message of allauth’s becomes one of our own."""
        kind, link = KINDS.get(template_prefix, ("sign-in-changed", ""))
        notices.send(
            kind,
            to=email,
            link=context[link] if link else reverse("people:account"),
            at=timezone.localtime(),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """To the address one signs in with, whether or not allauth has a row for it."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By account alone: allauth adds the name of the server, which the asker may choose among several."""
        written = str(credentials.get("email", "")).strip().lower()
        return hashlib.sha256(written.encode()).hexdigest()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of code apps encrypted, and ties passkeys to the address of the server."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": "Recovery codes stand in for a passkey or a code app. Set one of those up first.",
    }

    @sensitive_variables()
    def encrypt(self, text: str) -> str:
        """With the vault’s newest key."""
        return seal(text.encode(), place=PLACE)

    @sensitive_variables()
    def decrypt(self, encrypted_text: str) -> str:
        """With the key that it was encrypted with."""
        return unseal(encrypted_text, place=PLACE).decode()

    def generate_authenticator_name(self, user: Account, type: Any) -> str:
        """Until somebody gives it a better one."""
        return "My passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The server as the settings name it; only without that as the request does."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        if settings.ADDRESS:
            entity["id"] = settings.ADDRESS.split("://")[1].partition(":")[0]
        return {**entity, "name": "Gatepost"}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who comes from Microsoft, Google or another provider: somebody known, somebody invited, or nobody."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "no_password": "This is the only way you can sign in. Choose a password first.",
    }

    def get_provider(
        self, request: HttpRequest, provider: Any, client_id: str | None = None
    ) -> OpenIDProvider:
        """All of them by the same code."""
        return OpenIDProvider(request, app=self.get_app(request, provider, client_id))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody opens an account on their own."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie a provider’s account to an account here, once; after that its number alone counts, not its address."""
        if sociallogin.is_existing:
            return
        email = next((one.email for one in sociallogin.email_addresses if one.verified), "")
        if request.user.is_authenticated and sociallogin.state.get("process") == "connect":
            if email.lower() != request.user.email.lower():
                raise _refusal(request, sociallogin, "other-address")
            account: Account | None = request.user
        else:
            account = _known(email) or _invited(email)
        if account is None:
            raise _refusal(request, sociallogin, "unknown" if email else "unverified")
        others = SocialAccount.objects.filter(user=account, provider=sociallogin.account.provider)
        if others.exists():
            raise _refusal(request, sociallogin, "another-number")
        if sociallogin.state.get("process") != "connect":
            sociallogin.connect(request, account)


def belongs_somewhere(account: Account) -> bool:
    """Whether somebody is at a school, will be, or holds an office at a trust."""
    on = timezone.localdate()
    people = Person.objects.filter(account=account).exclude(left_on__lt=on)
    return people.exists() or account.trust_offices.exclude(until_on__lt=on).exists()


def _known(email: str) -> Account | None:
    return Account.objects.filter(email__iexact=email).first() if email else None


def _invited(email: str) -> Account | None:
    """Who signs in as an invited address reads its mail as well as one who follows the link."""
    at, account = timezone.localtime(), None
    for invitation in Invitation.objects.to_address(email, at=at) if email else []:
        account = invitation.accept(at=at, account=account)
    return account


def _refusal(request: HttpRequest, sociallogin: SocialLogin, why: str) -> ImmediateHttpResponse:
    context = {"why": why, "name": sociallogin.provider.name}
    return ImmediateHttpResponse(
        render(request, "people/signing_in/refused.html", context, status=403)
    )

"""OpenID Connect, stricter than allauth alone: signature, nonce, issuer and whose account it is are all checked.

docs/decisions/0009-an-address-from-a-provider-proves-little.md says why.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt
import requests
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# Asymmetric ones only: with others the provider’s public key could be used as a password.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
NEEDED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY = 60  # seconds by which two clocks may differ
YES = (True, 1, "1", "true")


class OpenIDAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The conversation with one provider."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider tells of itself, which has to be about itself."""
        try:
            config: dict[str, Any] = super().openid_config
        except (requests.RequestException, ValueError) as problem:
            raise OAuth2Error("The provider does not answer.") from problem
        expected = self.get_provider().app.settings["server_url"]
        if str(config.get("issuer")).rstrip("/") != expected.rstrip("/"):
            raise OAuth2Error("The provider calls itself by another address.")
        return config

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **more: Any
    ) -> SocialLogin:
        """Who it is, from a signed statement that was made for this very sign-in."""
        claims = self.read(str(more["response"].get("id_token", "")), app)
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The provider speaks of two people.")
            claims = {**told, **claims}
        return self.get_provider().sociallogin_from_response(request, claims)

    def read(self, id_token: str, app: SocialApp) -> dict[str, Any]:
        """What a signed statement says, or OAuth2Error: it has to be whole, young, for us, and for this sign-in."""
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key(id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": NEEDED},
            )
        except (jwt.PyJWTError, ValueError) as problem:
            raise OAuth2Error("The provider’s statement is not valid.") from problem
        if not self.nonce or not secrets.compare_digest(str(claims.get("nonce")), self.nonce):
            raise OAuth2Error("The provider’s statement was made for another sign-in.")
        if isinstance(claims["aud"], list) and claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The provider’s statement was made for somebody else.")
        self._check_whose(claims, app)
        return claims

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to."""
        path = reverse("openid_connect_callback", args=[self.provider_id])
        return settings.ADDRESS + path if settings.ADDRESS else request.build_absolute_uri(path)

    def _key(self, id_token: str) -> Any:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        wanted = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.key_id == wanted or wanted is None]
        if len(fitting) != 1:
            raise OAuth2Error("The provider signed with a key that it does not show.")
        return fitting[0].key

    def _check_whose(self, claims: dict[str, Any], app: SocialApp) -> None:
        """The school’s own directory, and no other customer’s of the same provider."""
        tenant, domains = app.settings.get("tenant"), app.settings.get("domains", [])
        if tenant and claims.get("tid") != tenant:
            raise OAuth2Error("The account belongs to another directory.")
        if app.settings.get("hosted") and claims.get("hd") not in domains:
            raise OAuth2Error("The account belongs to another domain.")


class OpenIDProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """A provider from the settings. What a visitor adds to the address of the sign-in changes nothing."""

    oauth2_adapter_class = OpenIDAdapter

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Only where to go on, and whether to sign in or to connect."""
        asked = super().get_redirect_from_request_kwargs(request)
        return {name: asked[name] for name in ("process", "next_url") if name in asked}

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **more: Any,
    ) -> HttpResponse:
        """Off to the provider, with a number that its answer has to repeat."""
        nonce = secrets.token_urlsafe(24)
        response: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params={"nonce": nonce}, nonce=nonce, **more
        )
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Who it is, by a number that is never given to anybody else."""
        uid = data.get(self.app.settings.get("uid_field", "sub"))
        if not uid:
            raise OAuth2Error("The provider does not say who it is.")
        return str(uid)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing is kept but the number."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """The address alone; names come from the school."""
        addresses = self.extract_email_addresses(data)
        return {"email": addresses[0].email} if addresses else {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """The one address, if the provider can be believed about it."""
        email = self._microsoft_address(data) if self.app.settings.get("tenant") else _plain(data)
        if not email:
            return []
        domains = self.app.settings.get("domains", [])
        if domains and email.lower().rpartition("@")[2] not in domains:
            return []
        return [EmailAddress(email=email, verified=True, primary=True)]

    def _microsoft_address(self, data: dict[str, Any]) -> str:
        """A directory’s administrator can write any `email`; the name one signs in with lies in a domain they proved."""
        name = str(data.get("preferred_username", ""))
        if name.lower().rpartition("@")[2] in self.app.settings["domains"]:
            return name
        return str(data.get("email", "")) if data.get("xms_edov") in YES else ""


def _plain(data: dict[str, Any]) -> str:
    return str(data.get("email", "")) if data.get("email_verified") in YES else ""


def providers(request: HttpRequest) -> list[OpenIDProvider]:
    """Every provider that is set up."""
    adapter = get_adapter(request)
    return [
        adapter.get_provider(request, app.provider_id)
        for app in adapter.list_apps(request, provider=OpenIDConnectProvider.id)
    ]


def adapter_for(request: HttpRequest, provider: str) -> OpenIDAdapter:
    """The conversation that a provider’s answer belongs to."""
    adapter = OpenIDAdapter(request, provider)
    stashed = statekit.get_states(request).get(request.GET.get("state", ""))
    adapter.nonce = str(stashed[0].get("nonce", "")) if stashed else ""
    issuer = request.GET.get("iss")
    if issuer and issuer.rstrip("/") != adapter.get_provider().app.settings["server_url"].rstrip(
        "/"
    ):
        raise OAuth2Error("The answer comes from another provider.")
    return adapter


def error_page(request: HttpRequest, provider: str, problem: Exception) -> HttpResponse:
    """What people see when the conversation failed."""
    try:
        page: HttpResponse = render_authentication_error(
            request, get_adapter().get_provider(request, provider), exception=problem
        )
    except ImmediateHttpResponse as answered:
        page = answered.response
    return page

"""Signing in by the organisation's identity provider (OpenID Connect): django-allauth speaks with it, we let people in.

Only whoever was invited, or works here already, comes in. A provider's word about an address counts only where it says
that it has verified it.
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from urllib3.exceptions import HTTPError

from honour.staff.events import record
from honour.staff.invitations import welcome
from honour.staff.models import Invitation, Member
from honour.staff.names import one_line

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PROVIDER = "company"
"""The short name under which the one provider of an installation is kept."""

_TIMEOUT = 10  # seconds
_MOST = 1_000_000  # bytes
_LEEWAY = 60  # seconds by which the provider's clock may differ from ours
_SILENT = (requests.Timeout, requests.ConnectionError)
_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


class NotOne(Exception):  # noqa: N818 - the name is the message
    """Nobody comes in on what the provider says: the message says why."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of somebody.

    ``subject``, its id for them; ``verified``, whether it has checked the address;
    ``strong``, whether it says that they signed in there with more than one factor (RFC 8176, ``mfa``).
    """

    provider: str
    subject: str
    email: str
    verified: bool
    name: str
    strong: bool


class Arrived(HttpResponse):
    """Carries the claims from allauth's flow to our page; never sent to anybody."""

    def __init__(self, claims: Claims) -> None:
        super().__init__()
        self.claims = claims


class Failed(HttpResponse):
    """Carries a failure from allauth's flow to our page; never sent to anybody.

    ``cancelled``: the person said no; ``silent``: the provider did not answer.
    """

    def __init__(self, *, cancelled: bool = False, silent: bool = False) -> None:
        super().__init__()
        self.cancelled = cancelled
        self.silent = silent


class CarefulSession(requests.Session):
    """Asks the identity provider: https (or this machine), no detours, not for long, not for much, and for JSON."""

    def request(self, method: Any, url: Any, *args: Any, **words: Any) -> requests.Response:
        """Send a request. Errors: ``requests.RequestException``."""
        require_private(str(url))
        words["timeout"] = _TIMEOUT
        words["allow_redirects"] = False
        words["stream"] = True
        answer = super().request(method, url, *args, **words)
        try:
            body = answer.raw.read(_MOST + 1, decode_content=True)
        except HTTPError as error:
            raise requests.ConnectionError("The identity provider stopped in the middle of its answer.") from error
        if len(body) > _MOST or answer.is_redirect:
            raise requests.RequestException("The identity provider's answer is not one we take.")
        answer._content = body  # noqa: SLF001 - so that it can be read as if it had come at once
        if not isinstance(answer.json(), dict):
            raise requests.RequestException("The identity provider's answer names nothing.")
        return answer


def require_private(url: str) -> None:
    """Refuse an address that anybody on the way could read. Errors: ``requests.RequestException``."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname or "")):
        raise requests.RequestException("The identity provider has to be reached by https.")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_verified(told: dict[str, Any]) -> bool:
    """Whether the provider says that it has checked the address.

    Microsoft Entra ID says nothing of it; asked to, it says whether the domain's owner stands for it (``xms_edov``).
    """
    if "email_verified" in told:
        return told["email_verified"] is True
    return str(told.get("xms_edov")).lower() in {"true", "1"}


class Provider(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """How django-allauth meets the provider: set as ``SOCIALACCOUNT_ADAPTER``. No page of its own is ever shown."""

    def get_requests_session(self) -> CarefulSession:
        """Give the way in which the provider is asked."""
        return CarefulSession()

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:  # noqa: ARG002 - allauth's signature
        """Take the claims out of allauth's flow, before it would make or find an account by its own rules."""
        said: dict[str, Any] = sociallogin.account.extra_data
        told = {**said.get("userinfo", {}), **said.get("id_token", {})}
        if not told.get("nonce") or told["nonce"] != sociallogin.state.get("nonce"):
            raise ImmediateHttpResponse(Failed())
        methods = told.get("amr") or []
        claims = Claims(
            provider=sociallogin.account.provider,
            subject=str(told.get("sub", "")),
            email=str(told.get("email") or "").lower(),
            verified=_is_verified(told),
            name=one_line(str(told.get("name") or ""))[:200],
            strong=isinstance(methods, list) and "mfa" in methods,
        )
        raise ImmediateHttpResponse(Arrived(claims))

    def on_authentication_error(  # allauth's signature
        self,
        request: Any,  # noqa: ARG002
        provider: Any,  # noqa: ARG002
        error: Any = None,
        exception: Exception | None = None,
        **_: Any,
    ) -> None:
        """Take a failure out of allauth's flow."""
        silent = isinstance(exception, _SILENT)
        raise ImmediateHttpResponse(Failed(cancelled=str(error) == "cancelled", silent=silent))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody signs up by themselves."""
        return False


class Verified(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth carries no types
    """Reads the provider's answer; a token counts only with the provider's signature, however it came."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002 - allauth's signature
        """Give the address to which the provider sends people back: the one that was registered with it."""
        return f"{settings.HONOUR_PUBLIC_URL.rstrip('/')}{reverse('console:provider-callback')}"

    @property
    def basic_auth(self) -> bool:
        """Whether we show who we are in a header; where the provider does not say, it is so (Discovery 1.0, 3)."""
        ways = self.openid_config.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_post" not in ways

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        if self.openid_config["issuer"] != (settings.HONOUR_SSO or {}).get("issuer"):
            raise OAuth2Error("The provider calls itself by another name than the settings do.")
        require_private(str(self.openid_config["jwks_uri"]))
        try:
            header = jwtkit.jwt.get_unverified_header(id_token)
            algorithm = header.get("alg")
            if algorithm not in _ALGORITHMS:
                raise OAuth2Error("The token is not signed by a public key.")
            told: dict[str, Any] = jwtkit.jwt.decode(
                id_token,
                key=jwtkit.jwt.PyJWK(self._published_key(header.get("kid")), algorithm).key,
                algorithms=[algorithm],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=_LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp"]},
            )
        except (KeyError, ValueError, TypeError, jwtkit.jwt.PyJWTError) as error:
            raise OAuth2Error("The token cannot be read.") from error
        if told.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The token was made for another installation (OpenID Connect Core, 3.1.3.7).")
        jwtkit.verify_jti(told)
        return told

    def _published_key(self, kid: str | None) -> dict[str, Any]:
        """Give the provider's key of a name. Where it publishes one only, it need not name it (Core, 10.1).

        Errors: ``OAuth2Error``; ``requests.RequestException``.
        """
        with CarefulSession() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys: list[dict[str, Any]] = [each for each in answer.json()["keys"] if _signs(each)]
        fitting = keys if kid is None else [each for each in keys if each.get("kid") == kid]
        if len(fitting) != 1:
            raise OAuth2Error("The provider publishes no such key.")
        return fitting[0]

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **words: Any) -> Any:
        """Give the login that a token and, where it names no address, the provider's page about the person tell of."""
        signed = words["response"].get("id_token")
        if not signed:
            raise OAuth2Error("The provider sent no token that names the person.")
        data = {"id_token": self._decode_id_token(app, signed)}
        if not data["id_token"].get("email"):
            more = self._fetch_user_info(token.token)
            if more.get("sub") != data["id_token"].get("sub"):
                raise OAuth2Error("The provider spoke of two people (OpenID Connect Core, 5.3.2).")
            data["userinfo"] = more
        return self.get_provider().sociallogin_from_response(request, data)


def _signs(key: object) -> bool:
    return isinstance(key, dict) and key.get("use", "sig") == "sig"


def begin(request: HttpRequest, next_url: str) -> HttpResponseBase:
    """Send somebody to the provider.

    Errors: ``requests.RequestException`` when it does not answer; ``Failed`` is returned when its answer is no good.
    """
    provider = Verified(request, PROVIDER).get_provider()
    provider.oauth2_adapter_class = Verified
    nonce = secrets.token_urlsafe(16)
    answer: HttpResponseBase = provider.redirect(
        request, process="login", next_url=next_url, auth_params={"nonce": nonce}, nonce=nonce
    )
    return answer


def finish(request: HttpRequest) -> HttpResponseBase:
    """Take what the provider sends back: ``Arrived`` with what it says, or ``Failed``."""
    try:
        answer: HttpResponseBase = OAuth2CallbackView.adapter_view(Verified(request, PROVIDER))(request)
    except _SILENT:
        return Failed(silent=True)
    return answer


@transaction.atomic
def member_for(claims: Claims) -> Member:
    """Give the member that the provider speaks of; an invited person gets their account.

    Errors: ``NotOne``.
    """
    tied = SocialAccount.objects.filter(provider=claims.provider, uid=claims.subject).select_related("user").first()
    if tied is not None:
        if not tied.user.is_active:
            raise NotOne("Your access here has ended. If that is a mistake, ask the privacy lead.")
        found: Member = tied.user
        return found
    if not claims.subject or not claims.email:
        raise NotOne("Your identity provider does not tell us your email address. Ask whoever runs it to send it.")
    if not claims.verified:
        raise NotOne("Your identity provider has not verified your email address, so we do not know that it is yours.")
    member = Member.objects.filter(email=claims.email).first()
    if member is None:
        invitation = Invitation.objects.select_for_update().filter(email=claims.email).first()
        if invitation is None:
            raise NotOne("You have not been invited. Ask the privacy lead for an invitation to this address.")
        member = welcome(invitation, name=claims.name or invitation.name, password=None)
    if not member.is_active:
        raise NotOne("Your access here has ended. If that is a mistake, ask the privacy lead.")
    if SocialAccount.objects.filter(user=member, provider=claims.provider).exists():
        raise NotOne("This address belongs to an account that is tied to somebody else at your identity provider.")
    SocialAccount.objects.create(user=member, provider=claims.provider, uid=claims.subject, extra_data={})
    record("staff:linked", {"member": member.opaque_id})
    return member

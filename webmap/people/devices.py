"""Browsers that an account signed in with before: a cookie for each, which skips the throttle, no more.

Strangers who try an account's password make strangers wait, not its owner. The cookie is bound to the
account, lasts half a year, and ends with a change of password or role and with signing out on all other
machines. On a shared computer each account has a cookie of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from werkzeug.wrappers import Response

from geodata.store.users import StoredUser

_LASTS = timedelta(days=180)
_RANDOM_BYTES = 12
_NAME_DIGITS = 16


@dataclass(frozen=True)
class Devices:
    """Makes and reads the cookies.

    Parameters
    ----------
    key : bytes
        Derived from the installation's secret.
    is_https : bool
        Whether the portal is reached over HTTPS only; without it browsers take no `Secure` cookie.
    """

    key: bytes = field(repr=False)
    is_https: bool

    def known(self, cookies: Mapping[str, str], user: StoredUser | None, day: date) -> str | None:
        """Return which of an account's browsers this is; None where it is none of them."""
        if user is None or not user.is_active:
            return None
        random, _, rest = cookies.get(self._name(user), "").partition(".")
        made, _, seal = rest.partition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(user, random, made).encode()):
            return None
        return random if timedelta() <= day - date.fromisoformat(made) <= _LASTS else None

    def remember(self, response: Response, user: StoredUser, day: date) -> None:
        """Let an answer make its browser one of the account's."""
        random, made = secrets.token_urlsafe(_RANDOM_BYTES), day.isoformat()
        response.set_cookie(
            self._name(user),
            f"{random}.{made}.{self._seal(user, random, made)}",
            max_age=_LASTS,
            secure=self.is_https,
            httponly=True,
            samesite="Lax",
        )

    def _name(self, user: StoredUser) -> str:
        # The browser keeps a name with this prefix to this host, and to TLS.
        prefix = "__Host-" if self.is_https else ""
        return f"{prefix}device-{self._keyed('name', user.name)[:_NAME_DIGITS]}"

    def _seal(self, user: StoredUser, random: str, made: str) -> str:
        return self._keyed("seal", user.name, user.role, str(user.browsers_era), random, made)

    def _keyed(self, *parts: str) -> str:
        return hmac.new(self.key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

"""The portal's own refusals; `pages/error_pages.py` answers them."""

from __future__ import annotations


class PortalError(Exception):
    """Base of the portal's own refusals; `code` names the message, `parameters` fill it."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code + (f" {parameters}" if parameters else ""))
        self.code = code
        self.parameters = parameters


class UnknownPage(PortalError):
    """The address names an indicator, unit or period that the portal does not have."""


class BadParameter(PortalError):
    """A parameter of the address cannot be read."""


class NotForThisReader(PortalError):
    """What is asked for exists, but not for this reader."""


class WrongPassword(PortalError):
    """Name and password do not belong together; which of the two is wrong is not said."""


class TooManyAttempts(PortalError):
    """Something was tried too often; `seconds` says how long to wait."""

"""A letter for somebody without an e-mail address: the link in words and as a code for the camera of a phone."""

from __future__ import annotations

import io

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from gatepost.policies.campaigns.links import link_of
from gatepost.policies.models import Ask


def address_of(ask: Ask) -> str:
    """The whole address that a letter bears; the path alone where the server was not told its own name."""
    server: str = settings.ADDRESS
    return server.rstrip("/") + link_of(ask)


def code_of(address: str) -> SafeString:
    """An address as a QR code, drawn as SVG without any colour of its own but black on white."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    image = code.make_image(image_factory=qrcode.image.svg.SvgPathFillImage)
    target = io.BytesIO()
    image.save(target)
    return mark_safe(target.getvalue().decode().partition("?>")[2])

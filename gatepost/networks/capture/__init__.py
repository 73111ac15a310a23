"""Captures of public pages as evidence: fetched by the one way out, archived as WARC, shown in a closed-off browser."""

from gatepost.networks.capture.browser import Browser, find_browser
from gatepost.networks.capture.fetching import Limits
from gatepost.networks.capture.taking import Capture, CapturedFile, capture

__all__ = ["Browser", "Capture", "CapturedFile", "Limits", "capture", "find_browser"]

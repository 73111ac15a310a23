"""Draws a page as a PDF; importing it needs the libraries that WeasyPrint stands on."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import ImageFile
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

# WeasyPrint lets the whole process take pictures that are cut off; what people send in may not be.
ImageFile.LOAD_TRUNCATED_IMAGES = False

FONTS = Path(__file__).resolve().parents[2] / "web" / "static" / "gatepost" / "fonts"


class OnlyOurFonts(URLFetcher):  # type: ignore[misc]
    """Gives a page our own fonts, and nothing from a network or from elsewhere on the disk."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The font of an address such as font:/name.woff2; ValueError for any other."""
        parts = urlsplit(url)
        file = FONTS / Path(parts.path).name
        if parts.scheme != "font" or not file.is_file():
            raise ValueError(f"A printed policy may not reach for {url[:80]}.")
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": "font/woff2"})


def draw(html: str) -> bytes:
    """A page as a PDF with tags for those who have it read aloud (PDF/UA-1)."""
    page = HTML(string=html, url_fetcher=OnlyOurFonts())
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1"))

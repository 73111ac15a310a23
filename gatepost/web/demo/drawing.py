"""Pictures for the invented school, drawn here, so that nobody real is ever in them."""

from __future__ import annotations

import io
import math

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
SKY, SUN, HILL, FIELD, TRUNK, LEAVES = (
    "#bfe3f2", "#ffd166", "#9ccc8f", "#6ea85c", "#7a5230", "#3f7d3a",
)  # fmt: skip


def a_tree_on_a_field() -> bytes:
    """A young tree on a field under the sun."""
    picture, draw = _landscape()
    draw.rectangle((585, 420, 615, 640), fill=TRUNK)
    for across, up in ((0, 0), (-80, 40), (80, 40), (-40, -60), (40, -60)):
        draw.ellipse((510 + across, 280 + up, 690 + across, 440 + up), fill=LEAVES)
    return _as_file(picture)


def children_round_a_pond() -> bytes:
    """Four small figures round a pond."""
    picture, draw = _landscape()
    draw.ellipse((380, 560, 820, 740), fill="#4f9bc4")
    for place, coat in enumerate(("#d1495b", "#edae49", "#30638e", "#8d6a9f")):
        turn = math.pi * (0.15 + 0.23 * place)
        x, y = 600 - 300 * math.cos(turn), 560 - 60 * math.sin(turn)
        draw.rounded_rectangle((x - 30, y - 60, x + 30, y + 60), 18, fill=coat)
        draw.ellipse((x - 24, y - 112, x + 24, y - 64), fill="#c98f6b")
    return _as_file(picture)


def _landscape() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((940, 80, 1080, 220), fill=SUN)
    draw.ellipse((-200, 380, 800, 1100), fill=HILL)
    draw.ellipse((500, 420, 1500, 1100), fill=HILL)
    draw.rectangle((0, 600, WIDTH, HEIGHT), fill=FIELD)
    return picture, draw


def _as_file(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()

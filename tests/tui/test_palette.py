"""The colours of the verdicts: told apart by everybody, and read on every ground of the app.

Colour vision: the matrices of Machado, Oliveira and Fernandes (2009) at severity 1.0, on linear light.
Distance: CIEDE2000 (CIE 142-2001), checked against pairs published by Sharma, Wu and Dalal (2005).
"""

import math
from itertools import combinations

import pytest

from depcalc.render.style import DARK, LIGHT
from depcalc.tui.inks import THEMES

VISIONS = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)
APART = 19.0  # what the palettes were searched for
WORDS, MARKS = 4.5, 3.0  # WCAG 2: text, and what is no text


def linear(rgb):
    parts = [int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def lab(light):
    def f(t):
        return t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29

    x, y, z = (f(part / white) for part, white in zip(times(TO_XYZ, light), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(rgb, vision):
    return lab([min(1.0, max(0.0, part)) for part in times(VISIONS[vision], linear(rgb))])


def distance(one, other):
    """CIEDE2000."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = h2 - h1 - (360 if h2 - h1 > 180 else 0) + (360 if h2 - h1 < -180 else 0) if c1 * c2 else 0.0
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    mid, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = h1 + h2
    if c1 * c2:
        h = h / 2 if abs(h1 - h2) <= 180 else (h + 360) / 2 if h < 360 else (h - 360) / 2
    t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.20 * cos(4 * h - 63)
    rotated = (
        -2
        * math.sqrt(c**7 / (c**7 + 25**7))
        * math.sin(math.radians(60 * math.exp(-(((h - 275) / 25) ** 2))))
    )
    sl, sc, sh = (
        1 + 0.015 * (mid - 50) ** 2 / math.sqrt(20 + (mid - 50) ** 2),
        1 + 0.045 * c,
        1 + 0.015 * c * t,
    )
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotated * (dc / sc) * (dh / sh))


def cos(degrees):
    return math.cos(math.radians(degrees))


def contrast(one, other):
    low, high = sorted(
        sum(a * b for a, b in zip(TO_XYZ[1], linear(rgb.lstrip("#")), strict=True)) for rgb in (one, other)
    )
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_the_published_one(one, other, apart):
    assert distance(one, other) == pytest.approx(apart, abs=1e-4)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_no_two_verdicts_look_alike_to_anybody(palette, vision):
    verdicts = {name: rgb for name, rgb in palette.items() if name != "alarm"}
    for one, other in combinations(verdicts, 2):
        apart = distance(seen(verdicts[one], vision), seen(verdicts[other], vision))
        assert apart >= APART, (one, other, apart)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_every_colour_can_be_read_on_every_ground(theme):
    colours = DARK if theme.dark else LIGHT
    for ground in (theme.background, theme.surface, theme.panel):
        for rgb in (*colours.values(), theme.foreground):
            assert contrast(rgb, ground) >= WORDS, (rgb, ground)


@pytest.mark.parametrize("theme", THEMES, ids=lambda t: t.name)
def test_the_line_under_the_cursor_can_be_read_and_its_mark_seen(theme):
    colours, ground = DARK if theme.dark else LIGHT, theme.variables["block-cursor-background"]
    for word in (colours["alarm"], theme.variables["block-cursor-foreground"]):
        assert contrast(word, ground) >= WORDS
    for rgb in colours.values():
        assert contrast(rgb, ground) >= MARKS, rgb

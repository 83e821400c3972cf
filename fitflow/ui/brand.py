"""A studio's own colour as a style sheet: the accent tokens, kept readable in both themes whatever was chosen."""

from functools import lru_cache

Colour = tuple[float, float, float]
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
INK: Colour = (17, 26, 44)
#: The surfaces of tokens.css on which accents stand.
LIGHT_SURFACE: Colour = (255, 255, 255)
DARK_SURFACE: Colour = (26, 36, 57)
LIGHT_PAGE: Colour = (246, 247, 249)
READABLE = 4.5
#: Below this white letters are given up for dark ones; above it the colour is darkened until they read.
NEARLY_READABLE = 3.0
STEPS = 40


@lru_cache(maxsize=500)
def brand_css(color: str) -> str:
    """The accent tokens for a #rrggbb colour."""
    base = parse(color)
    ink = WHITE if contrast(WHITE, base) >= NEARLY_READABLE else INK
    fill = readable(base, [ink], towards=BLACK if ink == WHITE else WHITE)
    light_soft, dark_soft = mix(base, LIGHT_SURFACE, 0.9), mix(base, DARK_SURFACE, 0.78)
    light = readable(base, [light_soft, LIGHT_PAGE], towards=BLACK)
    dark = readable(base, [dark_soft, DARK_SURFACE], towards=WHITE)
    hover = mix(fill, BLACK if ink == WHITE else WHITE, 0.14)
    tokens = {
        "fill": hexed(fill),
        "fill-hover": hexed(hover),
        "fill-ink": hexed(ink),
        "link": f"light-dark({hexed(light)}, {hexed(dark)})",
        "soft": f"light-dark({hexed(light_soft)}, {hexed(dark_soft)})",
        "focus": f"light-dark({hexed(light)}, {hexed(dark)})",
    }
    lines = "".join(f"  --ff-{name}: {value};\n" for name, value in tokens.items())
    return f":root,\n[data-bs-theme] {{\n{lines}}}\n"


def parse(color: str) -> Colour:
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue


def hexed(color: Colour) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in color)


def mix(color: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in this one, as a screen shows it."""
    red, green, blue = (round(one + (two - one) * share) for one, two in zip(color, other, strict=True))
    return red, green, blue


def readable(color: Colour, grounds: list[Colour], *, towards: Colour) -> Colour:
    """The colour, moved as little as needed until it reads on every ground."""
    for step in range(STEPS + 1):
        moved = mix(color, towards, step / STEPS)
        if all(contrast(moved, ground) >= READABLE for ground in grounds):
            return moved
    return towards


def contrast(one: Colour, two: Colour) -> float:
    """As WCAG counts it: 1 to 21."""
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(color: Colour) -> float:
    red, green, blue = (linear(part / 255) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

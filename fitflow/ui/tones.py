"""Eight named tones that read well in both themes, for people, class types and kinds."""

import colorsys
import re
import zlib

TONES = ("blue", "teal", "green", "amber", "orange", "red", "pink", "violet")
_HUES = {"red": 0, "orange": 25, "amber": 45, "green": 135, "teal": 175, "blue": 218, "violet": 265, "pink": 325}
_MEANINGS = {
    "neutral": "slate",
    "info": "blue",
    "success": "green",
    "warning": "amber",
    "danger": "red",
    "error": "red",
    "accent": "violet",
    "debug": "slate",
}


def tone_of(text: str) -> str:
    """A tone by its name or meaning, the nearest one of a #rrggbb colour, else a stable one for any text."""
    if text in TONES or text == "slate":
        return text
    if text in _MEANINGS:
        return _MEANINGS[text]
    if re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        return nearest_tone(text)
    return TONES[zlib.crc32(text.encode()) % len(TONES)]


def nearest_tone(colour: str) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, _lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < 0.12:
        return "slate"
    degrees = hue * 360

    def distance(name: str) -> float:
        apart = abs(_HUES[name] - degrees)
        return min(apart, 360 - apart)

    return min(_HUES, key=distance)


def initials_of(name: str) -> str:
    words = [word for word in re.split(r"[\s\-]+", name.strip()) if word[:1].isalnum()]
    if not words:
        return "?"
    first, last = words[0], words[-1]
    return (first[0] + last[0]).upper() if len(words) > 1 else first[:2].upper()

"""Whether a name could be taken for another one."""

import unicodedata

#: Letters that Unicode does not take apart by itself.
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"})


def is_of_house(name: str, brand: str) -> bool:
    """Whether a name has the name of the house in it, however it is spaced, accented or written."""
    return bool(letters_of(brand)) and letters_of(brand) in letters_of(name)


def letters_of(text: str) -> str:
    """The letters and digits of a text, plain and small."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(sign for sign in plain if sign.isalnum())

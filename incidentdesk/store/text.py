"""What a text must be so that both databases keep it as it is."""


def storable(text: str) -> str:
    """Without NUL, which PostgreSQL refuses; halves of surrogate pairs, which are no characters, become “?”."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")

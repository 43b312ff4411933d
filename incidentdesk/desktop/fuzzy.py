"""Finding a command by some of its letters."""


def score(query: str, text: str, synonyms: str = "") -> int:
    """How well a text answers to a query: 0 not at all, more is better. Upper and lower case are the same.

    All words of the query must be found, each best at the beginning of a word, else inside one, else as letters in
    their order; in the synonyms at the beginning of a word only, for half as much.
    """
    text, others = text.casefold(), synonyms.casefold().split()
    total = 0
    for word in query.casefold().split():
        points = _word_score(word, text) or (40 if any(other.startswith(word) for other in others) else 0)
        if points == 0:
            return 0
        total += points
    return total


def _word_score(word: str, text: str) -> int:
    if text.startswith(word):
        return 100 + _length_bonus(text)
    if any(part.startswith(word) for part in text.replace("/", " ").split()):
        return 80 + _length_bonus(text)
    if word in text:
        return 50 + _length_bonus(text)
    initials = "".join(part[0] for part in text.split())
    if initials.startswith(word):
        return 40
    return 10 if len(word) >= 3 and _in_order(word, text) else 0


def _length_bonus(text: str) -> int:
    """A short text that matches is meant more likely than a long one."""
    return max(0, 10 - len(text) // 5)


def _in_order(word: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in word)

"""Are the numbers that the prose reads from figures still those of the figures?

A reading is a markdown cell that begins with "**Read". Each number in it must stand in an output
above it in its section, rounded as it is written ("about", "nearly" allow the last zeros to be
rounded too; "over" and "under" say the side; 10⁻⁷ is an order of magnitude), or be a setting in
the code above it, or be named in the cell: <!-- exact: 0.25, 10 --> for what arithmetic gives,
<!-- source: 3.3 --> for what somebody else has measured. Standard library only.
"""

import html
import json
import re

from tools import notebooks
from tools.environment import say

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹·−", "-0123456789.-")
POWER = r"(?:(?P<factor>\d+(?:\.\d+)?)\s?·\s?)?10(?P<power>[⁻·⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
PLAIN = r"(?P<plain>[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?)"
NUMBER = re.compile(rf"(?<![\w.·^/]){POWER}|(?<![\w.,·^]){PLAIN}(?!\w|[-–×]\d)")
ONES = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: value for value, word in enumerate(ONES.split(), 2)}
WORDS |= {word: 10 * value for value, word in enumerate(TENS.split(), 2)}
WORDS |= {"a hundred": 100, "a thousand": 1000, "a million": 10**6}
WORD = re.compile(rf"\b({'|'.join(WORDS)})[ -](?=(?:points|times|per cent|nats)\b)", re.IGNORECASE)
# What is no measurement: code, formulas, citations, places in the course, sizes of networks.
LEFT_OUT = re.compile(
    r"`[^`]*`|\$[^$]*\$|<!--.*?-->|\]\([^)]*\)|\b(?:19|20)\d\d\b|arXiv \d+\.\d+|\b[A-J]\d+\b"
    r"|\b(?:section|notebook|step|exercise|cell|figure|layer)s? \d+(?:(?:,| and| to|–) ?\d+)*"
    r"|\b\d+(?:[-–×]\d+){2,}\b|\d+ ?× ?\d+|\b1/\d+\b(?!\.\d)",
    re.DOTALL | re.IGNORECASE,
)
NAMED = re.compile(r"<!-- (?:exact|source): ([^>]*) -->")
SHARE = re.compile(r"(?: (?:and|or|to) [\d.]+)?\s?(?:%|per cent|points)")
LOOSE, OVER, UNDER = (
    re.compile(rf"(?:\b(?:{words})(?: the| a)? |[{signs}] ?)$", re.IGNORECASE)
    for words, signs in (
        ("about|nearly|almost|roughly|around|some", "≈"),
        ("over|more than|above|at least|beyond|past", ">≥"),
        ("under|less than|fewer than|below|at most|within", "<≤"),
    )
)


def check(wanted):
    """Print every number of a reading that nothing above it shows; return 1 if there is one."""
    count = 0
    for path in notebooks.found(wanted):
        for place, number, around in unread(json.loads(path.read_text("utf-8"))["cells"]):
            count += 1
            say(f"{path.name} cell {place}: {number} in “{around}”")
    say(f"numbers in readings that nothing above them shows: {count}")
    return int(bool(count))


def unread(cells):
    """List (cell's place, number as written, what stands around it) of what nothing shows."""
    faults, above = [], []  # above: the section's code cells so far
    for place, cell in enumerate(cells):
        source = "".join(cell["source"])
        if source.startswith("## "):
            above = []
        if cell["cell_type"] == "code":
            above.append(cell)
        elif source.startswith("**Read"):
            faults += [(place, *fault) for fault in unread_in(source, above)]
    return faults


def unread_in(source, above):
    """List (number, what stands around it) of a reading's numbers that no cell above shows."""
    lines = [line for cell in above for line in printed(cell).splitlines()]
    settings = [value for cell in above for value, *_ in numbers("".join(cell["source"]))]
    named = [value for match in NAMED.findall(source) for value, *_ in numbers(match)]
    prose = LEFT_OUT.sub(lambda match: " " * len(match[0]), source)
    faults = []
    for value, unit, start, end in numbers(prose):
        share = SHARE.match(prose[end:]) is not None
        exact = [*named, *(100 * setting if share else setting for setting in settings)]
        before = prose[max(0, start - 20) : start]
        if value not in exact and not shown(value, unit, before, outputs(lines, share)):
            around = " ".join(source[max(0, start - 40) : end + 20].split())
            faults.append((prose[start:end].strip(), around))
    return faults


def printed(cell):
    """What a code cell has written, pictures apart."""
    texts = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        parts = output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")
        texts += ["".join(part) for part in parts]
    return html.unescape(re.sub("<[^>]*>", " ", "\n".join(texts)))


def outputs(lines, share):
    """The numbers in lines of output; share: those in per cent or points, else the others."""
    for line in lines:
        for value, _, _, end in numbers(line):
            if share and re.search("%|points|per cent|accuracy", line):
                yield value
            if share and abs(value) <= 1:  # a fraction
                yield 100 * value
            if not share and not SHARE.match(line[end:]):
                yield value


def shown(value, unit, before, seen):
    """Is a number, written after some words, one of those seen, as it is rounded?"""
    if unit is None:
        return any(value / 10**0.5 <= each <= value * 10**0.5 for each in seen)
    if OVER.search(before):
        return any(value <= each <= 1.5 * value for each in seen)
    if UNDER.search(before):
        return any(value / 1.5 <= each <= value for each in seen)
    while LOOSE.search(before) and abs(value) >= 10 * unit and round(value / unit) % 10 == 0:
        unit *= 10
    return any(abs(abs(each) - abs(value)) <= 0.5001 * unit for each in seen)


def numbers(text):
    """List the numbers in a text: value, the unit of its last digit, where it starts and ends.
    A bare power such as 10⁻⁷ has no unit, None: it tells the order of magnitude.

    Numbers up to a million in words count before "points", "times", "per cent" and "nats".
    """
    found = []
    for match in NUMBER.finditer(text):
        written = (match["plain"] or match["factor"] or "1").replace(",", "").replace("−", "-")
        digits, _, exponent = written.partition("e")
        scale = 10 ** float((match["power"] or exponent or "0").translate(RAISED))
        bare = match["power"] and not match["factor"]
        unit = None if bare else scale * 10 ** -len(digits.partition(".")[2])
        found.append((float(digits) * scale, unit, match.start(), match.end()))
    for match in WORD.finditer(text):
        found.append((WORDS[match[1].lower()], 1, match.start(), match.end()))
    return found

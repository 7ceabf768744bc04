"""Checks a fund's public order log, with nothing of the service's own: Python 3's standard library is all that it needs.

    python3 verify/verify_order.py log.json [--receipt receipt.json]...

log.json is GET /v1/order-log/{fund}/{year} with all its lines; a receipt is GET /v1/claims/{reference}/receipt.
It ends with 0 when every check passes, 1 when something is broken, 2 when a file cannot be read.
verify-order.mjs does the same, word for word, in JavaScript.
"""

import hashlib
import json
import re
import sys
from collections import Counter

POT = ["limitPence", "availablePence", "heldPence", "committedPence"]
ACCOUNTS = ["fundingPence", "availablePence", "heldPence", "committedPence"]
# The service has so much of the queue in hand at once. A longer one is served in parts, with other lines between.
IN_HAND = 31
LARGEST = 2**53 - 1


def first_of(*checks):
    """The words of the first check that is broken; None when none is."""
    return next((words for broken, words in checks if broken), None)


def pick(record, names):
    return [record[name] for name in names]


# The shape of a line: every field that the hash covers, and no other.
def whole(value):
    return type(value) is int and abs(value) <= LARGEST


def count(value):
    return whole(value) and value >= 1


def text(value):
    return isinstance(value, str) and value != ""


def matches(pattern):
    return lambda value: text(value) and re.fullmatch(pattern, value) is not None


def or_null(test):
    return lambda value: value is None or test(value)


def money(names):
    return lambda value: misfit(value, dict.fromkeys(names, whole)) is None


MOMENT = matches(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
HASH = matches(r"[0-9a-f]{64}")
FIELDS = {
    "number": count,
    "outcome": lambda value: text(value) and value in RULES,
    "takenAt": MOMENT,
    "settledAt": MOMENT,
    "ticketId": text,
    "ticket": or_null(count),
    "resolves": or_null(text),
    "amountPence": lambda value: whole(value) and value >= 0,
    "because": or_null(text),
    "strictOrder": lambda value: isinstance(value, bool),
    "owner": or_null(HASH),
    "previousHash": HASH,
    "hash": HASH,
    "moved": money(ACCOUNTS),
    "after": money(POT),
}


def misfit(record, fields):
    """The first thing wrong with a record: nothing that is listed may be absent, and nothing else may be there."""
    if not isinstance(record, dict):
        return "it is not an object"
    wrong = next((name for name, test in fields.items() if name not in record or not test(record[name])), None)
    return first_of((wrong, f"its {wrong} is missing or wrong"), (len(record) > len(fields), "it has a field too many"))


def written(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def hash_of(log, line):
    """Made again from what the line says, as the service makes it."""
    names = ["number", "outcome", "takenAt", "settledAt", "ticketId", "ticket", "resolves", "amountPence", "because"]
    first = [line["previousHash"], f"{log['fund']}#{log['year']}", *pick(line, names), line["strictOrder"]]
    covered = [*first, *pick(line["moved"], ACCOUNTS), *pick(line["after"], POT), line["owner"]]
    return hashlib.sha256(written(covered).encode("utf-8", "replace")).hexdigest()


class Claim:
    def __init__(self, line):
        self.first, self.number, self.asked = line, line["ticket"], line["amountPence"]
        self.state, self.held, self.committed = None, None, 0


class Turn:
    """A line in its turn: `own` is the claim that its ticket is, `about` the claim that it resolves."""

    def __init__(self, log, line):
        self.line, self.asked = line, line["amountPence"]
        self.own, self.about = log.claims.get(line["ticketId"]), log.claims.get(line["resolves"])
        self.pot, self.queue, self.longest = log.pot, log.queue, log.longest


def unpassable(claims, pot, strict):
    """The first of these claims that may not be passed: under strict order any, otherwise one that fits into the pot."""
    return next((claim for claim in claims if strict or claim.asked <= pot[1]), None)


def in_turn(turn):
    """A claim gets money, or is refused by its cap after waiting: nobody before it waits, and the money is there."""
    ahead = turn.queue[: turn.queue.index(turn.own)] if turn.own else turn.queue
    passed = unpassable(ahead, turn.pot, turn.line["strictOrder"])
    return first_of(
        (passed, passed and f"it had its turn before claim {passed.number}, which came earlier and waits"),
        (turn.asked > turn.pot[1], "it had its turn though the money was not there"),
    )


def must_wait(turn):
    behind = len(turn.queue) > 0 if turn.line["strictOrder"] else turn.longest > IN_HAND
    return first_of((turn.asked <= turn.pot[1] and not behind, "it had to wait though it fits and nobody goes before it"))


def commits(turn):
    freed = turn.line["moved"]["availablePence"]
    excess = freed < 0 or turn.asked + freed > (turn.about.held or 0)
    return first_of((turn.about.state != "held", "nothing is held for it"), (excess, "it is more than is held"))


def adjusts(turn):
    passes = len(turn.queue) > 0 and turn.asked > turn.about.committed
    none = turn.about.state != "committed"
    return first_of((none, "nothing is committed to it"), (passes, "it took more money while others wait"))


def frees(turn):
    return first_of((turn.about.held != turn.asked, "it does not free exactly what is held"))


def draws(turn):
    kept = turn.about.held or 0 if turn.about and turn.about.state == "committed" else -1
    return first_of((turn.asked > kept, "it draws more than was kept for it"))


def divides(turn):
    whole = turn.about.held or 0 if turn.about and turn.about.state == "held" else 0
    return first_of((turn.asked >= whole, "it takes all of a hold, or what is not held"))


def leaves(turn):
    waits = turn.about.state == "waiting" and turn.about.asked == turn.asked
    return first_of((not waits, "its claim does not wait for that"))


# What a line has to move: funding, available, held, committed.
def still(_):
    return [0, 0, 0, 0]


def hold(turn):
    return [0, -turn.asked, turn.asked, 0]


def free(turn):
    return [0, turn.asked, -turn.asked, 0]


def limit(turn):
    return [turn.pot[0] - turn.asked, turn.asked - turn.pot[0], 0, 0]


def correct(turn):
    more = turn.asked - turn.about.committed
    return [0, -more, 0, more]


def commit(turn):
    freed = turn.line["moved"]["availablePence"]
    return [0, freed, -turn.asked - freed, turn.asked]


# For each outcome: whose line it is, what it has to move, and what else has to be so.
RULES = {
    "limit-set": ("limit", limit, lambda _: None),
    "held": ("claim", hold, in_turn),
    "waiting": ("claim", still, must_wait),
    "promoted": ("waiting claim", hold, in_turn),
    "drawn": ("claim", still, draws),
    "divided": ("claim", still, divides),
    "committed": ("request", commit, commits),
    "released": ("request", free, frees),
    "left": ("request", still, leaves),
    "adjusted": ("request", correct, adjusts),
    "refused": (None, still, lambda turn: in_turn(turn) if turn.own else None),
}


class Log:
    """What the lines so far have come to."""

    def __init__(self, fund, year, lines, next_line):
        self.fund, self.year, self.lines, self.next = fund, year, lines, next_line
        self.number, self.hash, self.pot, self.strict = 0, "0" * 64, [0, 0, 0, 0], True
        self.claims, self.tickets, self.last_claim = {}, set(), 0
        self.queue, self.longest, self.delays = [], 0, 0

    def identity_fault(self, turn):
        """Whose line it is: a claim has its number from its first line on, any other ticket has one line only."""
        line, own = turn.line, turn.own
        fresh = "claim" if line["ticket"] is not None else "request" if line["resolves"] is not None else "limit"
        kind = "waiting claim" if own and own.state == "waiting" else fresh
        wanted = RULES[line["outcome"]][0] or kind
        refused = line["outcome"] == "refused"
        said = ["ticket", "takenAt", "amountPence", "owner"]
        following = self.last_claim + 1
        return first_of(
            (kind != "waiting claim" and line["ticketId"] in self.tickets, "its ticket has had its line already"),
            (wanted != kind, f"{line['outcome']} is for a {wanted}, and this is a {kind}"),
            ((line["owner"] is None) != (kind == "limit"), "a limit has no owner, and everything else has one"),
            ((line["because"] is None) == refused, "a reason goes with a refusal, and only there"),
            (kind == "request" and not refused and not turn.about, "it is about a claim that is not in the log"),
            (own and pick(line, said) != pick(own.first, said), "it differs from the first line of its claim"),
            (
                kind == "claim" and line["ticket"] != following,
                f"its claim number is {line['ticket']}, where {following} is next",
            ),
        )

    def money_fault(self, turn):
        """Nothing comes from nowhere and nothing goes nowhere; each outcome moves what it should."""
        moved, after = pick(turn.line["moved"], ACCOUNTS), pick(turn.line["after"], POT)
        expected = [old + change for old, change in zip(self.pot, [-moved[0], *moved[1:]])]
        _, moves, needs = RULES[turn.line["outcome"]]
        return (
            first_of(
                (sum(moved) != 0, "what it moved does not add up to nothing"),
                (after != expected, "the pot after it is not the pot before it with what it moved"),
                (min(after) < 0, "the pot after it is below nothing"),
            )
            or needs(turn)
            or first_of((moves(turn) != moved, "it moved something else than its outcome and amount say"))
        )

    def delay_fault(self, own=None):
        """Money that is free goes to the queue before the next ticket, unless the queue is too long to be in hand."""
        due = None if own else unpassable(self.queue[:1] if self.strict else self.queue, self.pot, False)
        self.delays += 1 if due else 0
        words = due and f"before it, claim {due.number} was not given the money that was free"
        return first_of((due and self.longest <= IN_HAND, words))

    def line_fault(self, line):
        shape = misfit(line, FIELDS)
        if shape:
            return shape
        place = first_of(
            (line["number"] != self.number + 1, f"its number is {line['number']}: a line is missing or moved"),
            (line["previousHash"] != self.hash, "it does not carry the hash of the line before"),
            (line["hash"] != hash_of(vars(self), line), "its hash is not that of what it says: it was changed"),
        )
        if place:
            return place
        turn = Turn(self, line)
        fault = self.identity_fault(turn) or self.money_fault(turn) or self.delay_fault(turn.own)
        if not fault:
            self.take(turn)
        return fault

    def take(self, turn):
        """Takes a sound line into the state."""
        line, outcome, about = turn.line, turn.line["outcome"], turn.about
        self.number, self.hash, self.strict = line["number"], line["hash"], line["strictOrder"]
        self.pot = pick(line["after"], POT)
        self.tickets.add(line["ticketId"])
        if line["ticket"] is not None:
            claim = turn.own or Claim(line)
            got = outcome in ("held", "promoted", "drawn", "divided")
            claim.state, claim.held = ("held", turn.asked) if got else (outcome, None)
            self.claims[line["ticketId"]] = claim
            self.last_claim = max(self.last_claim, line["ticket"])
            if outcome == "waiting":
                self.queue.append(claim)
        # Nothing left is no hold: it can be neither freed nor drawn again.
        if outcome in ("drawn", "divided"):
            about.held = about.held - turn.asked or None
        if outcome == "adjusted":
            about.committed = turn.asked
        if outcome == "committed":
            about.held, about.committed = about.held + line["moved"]["heldPence"] or None, turn.asked
        if outcome == "released":
            about.held = None
        if outcome in ("left", "committed") or (outcome == "released" and about.state == "held"):
            about.state = outcome
        if turn.own or outcome == "left":
            self.queue = [claim for claim in self.queue if claim.state == "waiting"]
        self.longest = max(self.longest, len(self.queue)) if self.queue else 0

    def fault(self):
        """The whole log, line by line, up to the first that is broken."""
        for line in self.lines:
            fault = self.line_fault(line)
            if fault:
                return f"Line {self.number + 1} is broken: {fault}."
        late = self.delay_fault() if self.next is None else None
        return late and f"Line {self.number + 1} is missing: {late}."

    def receipt_fault(self, receipt):
        """A receipt has to say what the first line of its claim says."""
        if receipt.get("fund") != self.fund or receipt.get("year") != self.year:
            return "it is of another fund or year"
        position = receipt.get("position")
        if not count(position):
            return "it has no place in the line yet, so fetch it again"
        if position > len(self.lines):
            return f"there is no line {position}"
        line = self.lines[position - 1]
        said = {**line, "submittedAt": line["takenAt"]}
        names = ["ticketId", "ticket", "submittedAt", "amountPence", "previousHash", "hash", "owner"]
        wrong = next((name for name in names if written(receipt.get(name)) != written(said[name])), None)
        claim = self.claims.get(line["ticketId"])
        later = claim is None or claim.first is not line
        return first_of(
            (wrong, f"its {wrong} is not that of line {position}"),
            (later, "it is not the first line of a claim"),
        )

    def report(self):
        reasons = [line["because"] for line in self.lines if line["outcome"] == "refused"]
        caps = reasons.count("cap-exceeded")
        total, available, held, committed = self.pot
        return [
            f"The order log of {self.fund} {self.year} is sound.",
            f"Lines: {len(self.lines)}" + ("" if self.next is None else ", and the log goes on after them"),
            f"Claims: {len(self.claims)}" + tally(claim.state for claim in self.claims.values()),
            f"Refused: {len(reasons)}" + tally(reasons),
            f"Pence: limit {total}, available {available}, held {held}, committed {committed}",
            f"Lines between free money and the next of a queue longer than {IN_HAND}: {self.delays}",
            f"Last hash: {self.hash}",
            f"Not checked: refusals by a cap ({caps}), since employers are not named; other refusals ({len(reasons) - caps}), since",
            "  what they asked is not in the log; when holds ran out; whether lines are cut off the end (ask for the last hash).",
        ]


def tally(values):
    """How often each is there, in the order of the alphabet."""
    return "".join(f", {value} {times}" for value, times in sorted(Counter(values).items()))


class Unreadable(Exception):
    pass


def plain(digits):
    """A number as most programs keep it; what they would keep otherwise than it is written is found by writing it."""
    value = float(digits)
    return int(value) if value.is_integer() else value


def refuse(word):
    raise ValueError(word)


def read_file(path):
    with open(path, "rb") as file:
        return file.read()


def read(path, read_bytes):
    """Only JSON that says everything once and plainly: in anything else, two readers could see two things."""
    try:
        source = read_bytes(path).decode("utf-8")
        value = json.loads(source, parse_int=plain, parse_float=plain, parse_constant=refuse)
        bare = re.sub(r'("(?:[^"\\]|\\.)*")|[ \t\r\n]+', lambda found: found[1] or "", source)
        if bare == written(value) and isinstance(value, dict):
            return value
    except (OSError, ValueError, OverflowError, RecursionError):
        raise Unreadable(f"Cannot read {path}: there is no such file, or it is not JSON.") from None
    raise Unreadable(f"Cannot read {path}: it is not plain JSON that says everything once.")


def read_log(path, read_bytes):
    log = read(path, read_bytes)
    fields = {"fund": text, "year": text, "lines": lambda value: isinstance(value, list), "next": or_null(count)}
    fault = misfit(log, fields)
    if fault:
        raise Unreadable(f"Cannot read {path}: it is no order log: {fault}.")
    return Log(log["fund"], log["year"], log["lines"], log["next"])


def verify(arguments, read_bytes):
    """What to print, and whether every check passed."""
    files = arguments[2::2]
    if arguments[1:] != [word for file in files for word in ("--receipt", file)] or not "".join(arguments[:1]):
        raise Unreadable("Usage: verify-order log.json [--receipt receipt.json]...")
    log = read_log(arguments[0], read_bytes)
    receipts = [(file, read(file, read_bytes)) for file in files]
    broken = log.fault()
    if broken:
        return [broken], False
    said, passed = log.report(), True
    for file, receipt in receipts:
        fault = log.receipt_fault(receipt)
        said.append(f"Receipt {file}: {fault or 'it agrees with the log'}.")
        passed = passed and not fault
    return said, passed


def run(arguments, read_bytes=read_file):
    """The exit code, and what to print."""
    try:
        said, passed = verify(arguments, read_bytes)
        return 0 if passed else 1, "\n".join(said)
    except Unreadable as error:
        return 2, str(error)


if __name__ == "__main__":
    code, said = run(sys.argv[1:])
    print(said, file=sys.stderr if code == 2 else sys.stdout)
    sys.exit(code)

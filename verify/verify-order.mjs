/*
 * Checks a fund's public order log, with nothing of the service's own: Node's standard library is all that it needs.
 *
 *   node verify/verify-order.mjs log.json [--receipt receipt.json]...
 *
 * log.json is GET /v1/order-log/{fund}/{year} with all its lines; a receipt is GET /v1/claims/{reference}/receipt.
 * It ends with 0 when every check passes, 1 when something is broken, 2 when a file cannot be read.
 * verify_order.py does the same, word for word, in Python.
 */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';

const POT = ['limitPence', 'availablePence', 'heldPence', 'committedPence'];
const ACCOUNTS = ['fundingPence', 'availablePence', 'heldPence', 'committedPence'];
/** The service has so much of the queue in hand at once. A longer one is served in parts, with other lines between. */
const IN_HAND = 31;

/** The words of the first check that is broken; undefined when none is. */
const firstOf = (...checks) => checks.find(([broken]) => broken)?.[1];
const pick = (record, names) => names.map((name) => record[name]);
const same = (some, others) => some.every((value, index) => value === others[index]);

// The shape of a line: every field that the hash covers, and no other.
const whole = (value) => Number.isSafeInteger(value);
const count = (value) => whole(value) && value >= 1;
const text = (value) => typeof value === 'string' && value !== '';
const matches = (pattern) => (value) => text(value) && pattern.test(value);
const moment = matches(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/);
const hash = matches(/^[0-9a-f]{64}$/);
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull = (test) => (value) => value === null || test(value);
const each = (names, test) => Object.fromEntries(names.map((name) => [name, test]));
const FIELDS = {
  number: count,
  outcome: (value) => text(value) && Object.hasOwn(RULES, value),
  takenAt: moment,
  settledAt: moment,
  ticketId: text,
  ticket: orNull(count),
  resolves: orNull(text),
  amountPence: (value) => whole(value) && value >= 0,
  because: orNull(text),
  strictOrder: (value) => typeof value === 'boolean',
  moved: (value) => misfit(value, each(ACCOUNTS, whole)) === undefined,
  after: (value) => misfit(value, each(POT, whole)) === undefined,
  owner: orNull(hash),
  previousHash: hash,
  hash,
};

/** The first thing wrong with a record: nothing that is listed may be absent, and nothing else may be there. */
function misfit(record, fields) {
  if (!isRecord(record)) return 'it is not an object';
  const isSound = (name) => Object.hasOwn(record, name) && fields[name](record[name]);
  const wrong = Object.keys(fields).find((name) => !isSound(name));
  const surplus = Object.keys(record).length > Object.keys(fields).length;
  return firstOf([wrong, `its ${wrong} is missing or wrong`], [surplus, 'it has a field too many']);
}

/** Made again from what the line says, as the service makes it: ten fields, each account, the pot, the owner. */
function hashOf({ fund, year }, line) {
  const said = pick(line, Object.keys(FIELDS).slice(0, 10));
  const money = [...pick(line.moved, ACCOUNTS), ...pick(line.after, POT)];
  const covered = JSON.stringify([line.previousHash, `${fund}#${year}`, ...said, ...money, line.owner]);
  return createHash('sha256').update(covered).digest('hex');
}

/** What the lines so far have come to: `pot` is limit, available, held, committed; `longest` the queue since it began. */
const newState = () => ({
  ...{ number: 0, hash: '0'.repeat(64), pot: [0, 0, 0, 0], strict: true },
  ...{ claims: new Map(), tickets: new Set(), lastClaim: 0, queue: [], longest: 0, delays: 0 },
});

/** The first of these claims that may not be passed: under strict order any, otherwise one that fits into the pot. */
const unpassable = (claims, pot, strict) => claims.find((claim) => strict || claim.asked <= pot[1]);

/** A claim gets money, or is refused by its cap after waiting: nobody before it waits, and the money is there. */
function inTurn({ line, asked, own, pot, queue }) {
  const passed = unpassable(own ? queue.slice(0, queue.indexOf(own)) : queue, pot, line.strictOrder);
  const words = `it had its turn before claim ${passed?.number}, which came earlier and waits`;
  return firstOf([passed, words], [asked > pot[1], 'it had its turn though the money was not there']);
}

function mustWait({ line, asked, pot, queue, longest }) {
  const behind = line.strictOrder ? queue.length > 0 : longest > IN_HAND;
  return firstOf([asked <= pot[1] && !behind, 'it had to wait though it fits and nobody goes before it']);
}

function commits({ line, asked, about }) {
  const freed = line.moved.availablePence;
  const excess = freed < 0 || asked + freed > about.held;
  return firstOf([about.state !== 'held', 'nothing is held for it'], [excess, 'it is more than is held']);
}

function adjusts({ asked, about, queue }) {
  const passes = queue.length > 0 && asked > about.committed;
  const none = about.state !== 'committed';
  return firstOf([none, 'nothing is committed to it'], [passes, 'it took more money while others wait']);
}

const frees = ({ asked, about }) => firstOf([about.held !== asked, 'it does not free exactly what is held']);
const draws = ({ asked, about }) =>
  firstOf([about?.state !== 'committed' || asked > about.held, 'it draws more than was kept for it']);
const divides = ({ asked, about }) =>
  firstOf([about?.state !== 'held' || asked >= about.held, 'it takes all of a hold, or what is not held']);
const leaves = ({ asked, about }) =>
  firstOf([about.state !== 'waiting' || about.asked !== asked, 'its claim does not wait for that']);

// What a line has to move: funding, available, held, committed.
const still = () => [0, 0, 0, 0];
const hold = ({ asked }) => [0, -asked, asked, 0];
const free = ({ asked }) => [0, asked, -asked, 0];
const limit = ({ asked, pot }) => [pot[0] - asked, asked - pot[0], 0, 0];
const correct = ({ asked, about }) => [0, about.committed - asked, 0, asked - about.committed];
const commit = ({ asked }, [, freed]) => [0, freed, -asked - freed, asked];

/** For each outcome: whose line it is, what it has to move, and what else has to be so. */
const RULES = {
  'limit-set': ['limit', limit],
  held: ['claim', hold, inTurn],
  waiting: ['claim', still, mustWait],
  promoted: ['waiting claim', hold, inTurn],
  drawn: ['claim', still, draws],
  divided: ['claim', still, divides],
  committed: ['request', commit, commits],
  released: ['request', free, frees],
  left: ['request', still, leaves],
  adjusted: ['request', correct, adjusts],
  refused: [null, still, (turn) => (turn.own ? inTurn(turn) : undefined)],
};

/** Whose line it is: a claim has its number from its first line on, and any other ticket has one line only. */
function identityFault({ line, own, about, tickets, lastClaim }) {
  const fresh = line.ticket !== null ? 'claim' : line.resolves !== null ? 'request' : 'limit';
  const kind = own?.state === 'waiting' ? 'waiting claim' : fresh;
  const wanted = RULES[line.outcome][0] ?? kind;
  const refused = line.outcome === 'refused';
  const said = ['ticket', 'takenAt', 'amountPence', 'owner'];
  const next = lastClaim + 1;
  return firstOf(
    [kind !== 'waiting claim' && tickets.has(line.ticketId), 'its ticket has had its line already'],
    [wanted !== kind, `${line.outcome} is for a ${wanted}, and this is a ${kind}`],
    [(line.owner === null) !== (kind === 'limit'), 'a limit has no owner, and everything else has one'],
    [(line.because === null) === refused, 'a reason goes with a refusal, and only there'],
    [kind === 'request' && !refused && !about, 'it is about a claim that is not in the log'],
    [own && !same(pick(line, said), pick(own.first, said)), 'it differs from the first line of its claim'],
    [kind === 'claim' && line.ticket !== next, `its claim number is ${line.ticket}, where ${next} is next`],
  );
}

/** Nothing comes from nowhere and nothing goes nowhere; each outcome moves what it should. */
function moneyFault(turn) {
  const { line, pot } = turn;
  const moved = pick(line.moved, ACCOUNTS);
  const after = pick(line.after, POT);
  const expected = [pot[0] - moved[0], pot[1] + moved[1], pot[2] + moved[2], pot[3] + moved[3]];
  const [, moves, needs] = RULES[line.outcome];
  const unmet = needs?.(turn);
  return firstOf(
    [moved.reduce((sum, amount) => sum + amount, 0) !== 0, 'what it moved does not add up to nothing'],
    [!same(after, expected), 'the pot after it is not the pot before it with what it moved'],
    [after.some((amount) => amount < 0), 'the pot after it is below nothing'],
    [unmet, unmet],
    [!same(moves(turn, moved), moved), 'it moved something else than its outcome and amount say'],
  );
}

/** Money that is free goes to the queue before the next ticket; only a queue too long to be in hand may wait for it. */
function delayFault(state, own) {
  const { queue, pot, strict, longest } = state;
  const due = own ? undefined : unpassable(strict ? queue.slice(0, 1) : queue, pot, false);
  if (due) state.delays += 1;
  const words = `before it, claim ${due?.number} was not given the money that was free`;
  return firstOf([due && longest <= IN_HAND, words]);
}

function lineFault(state, line, log) {
  const shape = misfit(line, FIELDS);
  if (shape) return shape;
  if (line.number !== state.number + 1) return `its number is ${line.number}: a line is missing or moved`;
  if (line.previousHash !== state.hash) return 'it does not carry the hash of the line before';
  if (line.hash !== hashOf(log, line)) return 'its hash is not that of what it says: it was changed';
  const named = { own: state.claims.get(line.ticketId), about: state.claims.get(line.resolves) };
  const turn = { ...state, ...named, line, asked: line.amountPence };
  const fault = identityFault(turn) ?? moneyFault(turn) ?? delayFault(state, turn.own);
  if (!fault) take(state, turn);
  return fault;
}

/** Takes a sound line into the state. */
function take(state, { line, asked, own, about }) {
  const { outcome, number, hash, strictOrder: strict } = line;
  Object.assign(state, { number, hash, strict, pot: pick(line.after, POT) });
  state.tickets.add(line.ticketId);
  if (line.ticket !== null) {
    const claim = own ?? { number: line.ticket, first: line, asked, committed: 0 };
    const got = ['held', 'promoted', 'drawn', 'divided'].includes(outcome);
    state.claims.set(line.ticketId, claim);
    Object.assign(claim, { state: got ? 'held' : outcome, held: got ? asked : null });
    state.lastClaim = Math.max(state.lastClaim, line.ticket);
    if (outcome === 'waiting') state.queue.push(claim);
  }
  // Nothing left is no hold: it can be neither freed nor drawn again.
  if (outcome === 'drawn' || outcome === 'divided') about.held = about.held - asked || null;
  if (outcome === 'committed') about.held = about.held + line.moved.heldPence || null;
  if (outcome === 'committed' || outcome === 'adjusted') about.committed = asked;
  if (outcome === 'released') about.held = null;
  const ends = ['left', 'committed'].includes(outcome) || (outcome === 'released' && about.state === 'held');
  if (ends) about.state = outcome;
  if (own || outcome === 'left') state.queue = state.queue.filter((claim) => claim.state === 'waiting');
  state.longest = state.queue.length === 0 ? 0 : Math.max(state.longest, state.queue.length);
}

/** The whole log, line by line, up to the first that is broken. */
function logFault(state, log) {
  for (const line of log.lines) {
    const fault = lineFault(state, line, log);
    if (fault) return `Line ${state.number + 1} is broken: ${fault}.`;
  }
  const late = log.next === null ? delayFault(state) : undefined;
  return late && `Line ${state.number + 1} is missing: ${late}.`;
}

/** A receipt has to say what the first line of its claim says. */
function receiptFault(receipt, log, claims) {
  if (receipt.fund !== log.fund || receipt.year !== log.year) return 'it is of another fund or year';
  if (!count(receipt.position)) return 'it has no place in the line yet, so fetch it again';
  const line = log.lines[receipt.position - 1];
  if (!line) return `there is no line ${receipt.position}`;
  const said = { ...line, submittedAt: line.takenAt };
  const names = ['ticketId', 'ticket', 'submittedAt', 'amountPence', 'previousHash', 'hash', 'owner'];
  const wrong = names.find((name) => receipt[name] !== said[name]);
  const isFirst = claims.get(line.ticketId)?.first === line;
  return firstOf(
    [wrong, `its ${wrong} is not that of line ${line.number}`],
    [!isFirst, 'it is not the first line of a claim'],
  );
}

/** How often each is there, in the order of the alphabet. */
function tally(values) {
  const times = (value) => values.filter((other) => other === value).length;
  const each = [...new Set(values)].sort();
  return each.map((value) => `, ${value} ${times(value)}`).join('');
}

function report(state, { fund, year, lines, next }) {
  const reasons = lines.filter(({ outcome }) => outcome === 'refused').map(({ because }) => because);
  const caps = reasons.filter((reason) => reason === 'cap-exceeded').length;
  const [limit, available, held, committed] = state.pot;
  return [
    `The order log of ${fund} ${year} is sound.`,
    `Lines: ${lines.length}${next === null ? '' : ', and the log goes on after them'}`,
    `Claims: ${state.claims.size}${tally([...state.claims.values()].map((claim) => claim.state))}`,
    `Refused: ${reasons.length}${tally(reasons)}`,
    `Pence: limit ${limit}, available ${available}, held ${held}, committed ${committed}`,
    `Lines between free money and the next of a queue longer than ${IN_HAND}: ${state.delays}`,
    `Last hash: ${state.hash}`,
    `Not checked: refusals by a cap (${caps}), since employers are not named; other refusals (${reasons.length - caps}), since`,
    '  what they asked is not in the log; when holds ran out; whether lines are cut off the end (ask for the last hash).',
  ];
}

class Unreadable extends Error {}

/** Only JSON that says everything once and plainly: in anything else, two readers could see two things. */
function read(path, readBytes) {
  try {
    const written = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readBytes(path));
    const value = JSON.parse(written);
    const bare = written.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_, quoted) => quoted ?? '');
    if (bare === JSON.stringify(value) && isRecord(value)) return value;
  } catch {
    throw new Unreadable(`Cannot read ${path}: there is no such file, or it is not JSON.`);
  }
  throw new Unreadable(`Cannot read ${path}: it is not plain JSON that says everything once.`);
}

/** What to print, and whether every check passed. */
function verify([path, ...options], readBytes) {
  const files = options.filter((_, index) => index % 2 === 1);
  const paired = options.length % 2 === 0 && options.every((word, n) => n % 2 === 1 || word === '--receipt');
  if (!path || !paired) throw new Unreadable('Usage: verify-order log.json [--receipt receipt.json]...');
  const log = read(path, readBytes);
  const unlike = misfit(log, { fund: text, year: text, lines: Array.isArray, next: orNull(count) });
  if (unlike) throw new Unreadable(`Cannot read ${path}: it is no order log: ${unlike}.`);
  const receipts = files.map((file) => [file, read(file, readBytes)]);
  const state = newState();
  const broken = logFault(state, log);
  if (broken) return [[broken], false];
  const faults = receipts.map(([file, receipt]) => [file, receiptFault(receipt, log, state.claims)]);
  const said = faults.map(([file, fault]) => `Receipt ${file}: ${fault ?? 'it agrees with the log'}.`);
  return [[...report(state, log), ...said], faults.every(([, fault]) => fault === undefined)];
}

/** The exit code, and what to print. */
export function run(words, readBytes = readFileSync) {
  try {
    const [said, passed] = verify(words, readBytes);
    return [passed ? 0 : 1, said.join('\n')];
  } catch (error) {
    if (error instanceof Unreadable) return [2, error.message];
    throw error;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename) {
  const [code, said] = run(process.argv.slice(2));
  (code === 2 ? process.stderr : process.stdout).write(`${said}\n`);
  process.exitCode = code;
}

import { CLAIM_STATUSES, TRANSITIONS } from '../domain/transitions.ts';
import type { ClaimEvent, ClaimStatus, Transition } from '../domain/transitions.ts';

const STATES: Readonly<Record<ClaimStatus, string>> = {
  draft: 'The employer is still writing it. Nobody else sees it and no money is asked for.',
  submitted: 'It has its place in the fund’s line. Evidence, rules and money are being judged.',
  waiting: 'The pot has no room. It keeps its place and is promoted when money comes back.',
  'in-review': 'Its money is held and a caseworker decides.',
  'on-hold': 'A caseworker has put it aside, with a reason. Its money stays held.',
  'needs-action': 'It was sent back: the employer has to put something right. Its money stays held.',
  approved: 'Its exact amount is committed; the rest of the hold is free again.',
  paid: 'The money has been paid.',
  rejected: 'It will not be paid, unless an appeal says otherwise. It holds no money.',
  withdrawn: 'The employer has ended it. It holds no money.',
  expired: 'Its time ran out. It holds no money.',
  deleted: 'A draft that the employer has thrown away.',
};

const EVENTS: Readonly<Record<ClaimEvent, string>> = {
  submit: 'The employer submits it.',
  resubmit: 'The employer has put right what was asked and submits it again, in its old place.',
  delete: 'The employer throws the draft away.',
  expire: 'The last day has passed.',
  return: 'Evidence or the rules found something that the employer can put right.',
  refuse:
    'The employer’s cap has no room, nobody has set a limit, or the rules found nothing but faults that cannot be put right.',
  queue: 'The pot has no room.',
  'open-review': 'Evidence is clean, the rules pass and the money is held.',
  approve: 'Every step is met. Above the policy’s amount it takes two people.',
  reject: 'A step gives a reason that the employer cannot put right.',
  'send-back': 'A step gives a reason that the employer can put right.',
  hold: 'A caseworker puts it aside.',
  resume: 'A caseworker takes it up again.',
  withdraw: 'The employer ends it.',
  pay: 'It was in a payment batch that was paid.',
  reopen: 'Two people take the decision back before payment.',
  appeal: 'The employer asks for another decision, by somebody else.',
};

/** A dash would be read as an arrow. */
const nodeOf = (status: ClaimStatus): string => status.replaceAll('-', '_');

const leads = (status: ClaimStatus): readonly Transition[] =>
  TRANSITIONS.filter(({ from }) => from === status);

const ends = CLAIM_STATUSES.filter((status) => leads(status).length === 0);

const diagram = (): readonly string[] => [
  '```mermaid',
  'stateDiagram-v2',
  ...CLAIM_STATUSES.filter((status) => status !== nodeOf(status)).map(
    (status) => `  state "${status}" as ${nodeOf(status)}`,
  ),
  '  [*] --> draft',
  ...TRANSITIONS.map(({ from, event, to }) => `  ${nodeOf(from)} --> ${nodeOf(to)}: ${event}`),
  ...ends.map((status) => `  ${nodeOf(status)} --> [*]`),
  '```',
];

const stateRow = (status: ClaimStatus): string => {
  const ways = leads(status).map(({ event, to }) => `${event} → ${to}`);
  return `| \`${status}\` | ${STATES[status]} | ${ways.join('<br>') || 'Nothing: it is over.'} |`;
};

const moveRow = ({ from, event, to, by }: Transition): string =>
  `| \`${from}\` | \`${event}\` | \`${to}\` | ${by} | ${EVENTS[event]} |`;

/** The page of claim states, in Markdown, drawn from the table that decides. */
export const claimStatesPage = (): string =>
  [
    '# Claim states',
    '',
    'Drawn from `shared/domain/transitions.ts` by `npm run docs`. That table decides which moves a claim can make: it is asked before every change, and it is the condition of the write in DynamoDB. A move that is not in it cannot happen.',
    '',
    ...diagram(),
    '',
    '## States',
    '',
    '| State | Means | Leaves by |',
    '| --- | --- | --- |',
    ...CLAIM_STATUSES.map(stateRow),
    '',
    '## Moves',
    '',
    '| From | Event | To | By | When |',
    '| --- | --- | --- | --- | --- |',
    ...TRANSITIONS.map(moveRow),
    '',
  ].join('\n');

import { describe, expect, it } from 'vitest';
import {
  EVIDENCE_TYPES,
  REFUSAL_CODES,
  evidenceGaps,
  evidenceOutcome,
} from '../../../shared/domain/evidence.ts';
import type { Evidence, EvidenceKind, EvidenceStatus } from '../../../shared/domain/evidence.ts';
import { SHIPPED_POLICY } from '../../../shared/domain/policy.ts';

interface Described {
  readonly kind?: EvidenceKind;
  readonly learnerId?: string;
  readonly reasonCode?: Evidence['reasonCode'];
}

let files = 0;
function file(status: EvidenceStatus, { kind = 'payment', ...rest }: Described = {}): Evidence {
  files += 1;
  return {
    evidenceId: `evidence-${files}`,
    reference: '7KD-M3QX-9TWB-A',
    kind,
    fileName: 'scan.pdf',
    contentType: 'application/pdf',
    sizeBytes: 1_000,
    sha256: 'ab'.repeat(32),
    status,
    requestedAt: '2025-10-01T09:00:00.000Z',
    uploadBy: '2025-10-01T09:15:00.000Z',
    ...rest,
  };
}
const completion = (learnerId: string, status: EvidenceStatus): Evidence =>
  file(status, { kind: 'completion', learnerId });

const PAYMENT = { payment: true, completion: false };
const COMPLETION = { payment: false, completion: true };
const BOTH = { payment: true, completion: true };

describe('what is wrong with the payment evidence', () => {
  it.each(['clean', 'scanning'] as const)('nothing when a file is %s', (status) => {
    expect(evidenceGaps(PAYMENT, [], [file(status)])).toEqual([]);
  });

  it('it is missing when there is no file', () => {
    expect(evidenceGaps(PAYMENT, [], [])).toEqual([{ kind: 'payment', reason: 'missing' }]);
  });

  it('it has not arrived when it was only announced', () => {
    const awaited = file('awaiting-upload');
    expect(evidenceGaps(PAYMENT, [], [awaited])).toEqual([
      { kind: 'payment', reason: 'not-arrived', evidenceId: awaited.evidenceId },
    ]);
  });

  it.each(REFUSAL_CODES)('a refused file says why: %s', (reasonCode) => {
    const refused = file('refused', { reasonCode });
    expect(evidenceGaps(PAYMENT, [], [refused])).toEqual([
      { kind: 'payment', reason: reasonCode, evidenceId: refused.evidenceId },
    ]);
  });

  it('a refused file without a reason could not be scanned', () => {
    const refused = file('refused');
    expect(evidenceGaps(PAYMENT, [], [refused])).toEqual([
      { kind: 'payment', reason: 'evidence-unscannable', evidenceId: refused.evidenceId },
    ]);
  });

  it('a refused file has to be replaced or removed, even beside a clean one', () => {
    const refused = file('refused', { reasonCode: 'evidence-infected' });
    expect(evidenceGaps(PAYMENT, [], [file('clean'), refused])).toEqual([
      { kind: 'payment', reason: 'evidence-infected', evidenceId: refused.evidenceId },
    ]);
  });

  it('says of nobody that it is theirs', () => {
    const gaps = [...evidenceGaps(PAYMENT, [], []), ...evidenceGaps(PAYMENT, [], [file('refused')])];
    expect(gaps.map((gap) => [gap.reason, 'learnerId' in gap])).toEqual([
      ['missing', false],
      ['evidence-unscannable', false],
    ]);
  });

  it('a certificate of nobody does not stand in for it either', () => {
    const nobodys = file('clean', { kind: 'completion' });
    expect(evidenceGaps(PAYMENT, [], [nobodys])).toEqual([{ kind: 'payment', reason: 'missing' }]);
  });

  it('completion evidence does not stand in for it', () => {
    expect(evidenceGaps(PAYMENT, ['a'], [completion('a', 'clean')])).toEqual([
      { kind: 'payment', reason: 'missing' },
    ]);
  });
});

describe('what is wrong with the completion evidence', () => {
  it('each learner needs their own', () => {
    const awaited = completion('c', 'awaiting-upload');
    expect(evidenceGaps(COMPLETION, ['a', 'b', 'c'], [completion('a', 'clean'), awaited])).toEqual([
      { kind: 'completion', learnerId: 'b', reason: 'missing' },
      { kind: 'completion', learnerId: 'c', reason: 'not-arrived', evidenceId: awaited.evidenceId },
    ]);
  });

  it('payment evidence does not stand in for it', () => {
    expect(evidenceGaps(COMPLETION, ['a'], [file('clean')])).toEqual([
      { kind: 'completion', learnerId: 'a', reason: 'missing' },
    ]);
  });
});

describe('every gap is named', () => {
  it('payment first, then the learners in the order of the claim', () => {
    const gaps = evidenceGaps(BOTH, ['b', 'a'], []);
    expect(gaps.map(({ kind, learnerId }) => [kind, learnerId])).toEqual([
      ['payment', undefined],
      ['completion', 'b'],
      ['completion', 'a'],
    ]);
  });

  it('and nothing that the claim does not need', () => {
    expect(evidenceGaps({ payment: false, completion: false }, ['a'], [])).toEqual([]);
  });
});

describe('the outcome of the evidence', () => {
  it.each([
    ['everything clean', ['clean'], ['clean'], 'clean'],
    ['several clean files of one kind', ['clean', 'clean'], ['clean'], 'clean'],
    ['payment still scanned', ['scanning'], ['clean'], 'scanning'],
    ['completion still scanned', ['clean'], ['scanning'], 'scanning'],
    ['one of two still scanned', ['clean', 'scanning'], ['clean'], 'scanning'],
    ['payment missing', [], ['clean'], 'refused'],
    ['completion missing', ['clean'], [], 'refused'],
    ['payment refused', ['refused'], ['clean'], 'refused'],
    ['completion refused', ['clean'], ['refused'], 'refused'],
    ['one refused beside one scanned', ['scanning', 'refused'], ['scanning'], 'refused'],
    ['one announced and never sent', ['awaiting-upload'], ['clean'], 'refused'],
  ] as const)('%s', (...[, payment, done, expected]) => {
    const given = [
      ...payment.map((status) => file(status)),
      ...done.map((status) => completion('a', status)),
    ];
    expect(evidenceOutcome(BOTH, ['a'], given)).toBe(expected);
  });

  it('is not clean while a second file is on its way beside a clean one', () => {
    const given = [file('clean'), file('awaiting-upload'), completion('a', 'clean')];
    expect(evidenceOutcome(BOTH, ['a'], given)).not.toBe('clean');
  });

  it('is not clean while an infected file lies on the claim, needed or not', () => {
    const infected = file('refused', { reasonCode: 'evidence-infected' });
    expect(evidenceOutcome(COMPLETION, ['a'], [infected, completion('a', 'clean')])).not.toBe('clean');
  });

  it('is not clean while a file of somebody who is no longer on the claim is refused', () => {
    const given = [file('clean'), completion('a', 'clean'), completion('gone', 'refused')];
    expect(evidenceOutcome(BOTH, ['a'], given)).not.toBe('clean');
  });
});

describe('the limits of files (section 7)', () => {
  it('PDF, JPEG and PNG', () => {
    expect(EVIDENCE_TYPES).toEqual(['application/pdf', 'image/jpeg', 'image/png']);
  });

  it('at most 2 MB each, at most four files of payment', () => {
    expect(SHIPPED_POLICY.evidence).toMatchObject({ maximumBytes: 2_097_152, maximumPaymentFiles: 4 });
  });
});

it('the policy that ships holds the defaults of the architecture', () => {
  expect(SHIPPED_POLICY).toMatchObject({
    floorDay: '2024-04-01',
    windowMonths: 3,
    daysToAnswer: 28,
    secondApproverAbovePence: 500_000,
    qualityAssuredFrom: '2026-04-01',
    strictOrder: true,
  });
});

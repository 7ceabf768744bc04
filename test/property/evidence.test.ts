import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEncryptedPdf, sniffEvidenceType } from '../../shared/domain/evidence-content.ts';
import {
  EVIDENCE_KINDS,
  EVIDENCE_STATUSES,
  evidenceGaps,
  evidenceOutcome,
} from '../../shared/domain/evidence.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import { aJpeg, aPdf, aPng, aProtectedPdf } from '../unit/domain/sample-files.ts';

const LEARNERS = ['a', 'b', 'c'];
const file: fc.Arbitrary<Evidence> = fc
  .record({
    evidenceId: fc.uuid(),
    kind: fc.constantFrom(...EVIDENCE_KINDS),
    learnerId: fc.constantFrom(...LEARNERS),
    status: fc.constantFrom(...EVIDENCE_STATUSES),
  })
  .map(({ kind, learnerId, ...rest }) => ({
    ...rest,
    kind,
    ...(kind === 'completion' ? { learnerId } : {}),
    reference: '7KD-M3QX-9TWB-A',
    fileName: 'scan.pdf',
    contentType: 'application/pdf',
    sizeBytes: 1_000,
    sha256: 'ab'.repeat(32),
    requestedAt: '2025-10-01T09:00:00.000Z',
    uploadBy: '2025-10-01T09:15:00.000Z',
  }));
const claim = fc.record({
  required: fc.record({ payment: fc.boolean(), completion: fc.boolean() }),
  learnerIds: fc.subarray(LEARNERS),
  files: fc.array(file, { maxLength: 8 }),
});

describe('the evidence of any claim', () => {
  it('is clean only if everything required is there and clean', () => {
    fc.assert(
      fc.property(claim, ({ required, learnerIds, files }) => {
        if (evidenceOutcome(required, learnerIds, files) !== 'clean') return;
        const clean = files.filter(({ status }) => status === 'clean');
        if (required.payment) expect(clean.some(({ kind }) => kind === 'payment')).toBe(true);
        for (const id of required.completion ? learnerIds : []) {
          expect(clean.some(({ kind, learnerId }) => kind === 'completion' && learnerId === id)).toBe(true);
        }
        expect(evidenceGaps(required, learnerIds, files)).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  it('is never clean unless every file is', () => {
    fc.assert(
      fc.property(claim, ({ required, learnerIds, files }) => {
        const outcome = evidenceOutcome(required, learnerIds, files);
        expect(outcome === 'clean' && files.some(({ status }) => status !== 'clean')).toBe(false);
      }),
      { numRuns: 600 },
    );
  });

  it('is refused exactly when there is a gap', () => {
    fc.assert(
      fc.property(claim, ({ required, learnerIds, files }) => {
        const gaps = evidenceGaps(required, learnerIds, files);
        if (gaps.length > 0) expect(evidenceOutcome(required, learnerIds, files)).toBe('refused');
        // What is missing is always something that the claim needs; a file that cannot count is named, needed or not.
        for (const gap of gaps.filter(({ reason }) => reason === 'missing')) {
          if (gap.kind === 'payment') expect(required.payment).toBe(true);
          else expect(required.completion && learnerIds.includes(gap.learnerId ?? '')).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('the bytes of a file', () => {
  it.each([
    ['a PDF', aPdf().toString('latin1').trimEnd()],
    ['a JPEG', aJpeg().toString('latin1')],
    ['a PNG', aPng().toString('latin1')],
  ])('%s that is cut off anywhere is not evidence', (_what, content) => {
    const bytes = Buffer.from(content, 'latin1');
    expect(sniffEvidenceType(bytes)).toBeDefined();
    for (let length = 0; length < bytes.length; length += 1) {
      expect(sniffEvidenceType(bytes.subarray(0, length))).toBeUndefined();
    }
  });

  it('of anything else are not evidence, whatever they are, and reading them never fails', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const known = ['%PDF-', '\u0089PNG', '\u00FF\u00D8\u00FF'];
        const start = Buffer.from(bytes).toString('latin1');
        fc.pre(!known.some((mark) => start.startsWith(mark)));
        expect(sniffEvidenceType(bytes)).toBeUndefined();
        expect(isEncryptedPdf(bytes)).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('of a protected PDF show it, wherever the protection is named', () => {
    const plain = aPdf().toString('latin1');
    const protectedPdf = aProtectedPdf().toString('latin1');
    expect(plain).not.toContain('/Encrypt');
    fc.assert(
      fc.property(fc.nat({ max: 3_000 }), (padding) => {
        const padded = protectedPdf.replace('\n1 0 obj', `\n%${'x'.repeat(padding)}\n1 0 obj`);
        expect(isEncryptedPdf(Buffer.from(padded, 'latin1'))).toBe(true);
        const open = plain.replace('\n1 0 obj', `\n%${'x'.repeat(padding)}\n1 0 obj`);
        expect(isEncryptedPdf(Buffer.from(open, 'latin1'))).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});

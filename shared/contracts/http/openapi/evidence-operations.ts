import type { Answer } from '../answer-fields.ts';
import { requestUploadBody } from '../evidence-requests.ts';
import { evidenceFileResponse, evidenceListResponse, uploadResponse } from '../evidence-responses.ts';
import type { evidenceResponse } from '../evidence-responses.ts';
import { REFERENCE } from './examples/claims.ts';
import { answers, answersNothing, body } from './operation.ts';
import type { OperationContract } from './operation.ts';

const SHA256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';
const EVIDENCE_ID = '019a1b31-77aa-7c40-9d0e-4b3a2c1d0e9f';
const EXPIRES = '2025-10-01T09:20:00.000Z';

const FILE: Answer<typeof evidenceResponse> = {
  evidenceId: EVIDENCE_ID,
  kind: 'payment',
  learnerId: null,
  fileName: 'invoice.pdf',
  contentType: 'application/pdf',
  sizeBytes: 48_213,
  sha256: SHA256,
  status: 'clean',
  requestedAt: '2025-10-01T09:05:00.000Z',
  settledAt: '2025-10-01T09:05:20.000Z',
};

export const EVIDENCE_OPERATIONS = {
  requestUpload: {
    tag: 'Evidence',
    summary: 'Ask to upload a file',
    description:
      'Say what the file is; the answer is permission to send exactly that file straight to storage, within minutes. It is scanned there before anybody can read it.',
    body: body('RequestUploadBody', requestUploadBody, {
      notes: {
        kind: '`payment` covers the whole claim; `completion` is for one learner.',
        learnerId: 'Whose completion it shows. Only with `completion`.',
        fileName: 'As people named it. It ends with the extension of its type.',
        sizeBytes: 'Exactly. At most 2 MB.',
        sha256: 'Of the file, as lower-case hex.',
      },
      example: {
        kind: 'payment',
        fileName: 'invoice.pdf',
        contentType: 'application/pdf',
        sizeBytes: 48_213,
        sha256: SHA256,
      },
    }),
    idempotencyKey: 'optional',
    success: [
      answers(
        uploadResponse,
        {
          ...FILE,
          status: 'awaiting-upload',
          settledAt: null,
          upload: {
            url: 'https://quarantine.example.invalid/',
            fields: { key: `${REFERENCE}/${EVIDENCE_ID}`, Policy: '…', 'X-Amz-Signature': '…' },
            expiresAt: EXPIRES,
          },
        },
        { status: 201, description: 'The file and its permission.', headers: ['Location'] },
      ),
    ],
    refuses: ['wrong-state'],
  },
  listEvidence: {
    tag: 'Evidence',
    summary: 'List the files of a claim',
    description: 'Each with how far its scan has come.',
    success: [answers(evidenceListResponse, { items: [FILE] }, { description: 'The files.' })],
    refuses: [],
  },
  readEvidence: {
    tag: 'Evidence',
    summary: 'Read about a file',
    description: 'A clean file comes with an address that downloads it, which soon expires.',
    success: [
      answers(
        evidenceFileResponse,
        { ...FILE, download: { url: 'https://evidence.example.invalid/…', expiresAt: EXPIRES } },
        { description: 'The file.' },
      ),
    ],
    refuses: [],
  },
  deleteEvidence: {
    tag: 'Evidence',
    summary: 'Remove a file',
    description: 'From a draft, or from a claim that was sent back.',
    success: [answersNothing('The file is gone.')],
    refuses: ['wrong-state'],
  },
} as const satisfies Record<string, OperationContract>;

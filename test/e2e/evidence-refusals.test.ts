import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { postFile } from '../../infra/local/demo/api-client.ts';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { submit, upload, waitForStatus } from '../../infra/local/demo/employer.ts';
import { eicarTestString } from '../../infra/local/malware-protection/eicar.ts';
import { CERTIFICATE, INVOICE, drafted, eventually, newLearner, withEvidence } from '../support/claims.ts';
import {
  announce,
  bytesOf,
  evidenceOf,
  give,
  readEvidence,
  settledEvidence,
  sha256Of,
  withCleanEvidence,
} from '../support/evidence.ts';
import type { Posted } from '../support/evidence.ts';
import { everythingSeen, expectRefusal } from '../support/refusals.ts';
import { OPENING, startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

let copy: RunningCopy;
let employer: ApiClient;

beforeAll(async () => {
  copy = await startCopy();
  employer = await copy.as('submitter@meadow');
});
afterEach(async () => {
  await scanner('off');
  await copy.setClock(OPENING);
});
afterAll(() => copy.close());

async function scanner(mode: 'off' | 'down' | 'duplicate'): Promise<void> {
  const answer = await copy.sandbox.send('PUT', '/sandbox/faults', { body: { target: 'scanner', mode } });
  expect(answer.status).toBe(200);
}

const pdf = (bytes: Posted['bytes'], fileName = 'invoice.pdf'): Posted => ({
  fileName,
  contentType: 'application/pdf',
  bytes,
});
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const INVOICE_TEXT = text(INVOICE.bytes);
/** As INVOICE, and as long, but another file. */
const OTHER_BYTES = bytesOf(INVOICE_TEXT.replace('Northmoor', 'Southmoor'));
const PNG_BYTES = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0],
  ...[0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82],
]);

const idIn = (body: unknown) => z.object({ evidenceId: z.string() }).parse(body).evidenceId;

/** Files that are not what they are said to be, and what is said of them in the end. A scanner may be the one to say so. */
const BAD_FILES: readonly (readonly [string, Posted, readonly string[]])[] = [
  [
    'a program with the name of a PDF',
    pdf(bytesOf(`MZ\u0090\u0000${'\u0000'.repeat(600)}`)),
    ['evidence-type', 'evidence-unscannable'],
  ],
  ['an HTML page with the name of a PDF', pdf(bytesOf('<script>alert(1)</script>')), ['evidence-type']],
  [
    'a PDF with the name and the type of a PNG',
    { fileName: 'invoice.png', contentType: 'image/png', bytes: INVOICE.bytes },
    ['evidence-type'],
  ],
  ['a PNG with the name and the type of a PDF', pdf(PNG_BYTES), ['evidence-type']],
  ['a virus with the name of a PDF', pdf(bytesOf(eicarTestString())), ['evidence-infected']],
  [
    'a PDF that asks for a password',
    pdf(bytesOf(INVOICE_TEXT.replace('trailer\n<<', 'trailer\n<< /Encrypt 6 0 R'))),
    ['evidence-unscannable'],
  ],
  [
    'a PDF that is cut off',
    pdf(bytesOf(INVOICE_TEXT.slice(0, INVOICE_TEXT.length / 2))),
    ['evidence-unscannable', 'evidence-type'],
  ],
];

describe('a file that is no evidence', () => {
  it.each(BAD_FILES)('is refused: %s', async (_what, file, reasons) => {
    const draft = await drafted(employer);
    await upload(employer, draft.claim, {
      kind: 'completion',
      learnerId: draft.learnerId,
      file: CERTIFICATE,
    });
    const announced = await announce(employer, draft.claim, { file });
    expect(announced.status).toBe(201);
    expect((await postFile(announced.body, withPostedType(file))).status).toBe(204);
    await settledEvidence(employer, draft.claim);
    const refused = await readEvidence(employer, draft.claim, idIn(announced.body));
    expect(refused.status).toBe('refused');
    expect(reasons).toContain(refused.reasonCode);
    expect(refused.download).toBeUndefined();

    const before = await everythingSeen(employer, [draft.claim]);
    const pointer = `/evidence/${refused.evidenceId}`;
    expectRefusal(await submit(employer, draft.claim), {
      status: 422,
      code: 'evidence-refused',
      pointer,
      entry: refused.reasonCode,
    });
    expect(await everythingSeen(employer, [draft.claim])).toEqual(before);
  });

  it('stops no claim any more once it is removed and replaced', async () => {
    const draft = await drafted(employer);
    await upload(employer, draft.claim, {
      kind: 'completion',
      learnerId: draft.learnerId,
      file: CERTIFICATE,
    });
    const { evidenceId } = await give(employer, draft.claim, pdf(bytesOf(eicarTestString())));
    await settledEvidence(employer, draft.claim);
    await upload(employer, draft.claim, { kind: 'payment', file: INVOICE });
    await settledEvidence(employer, draft.claim);
    // A refused file is not quietly passed over because a good one lies beside it.
    expectRefusal(await submit(employer, draft.claim), { status: 422, code: 'evidence-refused' });
    const removed = await employer.send('DELETE', `/claims/${draft.claim}/evidence/${evidenceId}`);
    expect(removed.status).toBe(204);
    expect((await submit(employer, draft.claim)).status).toBe(202);
    await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
  });

  it('sends a claim back that was submitted while it was being scanned, and keeps the money', async () => {
    const draft = await drafted(employer);
    await upload(employer, draft.claim, {
      kind: 'completion',
      learnerId: draft.learnerId,
      file: CERTIFICATE,
    });
    await settledEvidence(employer, draft.claim);
    await scanner('down');
    const { evidenceId } = await give(employer, draft.claim, pdf(bytesOf(eicarTestString())));
    expect((await submit(employer, draft.claim)).status).toBe(202);
    await scanner('off');
    const { body } = await waitForStatus(employer, draft.claim, { statuses: ['needs-action'] });
    expect(body).toMatchObject({
      amounts: { heldPence: 15_000 },
      problems: [{ code: 'evidence-infected', pointer: `/evidence/${evidenceId}` }],
    });
  });
});

/** The type is one of the signed fields; the browser's own word for the file does not count. */
const withPostedType = ({ fileName, bytes }: Posted) => ({
  fileName,
  bytes,
  contentType: 'application/pdf' as const,
});

const permission = z.object({
  evidenceId: z.string(),
  upload: z.object({ url: z.string(), fields: z.record(z.string(), z.string()), expiresAt: z.string() }),
});

describe('storage', () => {
  it('refuses a file of another size or with another content than was announced', async () => {
    const { claim } = await drafted(employer);
    const { body } = await announce(employer, claim, { file: pdf(INVOICE.bytes) });
    for (const bytes of [bytesOf(`${INVOICE_TEXT}\n`), INVOICE.bytes.slice(1), OTHER_BYTES, bytesOf('')]) {
      const stored = await postFile(body, withPostedType(pdf(bytes)));
      expect(stored.status).toBeGreaterThanOrEqual(400);
      expect(stored.status).toBeLessThan(500);
    }
    expect(await evidenceOf(employer, claim)).toMatchObject([{ status: 'awaiting-upload' }]);
    // The permission is still good for the file that it was given for.
    expect((await postFile(body, withPostedType(pdf(INVOICE.bytes)))).status).toBe(204);
    expect(await settledEvidence(employer, claim)).toMatchObject([{ status: 'clean' }]);
  });

  it('refuses a form that was changed', async () => {
    const [mine, other] = [await drafted(employer), await drafted(employer)];
    const file = pdf(INVOICE.bytes);
    const given = permission.parse((await announce(employer, mine.claim, { file })).body);
    const { url, fields } = given.upload;
    const changes: readonly Readonly<Record<string, string>>[] = [
      { key: `${other.claim}/${given.evidenceId}` },
      { 'Content-Type': 'text/html' },
      { 'x-amz-checksum-sha256': Buffer.from(sha256Of(OTHER_BYTES), 'hex').toString('base64') },
      { 'x-amz-meta-note': 'more' },
      { acl: 'public-read' },
      { Policy: `${fields['Policy'] ?? ''}AA` },
      { 'X-Amz-Signature': 'f'.repeat(64) },
    ];
    for (const change of changes) {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...fields, ...change })) form.append(name, value);
      form.append('file', new Blob([file.bytes]), file.fileName);
      const { status } = await fetch(url, { method: 'POST', body: form });
      expect([400, 403], JSON.stringify(change)).toContain(status);
    }
    expect(await evidenceOf(employer, mine.claim)).toMatchObject([{ status: 'awaiting-upload' }]);
    expect(await evidenceOf(employer, other.claim)).toEqual([]);
  });

  it('keeps what was scanned when the same form is posted again', async () => {
    const { claim } = await drafted(employer);
    const file = pdf(INVOICE.bytes);
    const { body } = await announce(employer, claim, { file });
    expect((await postFile(body, withPostedType(file))).status).toBe(204);
    await settledEvidence(employer, claim);
    const before = await everythingSeen(employer, [claim]);
    // The very same bytes are another version, and other bytes are refused.
    expect((await postFile(body, withPostedType(file))).status).toBe(204);
    expect((await postFile(body, withPostedType(pdf(OTHER_BYTES)))).status).toBe(400);
    // A later file of this claim is through the scanner: so is everything that was posted before it.
    await give(employer, (await drafted(employer)).claim, file);
    await settledEvidence(employer, claim);
    expect(await everythingSeen(employer, [claim])).toEqual(
      expect.arrayContaining(
        z
          .array(z.unknown())
          .parse(before)
          .filter((each) => !isList(each)),
      ),
    );
    const { download } = await readEvidence(employer, claim, idIn(body));
    const bytes = new Uint8Array(await (await fetch(download?.url ?? '')).arrayBuffer());
    expect(sha256Of(bytes)).toBe(INVOICE.sha256);
  });
});

const listed = z.object({ path: z.enum(['/claims?limit=100', '/learners?limit=100']) });
const isList = (seen: unknown): boolean => listed.safeParse(seen).success;

describe('an upload that is late', () => {
  it('is refused though storage took it, and the submission says so', async () => {
    const draft = await drafted(employer);
    await upload(employer, draft.claim, {
      kind: 'completion',
      learnerId: draft.learnerId,
      file: CERTIFICATE,
    });
    await settledEvidence(employer, draft.claim);
    const announced = permission.parse(
      (await announce(employer, draft.claim, { file: pdf(INVOICE.bytes) })).body,
    );
    expect(announced.upload.expiresAt).toBe('2025-10-01T09:15:00.000Z');
    await copy.setClock('2025-10-01T09:15:00.001Z');
    const pointer = `/evidence/${announced.evidenceId}`;
    // Not there yet: announced is not given.
    const early = await submit(employer, draft.claim);
    expectRefusal(early, { status: 422, code: 'evidence-missing' });
    expect((await postFile(announced, withPostedType(pdf(INVOICE.bytes)))).status).toBe(204);
    const files = await settledEvidence(employer, draft.claim);
    expect(files.find(({ evidenceId }) => evidenceId === announced.evidenceId)).toMatchObject({
      status: 'refused',
      reasonCode: 'evidence-late',
    });
    const refused = await submit(employer, draft.claim);
    expectRefusal(refused, { status: 422, code: 'evidence-refused', pointer, entry: 'evidence-late' });
  });

  it('is in time in its last millisecond', async () => {
    const { claim } = await drafted(employer);
    const { body } = await announce(employer, claim, { file: pdf(INVOICE.bytes) });
    await copy.setClock('2025-10-01T09:15:00Z');
    expect((await postFile(body, withPostedType(pdf(INVOICE.bytes)))).status).toBe(204);
    expect(await settledEvidence(employer, claim)).toMatchObject([{ status: 'clean' }]);
  });
});

describe('announcing', () => {
  const BAD_NAMES = [
    '../../etc/passwd.pdf',
    '/etc/passwd.pdf',
    'C:\\Windows\\system32\\a.pdf',
    '.pdf',
    '.hidden.pdf',
    'invoice\u0000.pdf',
    'invoice\r\nX-Evil: 1.pdf',
    'invoice\u202efdp.exe.pdf',
    'in\u200bvoice.pdf',
    'invoice\ud800.pdf',
    'invoice.pdf.exe',
    'invoice.pdf.html',
    'invoice.exe',
    'invoice',
    'invoice.pdf.',
    `${'x'.repeat(197)}.pdf`,
  ];

  it('refuses file names with paths, hidden characters, or the extension of another type', async () => {
    const { claim } = await drafted(employer);
    const before = await everythingSeen(employer, [claim]);
    for (const fileName of BAD_NAMES) {
      const answer = await announce(employer, claim, { file: pdf(INVOICE.bytes, fileName) });
      expectRefusal(answer, { status: 422, code: 'validation-failed', pointer: '/fileName' });
    }
    expect(await everythingSeen(employer, [claim])).toEqual(before);
  });

  it('refuses evidence for somebody who is not on the claim, and for nobody', async () => {
    const { claim } = await drafted(employer);
    const before = await everythingSeen(employer, [claim]);
    const elsewhere = await newLearner(employer);
    const afterwards = z.array(z.unknown()).parse(await everythingSeen(employer, [claim]));
    for (const change of [{ learnerId: elsewhere }, { learnerId: 'nobody' }, {}]) {
      const answer = await announce(employer, claim, {
        file: pdf(CERTIFICATE.bytes),
        change: { kind: 'completion', ...change },
      });
      const expected = { pointer: '/learnerId', entry: 'learner-not-on-claim' };
      expectRefusal(answer, { status: 422, code: 'validation-failed', ...expected });
    }
    expect(await everythingSeen(employer, [claim])).toEqual(afterwards);
    expect(before).not.toEqual(afterwards);
  });

  const file = pdf(INVOICE.bytes);
  const MOST = { payment: 4, completion: 2 } as const;

  it.each(['payment', 'completion'] as const)(
    'takes no more %s files than the policy allows',
    async (kind) => {
      const draft = await drafted(employer);
      const change = { kind, ...(kind === 'payment' ? {} : { learnerId: draft.learnerId }) };
      for (let number = 1; number <= MOST[kind]; number += 1) {
        expect((await announce(employer, draft.claim, { file, change })).status).toBe(201);
      }
      const before = await everythingSeen(employer, [draft.claim]);
      const expected = { pointer: '/kind', entry: 'too-many-files' };
      const oneMore = await announce(employer, draft.claim, { file, change });
      expectRefusal(oneMore, { status: 422, code: 'validation-failed', ...expected });
      expect(await everythingSeen(employer, [draft.claim])).toEqual(before);
      // One goes, one may come.
      const [first] = await evidenceOf(employer, draft.claim);
      await employer.send('DELETE', `/claims/${draft.claim}/evidence/${first?.evidenceId ?? ''}`);
      expect((await announce(employer, draft.claim, { file, change })).status).toBe(201);
    },
  );

  it('takes no more files than the policy allows however many come at once', async () => {
    const draft = await drafted(employer);
    const change = { kind: 'completion', learnerId: draft.learnerId };
    // Looking first, so that several instances of the function are awake when it counts.
    await Promise.all(Array.from({ length: 12 }, () => evidenceOf(employer, draft.claim)));
    const asked = Array.from({ length: 24 }, () => announce(employer, draft.claim, { file, change }));
    for (const answer of await Promise.all(asked)) expect([201, 422]).toContain(answer.status);
    expect(await evidenceOf(employer, draft.claim)).toHaveLength(MOST.completion);
  });

  it('takes a file of exactly two megabytes, and not one byte more', async () => {
    const { claim } = await drafted(employer);
    const most = 2 * 1024 * 1024;
    const bytes = bytesOf(
      INVOICE_TEXT.replace('%%EOF', `%${' '.repeat(most - INVOICE_TEXT.length - 2)}\n%%EOF`),
    );
    expect(bytes).toHaveLength(most);
    const tooLarge = await announce(employer, claim, { file: pdf(bytes), change: { sizeBytes: most + 1 } });
    expectRefusal(tooLarge, {
      status: 422,
      code: 'validation-failed',
      pointer: '/sizeBytes',
      entry: 'evidence-size',
    });
    const { stored } = await give(employer, claim, pdf(bytes));
    expect(stored.status).toBe(204);
    expect(await settledEvidence(employer, claim)).toMatchObject([{ status: 'clean' }]);
  });
});

describe('a download', () => {
  const NAME = 'Café "July" & façade; (1).exe.pdf';

  it('is there once the file is clean, and returns its bytes as an attachment under its own name', async () => {
    const { claim } = await drafted(employer);
    await scanner('down');
    const { evidenceId, announced } = await give(employer, claim, pdf(INVOICE.bytes, NAME));
    const scanning = await readEvidence(employer, claim, evidenceId);
    expect(scanning).toMatchObject({ status: 'scanning', fileName: NAME });
    expect(scanning.download).toBeUndefined();
    await scanner('off');
    await settledEvidence(employer, claim);
    const { download } = await readEvidence(employer, claim, evidenceId);
    const url = new URL(download?.url ?? '');
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(sha256Of(new Uint8Array(await answer.arrayBuffer()))).toBe(INVOICE.sha256);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const disposition = answer.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^attachment; filename="[\w .()-]+\.pdf"; filename\*=UTF-8''[\w%.~-]+$/u);
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(NAME);

    // Neither the address without its signature, nor another's, nor the quarantine opens anything.
    const unsigned = new URL(url.pathname, url);
    const quarantine = new URL(`${permission.parse(announced).upload.url}/${claim}/${evidenceId}`);
    const shown = new URL(url);
    shown.searchParams.set('response-content-disposition', 'inline');
    for (const address of [unsigned, quarantine, shown, new URL(url.href.replace(evidenceId, 'x'))]) {
      expect([403, 404]).toContain((await fetch(address)).status);
    }
  });

  it('ends when the file is removed, and so does the file', async () => {
    const draft = await drafted(employer);
    await withCleanEvidence(employer, draft);
    const [file] = await evidenceOf(employer, draft.claim);
    const path = `/claims/${draft.claim}/evidence/${file?.evidenceId ?? ''}`;
    const { download } = await readEvidence(employer, draft.claim, file?.evidenceId ?? '');
    expect((await fetch(download?.url ?? '')).status).toBe(200);
    expect((await employer.send('DELETE', path)).status).toBe(204);
    expect((await fetch(download?.url ?? '')).status).toBe(404);
    expectRefusal(await employer.send('GET', path), { status: 404, code: 'not-found' });
    const before = await everythingSeen(employer, [draft.claim]);
    expectRefusal(await employer.send('DELETE', path), { status: 404, code: 'not-found' });
    expect(await everythingSeen(employer, [draft.claim])).toEqual(before);
    expectRefusal(await submit(employer, draft.claim), { status: 422, code: 'evidence-missing' });
  });
});

describe('a scanner in trouble', () => {
  it('keeps a claim waiting, and lets it go on as soon as it is back', async () => {
    await scanner('down');
    const draft = await drafted(employer);
    await withEvidence(employer, draft);
    expect((await submit(employer, draft.claim)).status).toBe(202);
    await eventually(
      () => evidenceOf(employer, draft.claim),
      (files) => files.every(({ status }) => status === 'scanning'),
    );
    expect((await employer.send('GET', `/claims/${draft.claim}`)).body).toMatchObject({
      status: 'submitted',
    });
    await scanner('off');
    await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
  });

  it('may say everything twice: it counts once', async () => {
    await scanner('duplicate');
    const draft = await drafted(employer);
    await withEvidence(employer, draft);
    expect((await submit(employer, draft.claim)).status).toBe(202);
    await waitForStatus(employer, draft.claim, { statuses: ['in-review'] });
    // Another file is through after them: by then the second word about each of these has been heard.
    await scanner('off');
    const later = await drafted(employer);
    await withCleanEvidence(employer, later);
    const { body } = await employer.send('GET', `/claims/${draft.claim}/history`);
    const { events } = z.object({ events: z.array(z.object({ action: z.string() })) }).parse(body);
    const times = (action: string) => events.filter((event) => event.action === action).length;
    expect({
      clean: times('evidence-clean'),
      submitted: times('submit'),
      opened: times('open-review'),
    }).toEqual({
      clean: 2,
      submitted: 1,
      opened: 1,
    });
  });
});

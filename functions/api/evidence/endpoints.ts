import {
  deleteEvidence,
  listEvidence,
  readEvidence,
} from '../../../shared/application/evidence/read-evidence.ts';
import { requestUpload } from '../../../shared/application/evidence/request-upload.ts';
import type { UploadPorts } from '../../../shared/application/evidence/request-upload.ts';
import { requestUploadBody } from '../../../shared/contracts/http/evidence-requests.ts';
import { normaliseReference } from '../../../shared/domain/reference.ts';
import { NO_BODY, NO_QUERY, endpoint } from '../../../shared/http/endpoint.ts';
import { idIn } from '../../../shared/http/path-id.ts';
import { problemOf } from '../../../shared/http/problem.ts';
import { evidenceJson, fileJson, uploadJson } from '../../../shared/http/views/evidence-view.ts';

const wantedIn = (path: Readonly<Record<string, string>>) => ({
  reference: normaliseReference(path['ref'] ?? ''),
  evidenceId: idIn(path, 'evidenceId'),
});

export const evidenceEndpoints = (ports: UploadPorts) => ({
  requestUpload: endpoint(
    { body: requestUploadBody, query: NO_QUERY, idempotencyKey: 'optional' },
    async ({ path, body, idempotency, context }) => {
      const { reference } = wantedIn(path);
      const done = await requestUpload(ports, { ...body, reference, request: idempotency }, context);
      if (!done.ok) return problemOf(done.error);
      const { evidence, upload } = done.value;
      const location = `/v1/claims/${reference}/evidence/${evidence.evidenceId}`;
      return { status: 201, body: uploadJson(evidence, upload), headers: { location } };
    },
  ),
  listEvidence: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const found = await listEvidence(ports, wantedIn(path).reference, context);
    return found.ok
      ? { status: 200, body: { items: found.value.map(evidenceJson) } }
      : problemOf(found.error);
  }),
  readEvidence: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const found = await readEvidence(ports, wantedIn(path), context);
    if (!found.ok) return problemOf(found.error);
    return { status: 200, body: fileJson(found.value, context.now) };
  }),
  deleteEvidence: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const done = await deleteEvidence(ports, wantedIn(path), context);
    return done.ok ? { status: 204 } : problemOf(done.error);
  }),
});

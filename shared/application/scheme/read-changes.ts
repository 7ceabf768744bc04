import { mayDo } from '../../domain/permissions.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ChangeSet } from '../../domain/scheme/change-set.ts';
import { pageOf } from '../page-of.ts';
import type { Page, PersonContext } from '../ports/context.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { detailOf } from './change-set-detail.ts';
import type { ChangeSetDetail, ChangeSetPorts } from './change-set-detail.ts';

const STAFF_ALONE = forbidden('Only staff of the scheme may see proposed changes.');

/** Change sets, the newest first. */
export async function listChanges(
  { changeSets }: Pick<ChangeSetPorts, 'changeSets'>,
  query: { readonly cursor?: string | undefined; readonly limit: number },
  { person }: PersonContext,
): Promise<Result<Page<ChangeSet>, Refusal>> {
  if (!mayDo(person, 'scheme.read')) return failure(STAFF_ALONE);
  return pageOf(() => changeSets.list(query));
}

/** One change set with its content, its differences and its history. */
export async function readChange(
  ports: Pick<ChangeSetPorts, 'scheme' | 'changeSets'>,
  changeSetId: string,
  { person, now }: PersonContext,
): Promise<Result<ChangeSetDetail, Refusal>> {
  if (!mayDo(person, 'scheme.read')) return failure(STAFF_ALONE);
  const changeSet = await ports.changeSets.read(changeSetId);
  return changeSet === undefined
    ? failure({ code: 'not-found' })
    : success(await detailOf(ports, changeSet, now));
}

import { parseJson, isObject } from './json.ts';
import { findExecution } from './execution-operations.ts';
import { withoutData } from './history.ts';
import {
  epochSeconds,
  findMachine,
  operation,
  present,
  type Operation,
  type ServiceParts,
} from './operation.ts';
import { cutPage, readPage } from './page-token.ts';
import { getExecutionHistory, listExecutions, listStateMachines, requireArn } from './requests.ts';

/** Operations that answer page by page. Each asks the journal for one item more than fits, to know if there are more. */
export function listingOperations(parts: ServiceParts): [string, Operation][] {
  return [
    [
      'ListExecutions',
      operation(listExecutions, ({ stateMachineArn, statusFilter, ...asked }) => {
        const { arn } = findMachine(parts, requireArn('stateMachine', stateMachineArn));
        const listing = `executions ${arn} ${statusFilter ?? ''}`;
        const { from, limit } = readPage(listing, asked);
        const found = parts.executions.list(arn, statusFilter, { from, limit: limit + 1 });
        const { items, next } = cutPage(listing, found, { limit, key: ({ seq }) => seq });
        const executions = items.map((row) =>
          present({
            executionArn: row.arn,
            stateMachineArn: row.machine_arn,
            name: row.name,
            status: row.status,
            startDate: epochSeconds(row.started_at),
            stopDate: row.stopped_at === undefined ? undefined : epochSeconds(row.stopped_at),
          }),
        );
        return { executions, ...next };
      }),
    ],
    [
      'GetExecutionHistory',
      operation(
        getExecutionHistory,
        ({ executionArn, reverseOrder = false, includeExecutionData = true, ...asked }) => {
          const { seq } = findExecution(parts, executionArn);
          const listing = `history ${executionArn} ${String(reverseOrder)}`;
          const { from, limit } = readPage(listing, asked);
          const found = parts.executions.history(seq, reverseOrder, { from, limit: limit + 1 });
          const { items, next } = cutPage(listing, found, { limit, key: ({ id }) => id });
          const events = items.map(({ event }) => parseJson(event));
          return {
            events: includeExecutionData
              ? events
              : events.map((event) => (isObject(event) ? withoutData(event) : event)),
            ...next,
          };
        },
      ),
    ],
    [
      'ListStateMachines',
      operation(listStateMachines, (asked) => {
        const listing = 'machines';
        const { from = 0, limit } = readPage(listing, asked);
        const all = [...parts.machines.values()].map((machine, index) => ({ machine, key: index + 1 }));
        const { items, next } = cutPage(listing, all.slice(from), { limit, key: ({ key }) => key });
        const stateMachines = items.map(({ machine: { arn, name, createdAt } }) => ({
          stateMachineArn: arn,
          name,
          type: 'STANDARD',
          creationDate: epochSeconds(createdAt),
        }));
        return { stateMachines, ...next };
      }),
    ],
  ];
}

/**
 * Every line that the service may log. A line is a code and a few identifiers; there is no way to log free text, a
 * name, a number or a body.
 */
export const LOG_CODES = {
  API_ANSWERED: { level: 'info', message: 'A request was answered' },
  API_FAULT: { level: 'error', message: 'A request met a fault' },
  TASK_DONE: { level: 'info', message: 'A step of a workflow was done' },
  TASK_FAULT: { level: 'error', message: 'A step of a workflow met a fault' },
  RECORDS_DONE: { level: 'info', message: 'Records of a stream or queue were handled' },
  RECORD_FAULT: { level: 'error', message: 'A record of a stream or queue met a fault' },
  FUND_STOPPED: { level: 'error', message: 'A fund’s money was stopped, because its books do not agree' },
  TICKETS_SET_ASIDE: { level: 'error', message: 'Tickets were set aside, because they cannot be read' },
  SCHEDULE_DONE: { level: 'info', message: 'A scheduled run was done' },
  SCHEDULE_FAULT: { level: 'error', message: 'A scheduled run met a fault' },
} as const;
export type LogCode = keyof typeof LOG_CODES;

/** The only fields a line may carry. */
export interface LogFields {
  readonly correlationId?: string;
  readonly operation?: string;
  readonly process?: string;
  readonly status?: number;
  readonly problemCode?: string;
  readonly reference?: string;
  readonly outcome?: string;
  readonly records?: number;
  readonly failed?: number;
  readonly counts?: Readonly<Record<string, number>>;
  readonly errorName?: string;
  readonly errorMessage?: string;
  readonly errorStack?: string;
}

import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type JsonPattern } from 'aws-cdk-lib/aws-logs';
import type { ProtectedTable } from '../constructs/protected-table.ts';
import type { RunbookAlarmProps } from '../constructs/runbook-alarm.ts';
import type { DataStack } from './data-stack.ts';
import { FIVE_MINUTES, iteratorAge, messagesThere, oldestMessage, sum, type Watched } from './metrics.ts';

export type Alarms = Readonly<Record<string, Omit<RunbookAlarmProps, 'topic'>>>;

const QUARTER_OF_AN_HOUR = Duration.minutes(15);
/** A sweep that fails is tried twice more within a few minutes. */
const TRIES_OF_A_SWEEP = 3;

/** Everything that somebody has to be told about, by the alarm's id. */
export function alarmsOf(watched: Watched): Alarms {
  return {
    ...moneyAlarms(watched),
    ...deadLetterAlarms(watched.data),
    ...progressAlarms(watched),
    ...faultAlarms(watched),
  };
}

const code = (name: string): JsonPattern => FilterPattern.stringValue('$.code', '=', name);

/** Books that do not agree. No money moves until somebody has looked. */
function moneyAlarms({ workflow }: Watched): Alarms {
  const { allocateFunds } = workflow.streams;
  const { reconcileFunds } = workflow.scheduled;
  const differs = FilterPattern.all(
    code('SCHEDULE_DONE'),
    FilterPattern.numberValue('$.counts.differences', '>', 0),
  );
  return {
    FundStopped: {
      says: 'A fund’s books do not agree, so its money was stopped. A person has to look and release it.',
      runbook: 'fund-stopped',
      metric: sum('Funds stopped', [
        allocateFunds.countLogged('FundsStopped', code('FUND_STOPPED')),
        reconcileFunds.countLogged('ProofsThatDiffer', differs),
      ]),
      above: 0,
    },
    TicketsSetAside: {
      says: 'A ticket of the line cannot be read. Its claim waits; nobody else’s does.',
      runbook: 'fund-stopped',
      metric: allocateFunds.countLogged('TicketsSetAside', code('TICKETS_SET_ASIDE')),
      above: 0,
    },
  };
}

/** Work that was given up. Nothing here mends itself: each message is somebody's claim. */
function deadLetterAlarms({ evidenceArrivals, scanResults, streamFailures }: DataStack): Alarms {
  const queues = {
    ArrivalsGivenUp: { queue: evidenceArrivals.deadLetters, says: 'Uploads could not be recorded.' },
    ScansGivenUp: { queue: scanResults.deadLetters, says: 'Scan results could not be recorded.' },
    StreamBatchesGivenUp: { queue: streamFailures, says: 'Changes of the line or the outbox were given up.' },
  };
  return Object.fromEntries(
    Object.entries(queues).map(([id, { queue, says }]) => [
      id,
      {
        says,
        runbook: 'dead-letters',
        metric: messagesThere(queue),
        above: 0,
      },
    ]),
  );
}

/** Work that takes too long, while there is still time to act. */
function progressAlarms({ data, workflow }: Watched): Alarms {
  const { allocateFunds, announceAllocations, relayOutbox } = workflow.streams;
  return {
    AllocatorBehind: {
      says: 'Claims wait for the allocator to read their tickets.',
      runbook: 'allocator-behind',
      metric: iteratorAge(allocateFunds),
      above: FIVE_MINUTES.toMilliseconds(),
    },
    AnnouncerBehind: {
      says: 'Claims wait to be told what the allocator decided.',
      runbook: 'allocator-behind',
      metric: iteratorAge(announceAllocations),
      above: FIVE_MINUTES.toMilliseconds(),
    },
    OutboxBehind: {
      says: 'Submitted claims wait for their workflow to start, or workflows for an answer.',
      runbook: 'outbox-behind',
      metric: iteratorAge(relayOutbox),
      above: FIVE_MINUTES.toMilliseconds(),
    },
    ScansLate: {
      says: 'Scan results wait to be recorded.',
      runbook: 'scans-late',
      metric: oldestMessage(data.scanResults),
      above: QUARTER_OF_AN_HOUR.toSeconds(),
    },
    ArrivalsLate: {
      says: 'Uploads wait to be recorded.',
      runbook: 'scans-late',
      metric: oldestMessage(data.evidenceArrivals),
      above: QUARTER_OF_AN_HOUR.toSeconds(),
    },
  };
}

/** Work that went wrong. */
function faultAlarms({ data, workflow, api }: Watched): Alarms {
  const { machine } = workflow.workflow;
  const { expireClaims, resumeStalled, reconcileFunds } = workflow.scheduled;
  return {
    WorkflowsFailed: {
      says: 'Claims stopped on their way. Their money stays held.',
      runbook: 'workflow-failures',
      metric: sum('Executions that ended badly', [
        machine.metricFailed(),
        machine.metricTimedOut(),
        machine.metricAborted(),
      ]),
      above: 0,
    },
    ApiErrors: {
      says: 'The API answers with errors of its own.',
      runbook: 'api-errors',
      metric: api.claimsApi.api.metricServerError({ statistic: Stats.SUM, period: FIVE_MINUTES }),
      above: 5,
    },
    SweepsFailing: {
      says: 'The sweeps fail: overdue claims stay open and lost answers stay lost.',
      runbook: 'sweeps-failing',
      metric: sum(
        'Failed sweeps',
        [expireClaims, resumeStalled, reconcileFunds].map(({ lambda }) => lambda.metricErrors()),
        QUARTER_OF_AN_HOUR,
      ),
      above: TRIES_OF_A_SWEEP - 1,
    },
    FunctionsThrottled: {
      says: 'Lambda turns requests of the API away.',
      runbook: 'throttling',
      metric: sum(
        'Throttled calls',
        Object.values(api.functions).map(({ lambda }) => lambda.metricThrottles()),
      ),
      above: 0,
    },
    TablesThrottled: {
      says: 'DynamoDB turns reads or writes away.',
      runbook: 'throttling',
      metric: sum(
        'Throttled events',
        [data.claims, data.line, data.funds, data.outbox].flatMap(throttleEvents),
      ),
      above: 10,
    },
  };
}

const throttleEvents = (table: ProtectedTable): Metric[] =>
  ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => table.metric(name, { statistic: Stats.SUM }));

import { Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { iteratorAge, messagesThere, oldestMessage, type Watched } from './metrics.ts';

/** The one page that shows how the service does. */
export function addDashboard(scope: Construct, { data, workflow, api }: Watched): void {
  const graph = (title: string, ...left: IMetric[]) => new GraphWidget({ title, left, width: 8 });
  const http = api.claimsApi.api;
  const { machine } = workflow.workflow;
  const { allocateFunds, announceAllocations, relayOutbox } = workflow.streams;
  const { evidenceArrivals, scanResults, streamFailures } = data;
  new Dashboard(scope, 'Dashboard', {
    widgets: [
      [
        graph('Requests', http.metricCount(), http.metricClientError(), http.metricServerError()),
        graph(
          'Latency',
          http.metricLatency({ statistic: Stats.p(50) }),
          http.metricLatency({ statistic: Stats.p(99) }),
        ),
        graph('Workflows', machine.metricStarted(), machine.metricSucceeded(), machine.metricFailed()),
      ],
      [
        graph(
          'Age of the line',
          iteratorAge(allocateFunds),
          iteratorAge(announceAllocations),
          iteratorAge(relayOutbox),
        ),
        graph('Files waiting', oldestMessage(evidenceArrivals), oldestMessage(scanResults)),
        graph(
          'Given up',
          ...[evidenceArrivals.deadLetters, scanResults.deadLetters, streamFailures].map(messagesThere),
        ),
      ],
    ],
  });
}

import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import * as z from 'zod';
import { ClaimsFunction } from './constructs/claims-function.ts';
import type { ApiStack } from './stacks/api-stack.ts';
import type { DataStack } from './stacks/data-stack.ts';
import type { WorkflowStack } from './stacks/workflow-stack.ts';

interface Stacks {
  readonly data: DataStack;
  readonly workflow: WorkflowStack;
  readonly api: ApiStack;
}

/**
 * The findings of cdk-nag that we have read and accept, each at the narrowest construct and with its reason.
 * A test holds this list against the findings: none is missing here, and none stands here that is not found.
 */
export function acknowledgeFindings(stacks: Stacks): void {
  acceptTracing(stacks);
  acceptObjectKeys(stacks);
  acceptNamesMadeLater(stacks);
  acceptOpenRoutes(stacks);
  acceptChoices(stacks);
}

function accept(at: IConstruct, finding: string, reason: string): void {
  Validations.of(at).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}

function acceptTracing({ workflow, api }: Stacks): void {
  const functions = [workflow, api].flatMap((stack) => stack.node.findAll().filter(isClaimsFunction));
  for (const { role } of functions) {
    accept(
      role,
      'IAM5[Resource::*]',
      'X-Ray has no resource that a permission to send traces could be limited to.',
    );
  }
  accept(
    workflow.workflow,
    'IAM5[Resource::*]',
    'Neither X-Ray nor the delivery of a state machine’s log has a resource that a permission could be limited to.',
  );
}

/** Keys of objects are made when somebody uploads a file, so a permission for objects ends in a wildcard. */
function acceptObjectKeys({ data, workflow, api }: Stacks): void {
  const quarantine = `IAM5[Resource::${exportName(data, data.quarantine.bucketArn)}/*]`;
  const evidence = `IAM5[Resource::${exportName(data, data.evidence.bucketArn)}/*]`;
  const { recordScan } = workflow.streams;
  const { resumeStalled } = workflow.scheduled;
  const { 'api/claims': claims, 'api/evidence': uploads } = api.functions;

  for (const { role } of [recordScan, resumeStalled, claims, uploads]) {
    accept(role, quarantine, 'Objects in quarantine have keys that exist only once a person uploads them.');
  }
  for (const { role } of [recordScan, resumeStalled, uploads]) {
    accept(role, evidence, 'Clean evidence keeps the key under which it was uploaded.');
  }
  const scan = data.node.findChild('MalwareScan');
  accept(
    scan,
    `IAM5[Resource::<${logicalId(data.quarantine)}.Arn>/*]`,
    'GuardDuty scans whatever is uploaded; this is the policy that it documents.',
  );
  accept(
    scan,
    `IAM5[Resource::arn:aws:events:${data.region}:<AWS::AccountId>:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*]`,
    'GuardDuty ends the name of its rule as it likes; the permission holds only for rules that it manages.',
  );
}

function acceptNamesMadeLater({ data, workflow }: Stacks): void {
  const line = `IAM5[Resource::${exportName(data, data.line.tableArn)}/stream/*]`;
  const outbox = `IAM5[Resource::${exportName(data, data.outbox.tableArn)}/stream/*]`;
  const { allocateFunds, announceAllocations, relayOutbox } = workflow.streams;
  const reason = 'Lambda lists the streams of this one table; reading is limited to its stream by name.';
  accept(allocateFunds.role, line, reason);
  accept(announceAllocations.role, line, reason);
  accept(relayOutbox.role, outbox, reason);

  const machine = logicalId(workflow.workflow.machine);
  accept(
    workflow.scheduled.resumeStalled.role,
    `IAM5[Resource::arn:aws:states:${workflow.region}:<AWS::AccountId>:execution:<${machine}.Name>:*]`,
    'Executions are named after claims, which do not exist yet; the permission holds for this machine alone.',
  );
}

function acceptOpenRoutes({ api }: Stacks): void {
  const reasons = {
    public: 'Open to everybody: it tells of the scheme and its funds, never of a claim or a person.',
    sandbox: 'Absent in production. It sets the clock and the pots of a stage in which nothing is real.',
  };
  for (const { access, route } of api.claimsApi.open) accept(route, 'APIG4', reasons[access]);
}

function acceptChoices({ data, workflow }: Stacks): void {
  accept(data.streamFailures, 'SQS3', 'It is itself the end of the road: what streams gave up lands here.');
  accept(
    data.node.findChild('IdentityPepper'),
    'SMG4',
    'A new pepper would change every fingerprint, so one person could claim twice. See docs/runbooks/identity-pepper.md.',
  );
  accept(
    workflow.workflow,
    'SF1',
    'Failures are logged. The rest of an execution is kept by Step Functions itself, and the claim’s history tells it.',
  );
}

const isClaimsFunction = (construct: IConstruct): construct is ClaimsFunction =>
  construct instanceof ClaimsFunction;

/** The name that CloudFormation exports a value of the stack under, as it stands in the stacks that import it. */
function exportName(stack: Stack, value: string): string {
  const imported = z.object({ 'Fn::ImportValue': z.string() });
  return imported.parse(stack.resolve(stack.exportValue(value)))['Fn::ImportValue'];
}

function logicalId(construct: IConstruct): string {
  const resource = construct.node.defaultChild;
  if (resource instanceof CfnElement) return Stack.of(construct).getLogicalId(resource);
  throw new Error(`${construct.node.path} has no resource of its own.`);
}

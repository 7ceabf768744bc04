import { LOCAL_ACCOUNT, LOCAL_REGION } from '../engine.ts';

/** What the pseudo parameters are on this machine. `AWS::StackName` and `AWS::NoValue` depend on where they stand. */
export const PSEUDO_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', LOCAL_ACCOUNT],
  ['AWS::Partition', 'aws'],
  ['AWS::Region', LOCAL_REGION],
  ['AWS::URLSuffix', 'amazonaws.com'],
]);

import type { Place } from './unsupported.ts';

/** A resource whose properties are plain and of the right shape. */
export interface Planned<Properties> {
  /** The physical name: the given one, or else the logical id. */
  readonly name: string;
  /** What `Ref` gives. */
  readonly reference: string;
  /** What `Fn::GetAtt …Arn` gives; empty for a type that has no ARN here. */
  readonly arn: string;
  readonly place: Place;
  readonly properties: Properties;
}

import * as z from 'zod';
import type { Templates } from './templates.ts';

const ref = z.strictObject({ Ref: z.string() });
const attribute = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const join = z.strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const imported = z.strictObject({ 'Fn::ImportValue': z.string() });

/**
 * What a value of a template says, with its references written out: `<QuarantineBucket1234.Arn>/*`. References to
 * another stack are followed to what that stack exports, so the same resource always reads the same.
 */
export function textOf(value: unknown, templates: Templates): string {
  if (typeof value === 'string') return value;
  const asRef = ref.safeParse(value);
  if (asRef.success) return `<${asRef.data.Ref}>`;
  const asAttribute = attribute.safeParse(value);
  if (asAttribute.success) return `<${asAttribute.data['Fn::GetAtt'].join('.')}>`;
  const asJoin = join.safeParse(value);
  if (asJoin.success) {
    const [separator, parts] = asJoin.data['Fn::Join'];
    return parts.map((part) => textOf(part, templates)).join(separator);
  }
  const asImport = imported.safeParse(value);
  if (asImport.success) {
    const name = asImport.data['Fn::ImportValue'];
    if (!templates.exports.has(name)) throw new Error(`Nothing exports ${name}`);
    return textOf(templates.exports.get(name), templates);
  }
  throw new Error(`No text for ${JSON.stringify(value)}`);
}

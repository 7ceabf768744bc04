import { malformedXml } from './s3-error.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Escapes markup and control characters: a key may hold any of them. */
function escapeText(value: string): string {
  return value.replaceAll(/[&<>"'\p{Cc}]/gu, (character) => `&#${character.charCodeAt(0)};`);
}

/** An element that holds text. */
export function leaf(name: string, value: string | number | boolean): string {
  return `<${name}>${escapeText(String(value))}</${name}>`;
}

/** An element that holds elements which `leaf` or `branch` made. */
export function branch(name: string, children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

/** A whole answer in S3's namespace. */
export function xmlDocument(root: string, children: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${children.join('')}</${root}>`;
}

/** The body of a refusal: S3's error document has no namespace. */
export function errorDocument(code: string, message: string, requestId: string): string {
  const children = [leaf('Code', code), leaf('Message', message), leaf('RequestId', requestId)];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${branch('Error', children)}`;
}

export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

function decodeEntity(entity: string): string {
  const hex = /^#x([0-9a-f]{1,6})$/iu.exec(entity)?.[1];
  const decimal = /^#([0-9]{1,7})$/u.exec(entity)?.[1];
  const point = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16);
  if (point <= 0x10_ff_ff) return String.fromCodePoint(point);
  const named = NAMED.get(entity);
  if (named === undefined) throw malformedXml(`unknown entity ${entity}`);
  return named;
}

const decodeText = (raw: string): string =>
  raw.replaceAll(/&([^;&]*);?/gu, (_whole, entity: string) => decodeEntity(entity));

const OPENING = /^<([A-Za-z][\w.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>$/u;
const CLOSING = /^<\/([A-Za-z][\w.-]*)\s*>$/u;

function applyMarkup(token: string, open: OpenElement[]): void {
  const closing = CLOSING.exec(token)?.[1];
  if (closing !== undefined) {
    const done = open.pop();
    const parent = open.at(-1);
    if (done?.name !== closing || parent === undefined) throw malformedXml(`unexpected ${token}`);
    parent.children.push(done);
    return;
  }
  const opening = OPENING.exec(token);
  if (opening?.[1] === undefined) throw malformedXml('only elements and text are read');
  const element: OpenElement = { name: opening[1], children: [], text: '' };
  if (opening[2] === '/') open.at(-1)?.children.push(element);
  else open.push(element);
}

/**
 * Reads the small documents that S3 clients send: elements, text and the five named entities.
 * Document types, comments and CDATA are refused with MalformedXML, so no entity can expand.
 */
export function parseXml(source: string, root: string): XmlElement {
  const open: OpenElement[] = [{ name: '', children: [], text: '' }];
  for (const [token] of source.replace(/^\uFEFF?\s*<\?xml[^?]*\?>/u, '').matchAll(/<[^>]*>|[^<]+|</gu)) {
    const innermost = open.at(-1);
    if (token.startsWith('<')) applyMarkup(token, open);
    else if (innermost !== undefined) innermost.text += decodeText(token);
  }
  const [top, ...rest] = open;
  const [found, ...others] = top?.children ?? [];
  if (rest.length > 0 || others.length > 0 || found?.name !== root)
    throw malformedXml(`expected one ${root}`);
  return found;
}

/** The text of the one child called `name`; undefined when there is none. */
export function childText(element: XmlElement, name: string): string | undefined {
  const [first, second] = element.children.filter((child) => child.name === name);
  if (second !== undefined) throw malformedXml(`more than one ${name}`);
  return first?.text;
}

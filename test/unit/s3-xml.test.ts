import { describe, expect, it } from 'vitest';
import { branch, childText, leaf, parseXml, xmlDocument } from '../../infra/local/s3/xml.ts';

describe('XML of the S3 stand-in', () => {
  it('reads back every text that it writes', () => {
    for (const text of ['', '<&>"\'', 'a\r\nb\tc', 'é 日本 😀', '&amp;', ']]>', '\u0001']) {
      expect(childText(parseXml(xmlDocument('Root', [leaf('Key', text)]), 'Root'), 'Key')).toBe(text);
    }
  });

  it('reads attributes, self-closing elements and entities as clients write them', () => {
    const source = `<?xml version="1.0"?>\n<Delete xmlns="http://s3/"><Object><Key>a&#x2F;&#47;&quot;</Key></Object><Quiet/></Delete>`;
    const root = parseXml(source, 'Delete');
    expect(root.children.map(({ name }) => name)).toEqual(['Object', 'Quiet']);
    expect(root.children.map((child) => childText(child, 'Key'))).toEqual(['a//"', undefined]);
  });

  it.each([
    ['another root', '<Other/>'],
    ['nothing', ''],
    ['an element left open', '<Root><Key>a</Root>'],
    ['an element closed twice', '<Root></Root></Root>'],
    ['two roots', '<Root/><Root/>'],
    ['a document type', '<!DOCTYPE Root [<!ENTITY a "b">]><Root>&a;</Root>'],
    ['an unknown entity', '<Root>&a;</Root>'],
    ['a bare ampersand', '<Root>a & b</Root>'],
    ['a code point that does not exist', '<Root>&#x110000;</Root>'],
    ['a comment', '<Root><!-- a --></Root>'],
    ['CDATA', '<Root><![CDATA[a]]></Root>'],
    ['an unclosed tag', '<Root'],
  ])('refuses %s', (_what, source) => {
    expect(() => parseXml(source, 'Root')).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });

  it('refuses a child given twice where one is meant', () => {
    const root = parseXml(branch('Root', [leaf('Key', 'a'), leaf('Key', 'b')]), 'Root');
    expect(() => childText(root, 'Key')).toThrow('more than one Key');
  });
});

import { buildXml, parseXml, textIn, typeOf } from './xml.js';

describe('XML of the management API', () => {
  it('is read without prefixes and without regard to layout', () => {
    const root = parseXml(
      `<?xml version="1.0"?>\n<a:entry xmlns:a="x">\n  <Key> two words </Key>\n  <Value p4:type="l28:int" xmlns:p4="i">7</Value>\n</a:entry>`,
    );
    expect([root.name, root.children.map(({ name }) => name)]).toEqual(['entry', ['Key', 'Value']]);
    expect(textIn(root, 'Key')).toBe(' two words ');
    expect(typeOf(root.children[1])).toBe('int');
  });

  it.each(['a < b & "c" > d', ' spaces ', "it's", 'Zürich ✓', ']]>'])('keeps the text %j both ways', (text) => {
    expect(parseXml(buildXml({ a: { '@b': text, c: text } }))).toMatchObject({
      attributes: { b: text },
      children: [{ name: 'c', text }],
    });
  });

  it('reads characters by number and CDATA', () => {
    expect(parseXml('<a>&#x41;&#66;<![CDATA[<c>]]></a>').text).toBe('AB<c>');
  });

  it.each([
    ['', 'The request body is'],
    ['no xml', 'The request body is'],
    ['<a><b></a>', 'The request body is not valid XML'],
    ['<a/><b/>', 'The request body has more than one root element'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'must not have a DOCTYPE'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseXml(text)).toThrow(reason);
  });
});

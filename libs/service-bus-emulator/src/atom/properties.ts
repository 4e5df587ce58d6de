import type { RuleValue } from '../filters/facts.js';
import { refuse } from './codecs.js';
import { childNamed, textIn, typeOf, type XmlContent, type XmlElement } from './xml.js';

type Properties = { readonly [name: string]: RuleValue };

/** Parameters of an expression or properties of a correlation filter, by XML Schema's types; undefined: none. */
export function readProperties(element: XmlElement | undefined): Properties | undefined {
  if (element === undefined || element.children.length === 0) return undefined;
  return Object.fromEntries(
    element.children.map((pair) => {
      const key = textIn(pair, 'Key') ?? '';
      if (key === '') refuse(`A pair of '${element.name}' must have a 'Key'.`);
      return [key, readValue(key, childNamed(pair, 'Value'))];
    }),
  );
}

function readValue(key: string, element: XmlElement | undefined): RuleValue {
  const type = typeOf(element) ?? 'string';
  const text = element?.text ?? '';
  const read = readers[type];
  const value = read === undefined ? undefined : read(text);
  return (
    value ?? refuse(`The value of '${key}' must be a ${type} of XML Schema that rules can compare; it is '${text}'.`)
  );
}

const number = (text: string): number | undefined => {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? undefined : value;
};

const readers: { readonly [type: string]: (text: string) => RuleValue | undefined } = {
  string: (text) => text,
  guid: (text) => text,
  boolean: (text) => ({ true: true, false: false, 1: true, 0: false })[text.trim()],
  dateTime: (text) => {
    const date = new Date(text);
    return Number.isNaN(date.getTime()) ? undefined : date;
  },
  base64Binary: (text) => Buffer.from(text, 'base64'),
  ...Object.fromEntries(
    ['int', 'long', 'short', 'byte', 'double', 'float', 'decimal', 'unsignedInt', 'unsignedLong', 'unsignedShort'].map(
      (type) => [type, number],
    ),
  ),
};

export function writeProperties(properties: Properties | undefined): XmlContent {
  const pairs = Object.entries(properties ?? {});
  if (pairs.length === 0) return undefined;
  return {
    KeyValueOfstringanyType: pairs.map(([key, value]) => ({
      Key: key,
      Value: {
        '@i:type': `d6p1:${typeName(value)}`,
        '@xmlns:d6p1': 'http://www.w3.org/2001/XMLSchema',
        '#text': textOf(value),
      },
    })),
  };
}

function typeName(value: RuleValue): string {
  if (typeof value === 'number') return 'double';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof Date) return 'dateTime';
  return typeof value === 'string' ? 'string' : 'base64Binary';
}

const textOf = (value: RuleValue): string => {
  if (value instanceof Date) return value.toISOString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
};

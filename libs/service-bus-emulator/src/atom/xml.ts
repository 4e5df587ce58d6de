import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { BrokerFailure } from '../broker/failure.js';

/** One element of a request, its names without prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** What an element of an answer holds: text, further elements by name, or attributes by `@` and their name. Undefined ones are left out. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlContent[]
  | { readonly [name: string]: XmlContent };

const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });

const TEXT = '#text';
const ATTRIBUTES = ':@';

/** Reads a document to its root element. Throws `invalid-argument` for what is no XML. */
export function parseXml(text: string): XmlElement {
  // Nobody needs a document type here, and entities of one's own can be made to grow.
  if (/<!DOCTYPE/i.test(text)) throw new BrokerFailure('invalid-argument', 'The request body must not have a DOCTYPE.');
  const verdict = XMLValidator.validate(text);
  if (verdict !== true)
    throw new BrokerFailure(
      'invalid-argument',
      `The request body is not valid XML: ${verdict.err.msg} (line ${verdict.err.line}).`,
    );
  const [root, second] = elementsOf(parser.parse(text));
  if (root === undefined) throw new BrokerFailure('invalid-argument', 'The request body is empty.');
  if (second !== undefined)
    throw new BrokerFailure('invalid-argument', 'The request body has more than one root element.');
  return root;
}

export const buildXml = (root: { readonly [name: string]: XmlContent }): string =>
  `<?xml version="1.0" encoding="utf-8"?>${builder.build(root)}`;

/** The parser's ordered output: one object for each node, with the name, and the attributes beside it. */
function elementsOf(nodes: readonly { readonly [name: string]: unknown }[]): XmlElement[] {
  return nodes.flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
    if (name === undefined || name === TEXT) return [];
    const inside = node[name] as typeof nodes; // every element is a list of nodes
    const text = inside.map((child) => (TEXT in child ? String(child[TEXT]) : '')).join('');
    return [{ name, attributes: attributesOf(node[ATTRIBUTES]), children: elementsOf(inside), text }];
  });
}

const attributesOf = (given: unknown): { [name: string]: string } =>
  typeof given === 'object' && given !== null
    ? Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
    : {};

export const childNamed = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

/** Text of a child; undefined when there is none. */
export const textIn = (element: XmlElement | undefined, name: string): string | undefined =>
  childNamed(element, name)?.text;

/** The `i:type` attribute without its prefix. */
export const typeOf = (element: XmlElement | undefined): string | undefined => {
  const type = element?.attributes.type;
  return type?.slice(type.indexOf(':') + 1);
};

import { createHash } from 'node:crypto';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;
type Policy = ReadonlyMap<string, readonly string[]>;

/** Elements that load something, with the directive that allows it. */
const loading: Readonly<Record<string, string>> = {
  img: 'img-src',
  picture: 'img-src',
  audio: 'media-src',
  video: 'media-src',
  iframe: 'frame-src',
  frame: 'frame-src',
  object: 'object-src',
  embed: 'object-src',
  form: 'form-action',
  base: 'base-uri',
};

/**
 * What a browser would refuse of a page under its Content-Security-Policy (level 3), and what is loose in that policy, one
 * sentence each; scripts that run are not looked into.
 */
export function pageFaults(html: string, policyText: string): string[] {
  const policy: Policy = new Map(
    policyText.split(';').map((part) => {
      const [name = '', ...sources] = part.trim().split(/\s+/);
      return [name, sources];
    }),
  );
  return [...looseness(policy), ...elementsIn(parse(html)).flatMap((element) => faultsOf(element, policy))];
}

function looseness(policy: Policy): string[] {
  const loose = [...policy].flatMap(([name, sources]) =>
    sources
      .filter((one) => one.startsWith("'unsafe-") || one.includes('*') || /^(https?|data|blob):$/.test(one))
      .map((one) => `${name} allows ${one}.`),
  );
  const closed = ['default-src', 'base-uri', 'form-action', 'frame-ancestors'].filter(
    (name) => policy.get(name)?.join() !== "'none'",
  );
  return [...loose, ...closed.map((name) => `${name} is not 'none'.`)];
}

function faultsOf({ tagName, attrs, childNodes }: Element, policy: Policy): string[] {
  const given = new Map(attrs.map(({ name, value }) => [name, value]));
  const inline = attrs
    .filter(({ name }) => name === 'style' || name.startsWith('on'))
    .map(({ name }) => `<${tagName}> has ${name}.`);
  const scripted = attrs
    .filter(({ value }) => /^\s*(javascript|data|vbscript):/i.test(value))
    .map(({ name }) => `<${tagName}> has a script or data in ${name}.`);
  const text = childNodes.map((child) => ('value' in child ? child.value : '')).join('');
  const refused = (directive: string, source: string) =>
    allows(policy, directive, source) ? [] : [`<${tagName}> is not allowed by ${directive}.`];
  switch (tagName) {
    case 'script':
      return [...inline, ...refused('script-src', given.get('src') ?? hashOf(text))];
    case 'style':
      return [...inline, ...refused('style-src', hashOf(text))];
    case 'link':
      return [
        ...inline,
        ...refused(given.get('rel') === 'stylesheet' ? 'style-src' : 'img-src', given.get('href') ?? ''),
      ];
    case 'meta':
      return given.has('http-equiv') ? ['<meta> has http-equiv.'] : inline;
    default: {
      const directive = loading[tagName];
      return [...inline, ...scripted, ...(directive === undefined ? [] : refused(directive, given.get('src') ?? ''))];
    }
  }
}

/** A path of the page's own server is allowed by 'self'; what is written into the page by its hash alone. */
function allows(policy: Policy, directive: string, source: string): boolean {
  const sources = policy.get(directive) ?? policy.get('default-src') ?? [];
  return /^\/(?!\/)/.test(source) ? sources.includes("'self'") : sources.includes(source);
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const elementsIn = (node: Node): Element[] => [
  ...('tagName' in node ? [node] : []),
  ...('childNodes' in node ? node.childNodes.flatMap(elementsIn) : []),
];

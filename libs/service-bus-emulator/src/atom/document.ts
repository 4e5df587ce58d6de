import type { Asked } from './asked.js';
import { refuse } from './codecs.js';
import { buildXml, childNamed, parseXml, type XmlContent, type XmlElement } from './xml.js';

const ATOM = 'http://www.w3.org/2005/Atom';
const SERVICE_BUS = 'http://schemas.microsoft.com/netservices/2010/10/servicebus/connect';
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** The description in an Atom entry. Throws `invalid-argument` when it is not of this kind. */
export function readEntry(body: string, root: string): XmlElement {
  const entry = parseXml(body);
  const description = descriptionIn(entry);
  if (description?.name !== root)
    return refuse(
      `The request body must be an Atom entry whose content is a '${root}'; it is '${description?.name ?? entry.name}'.`,
    );
  return description;
}

/** The name of the description in an Atom entry, whatever it is. Throws `invalid-argument` for what is no XML. */
export const describedRoot = (body: string): string | undefined => descriptionIn(parseXml(body))?.name;

const descriptionIn = (entry: XmlElement): XmlElement | undefined =>
  entry.name === 'entry' ? childNamed(entry, 'content')?.children[0] : undefined;

/** An entity as answers show it. */
export interface Entry {
  /** As in `topic/Subscriptions/name`. */
  readonly path: string;
  readonly title: string;
  /** Ms since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly root: string;
  readonly content: XmlContent;
}

export const writeEntry = (entry: Entry, asked: Asked): string =>
  buildXml({ entry: { '@xmlns': ATOM, ...entryContent(entry, asked) } });

function entryContent({ path, title, createdAt, updatedAt, root, content }: Entry, { host, version }: Asked) {
  const address = `https://${host}/${path}?api-version=${version}`;
  return {
    id: address,
    title: { '@type': 'text', '#text': title },
    published: new Date(createdAt).toISOString(),
    updated: new Date(updatedAt).toISOString(),
    author: { name: host.split('.')[0] ?? host },
    link: { '@rel': 'self', '@href': address },
    content: {
      '@type': 'application/xml',
      [root]: { '@xmlns': SERVICE_BUS, '@xmlns:i': INSTANCE, ...(content as object) }, // every description has elements
    },
  };
}

export interface Feed {
  /** What is listed, as in `$Resources/queues`. */
  readonly path: string;
  readonly entries: readonly Entry[];
  readonly page: Page;
  /** Whether there are entries after this page. */
  readonly hasMore: boolean;
}

export interface Page {
  readonly skip: number;
  readonly top: number;
}

export function writeFeed({ path, entries, page, hasMore }: Feed, asked: Asked): string {
  const { host, version, now } = asked;
  const address = ({ skip, top }: Page): string =>
    `https://${host}/${path}?api-version=${version}&$skip=${skip}&$top=${top}`;
  const links = [{ '@rel': 'self', '@href': address(page) }];
  if (hasMore) links.push({ '@rel': 'next', '@href': address({ ...page, skip: page.skip + entries.length }) });
  return buildXml({
    feed: {
      '@xmlns': ATOM,
      title: { '@type': 'text', '#text': path },
      id: address(page),
      updated: new Date(now).toISOString(),
      link: links,
      entry: entries.map((entry) => entryContent(entry, asked)),
    },
  });
}

export const writeError = (status: number, detail: string): string =>
  buildXml({ Error: { Code: status, Detail: detail } });

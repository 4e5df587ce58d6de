import type { IncomingMessage } from 'node:http';
import type { Broker } from '../amqp/broker.js';
import { type Failpoint, points } from '../failpoints.js';
import type { Asked } from './asked.js';
import { authorize } from './authorize.js';
import { bodyOf } from './body.js';
import { integer, refuse } from './codecs.js';
import { describedRoot, type Entry, type Page, writeEntry, writeError, writeFeed } from './document.js';
import { namespaceInfo } from './namespace-info.js';
import { BadRequest, problemOf } from './problems.js';
import { queueCollection, queueResource } from './queues.js';
import { type Collection, collection, type Single } from './resource.js';
import { type Route, routeOf } from './route.js';
import { ruleCollection, ruleResource } from './rules.js';
import { subscriptionCollection, subscriptionResource } from './subscriptions.js';
import { topicDescription } from './topic-description.js';
import { topicCollection, topicResource } from './topics.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Passed once it was sent. */
  readonly point?: Failpoint;
}

const ENTRY = 'application/atom+xml;type=entry;charset=utf-8';
const FEED = 'application/atom+xml;type=feed;charset=utf-8';
const ERROR = 'application/xml; charset=utf-8';

const NEWEST_VERSION = '2021-05';

/**
 * Answers one request of the management API, when what it changed is durable.
 * https://learn.microsoft.com/rest/api/servicebus/service-bus-runtime-rest
 */
export async function answerAtom(request: IncomingMessage, broker: Broker): Promise<Answer> {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  const asked: Asked = {
    host: hostOf(request),
    version: url?.searchParams.get('api-version') ?? NEWEST_VERSION,
    maxMessageBytes: broker.maxMessageBytes,
    now: broker.now(),
  };
  try {
    if (url === null) throw new BadRequest(400, 'The address of the request cannot be read.');
    const route = routeOf(url.pathname);
    authorize(request.headers.authorization, route, broker.keyring);
    const body = request.method === 'PUT' ? await bodyOf(request) : '';
    broker.store.check();
    const answer = act({ method: request.method ?? '', url, body, isUpdate: isUpdate(request) }, route, broker, asked);
    const isChange = request.method !== 'GET';
    if (isChange) points['administration-taken'].pass();
    await broker.store.committed(points['administration-committed']);
    return isChange ? { ...answer, point: points['administration-answered'] } : answer;
  } catch (error) {
    const { status, detail } = problemOf(error, asked, broker.guid);
    return { status, type: ERROR, body: writeError(status, detail) };
  }
}

interface Command {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly isUpdate: boolean;
}

function act(command: Command, route: Route, broker: Broker, asked: Asked): Answer {
  const { method, url } = command;
  if (route.kind === 'namespace') {
    mustBe('GET', method);
    return { status: 200, type: ENTRY, body: writeEntry(namespaceInfo(broker, asked), asked) };
  }
  const listed = collectionAt(route, broker, asked);
  if (listed !== undefined) {
    mustBe('GET', method);
    return list(listed, pageOf(url), asked);
  }
  return change(command, route, broker, asked);
}

function list(listed: Collection, page: Page, asked: Asked): Answer {
  const entries = listed.entries(page);
  const hasMore = page.skip + entries.length < listed.size;
  return { status: 200, type: FEED, body: writeFeed({ path: listed.path, entries, page, hasMore }, asked) };
}

function change({ method, body, isUpdate }: Command, route: Route, broker: Broker, asked: Asked): Answer {
  if (method !== 'GET') broker.store.check();
  const single = singleAt(route, body, broker, asked);
  const shown = (status: number, entry: Entry): Answer => ({ status, type: ENTRY, body: writeEntry(entry, asked) });
  if (method === 'GET') return shown(200, single.read());
  if (method === 'PUT') return isUpdate ? shown(200, single.update(body)) : shown(201, single.create(body));
  if (method === 'DELETE') {
    single.remove();
    return { status: 200, type: ENTRY, body: '' };
  }
  throw notAllowed(method);
}

function collectionAt(route: Route, broker: Broker, asked: Asked): Collection | undefined {
  if (route.kind === 'root') return collection('', [], String, refuse);
  if (route.kind === 'queues') return queueCollection(broker, asked);
  if (route.kind === 'topics') return topicCollection(broker, asked);
  if (route.kind === 'subscriptions') return subscriptionCollection(route.topic, broker, asked);
  if (route.kind === 'rules') return ruleCollection(route.topic, route.subscription, broker);
  return undefined;
}

function singleAt(route: Route, body: string, broker: Broker, asked: Asked): Single {
  if (route.kind === 'rule') return ruleResource(route.topic, route.subscription, route.name, broker, asked);
  if (route.kind === 'subscription') return subscriptionResource(route.topic, route.name, broker, asked);
  if (route.kind !== 'entity') return refuse(`There is nothing to change at '${route.kind}'.`);
  return isTopic(route.name, body, broker)
    ? topicResource(route.name, broker, asked)
    : queueResource(route.name, broker, asked);
}

/** Queues and topics have the same addresses: what is there decides, or what the request describes. */
function isTopic(name: string, body: string, { namespace }: Broker): boolean {
  return body === '' ? namespace.topics.has(name.toLowerCase()) : describedRoot(body) === topicDescription.root;
}

function pageOf({ searchParams }: URL): Page {
  const numberIn = (name: string, fallback: number): number => {
    const text = searchParams.get(name);
    const value = text === null ? fallback : integer(name, text);
    return value < 0 ? refuse(`The value for '${name}' must not be negative; it is ${value}.`) : value;
  };
  return { skip: numberIn('$skip', 0), top: numberIn('$top', 100) };
}

const isUpdate = ({ headers }: IncomingMessage): boolean => headers['if-match'] !== undefined;

const mustBe = (wanted: string, method: string): void => {
  if (method !== wanted) throw notAllowed(method);
};

const notAllowed = (method: string): BadRequest =>
  new BadRequest(405, `The method ${method} is not allowed for this resource.`);

/** What the client called us, when it can be part of an address. */
const hostOf = ({ headers }: IncomingMessage): string =>
  headers.host !== undefined && URL.canParse(`https://${headers.host}/`) ? headers.host : 'localhost';

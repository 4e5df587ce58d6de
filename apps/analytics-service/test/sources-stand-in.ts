import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { type ChangeItem, canonicalJson, type Order, type PaymentState, type ProductState } from '@causeway/data-model';

type Kind = ChangeItem['kind'];
type State = { id: string; version: number };

/** A change item as the services make it: the state that events carry, and its hash. */
export function changeItem(kind: Kind, state: Order | PaymentState | ProductState): ChangeItem {
  const hash = createHash('sha256').update(canonicalJson(state)).digest('hex');
  return { kind, id: state.id, version: state.version, hash, data: state };
}

export type SourcesStandIn = {
  /** `ORDER_URL`, `PAYMENT_URL` and `PRODUCT_URL` of the service. */
  url(kind: Kind): string;
  /** What each service holds, by id. */
  held: Record<Kind, Map<string, ChangeItem>>;
  /** Services that answer 503. */
  away: Set<Kind>;
  /** Services that take a request and never answer. */
  hanging: Set<Kind>;
  /** How many pages were asked for. */
  pages(): number;
  /** How many requests hang. */
  waiting(): number;
  /** What pages show instead of what is held: they were read a moment too early. */
  early: Record<Kind, Map<string, ChangeItem>>;
  /** Called before every answer. */
  before: (kind: Kind, about: 'pages' | 'ids') => Promise<void> | void;
  put(kind: Kind, ...states: (State & (Order | PaymentState | ProductState))[]): void;
  stop(): Promise<void>;
};

/** The three services as analytics-service sees them: `/internal/changes`, page by page. */
export async function startSources(): Promise<SourcesStandIn> {
  const held: SourcesStandIn['held'] = { order: new Map(), payment: new Map(), product: new Map() };
  const early: SourcesStandIn['early'] = { order: new Map(), payment: new Map(), product: new Map() };
  const away = new Set<Kind>();
  const hanging = new Set<Kind>();
  let pages = 0;
  let waiting = 0;
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    // The stand-in's own URLs begin with the kind.
    const kind = pathname.split('/')[1] as Kind;
    if (hanging.has(kind)) {
      waiting += 1;
      return;
    }
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (away.has(kind)) return answer(503, {});
    if (request.headers.authorization?.startsWith('Bearer ') !== true) return answer(401, {});
    pages += 1;
    await standIn.before(kind, searchParams.has('ids') ? 'ids' : 'pages');
    const ids = searchParams.get('ids')?.split(',');
    if (ids !== undefined)
      return answer(200, { items: ids.flatMap((id) => held[kind].get(id) ?? []), nextCursor: null });
    const after = searchParams.get('after') ?? '';
    const limit = Number(searchParams.get('limit'));
    const all = new Map([...held[kind], ...early[kind]]);
    const rest = [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => id > after);
    const items = rest.slice(0, limit);
    return answer(200, { items, nextCursor: rest.length > limit ? items.at(-1)?.id : null });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The stand-in has no TCP port.');
  const standIn: SourcesStandIn = {
    early,
    before: () => undefined,
    url: (kind) => `http://127.0.0.1:${address.port}/${kind}`,
    held,
    away,
    hanging,
    pages: () => pages,
    waiting: () => waiting,
    put: (kind, ...states) => {
      for (const state of states) held[kind].set(state.id, changeItem(kind, state));
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return standIn;
}

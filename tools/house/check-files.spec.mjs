import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkFiles } from './check-files.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'house-'));
  for (const kind of ['apps', 'libs']) mkdirSync(join(root, kind));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The faults of a house that has only these files. */
function faultsIn(files) {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return checkFiles(root).faults;
}

const importing = (...specifiers) => specifiers.map((one) => `import '${one}';`).join('\n');
const lines = (count) => 'void 0;\n'.repeat(count);

describe('a house in order', () => {
  it('has no fault, and every import was seen', () => {
    const faults = faultsIn({
      'apps/order-service/src/core/place-order.ts': importing('@causeway/data-model', './order.js', 'node:crypto'),
      'apps/order-service/src/core/place-order.spec.ts': importing('@causeway/testing', 'fast-check'),
      'apps/order-service/src/adapters/dynamo-orders.ts': importing('../core/order.js', '@causeway/stores/dynamo'),
      'apps/order-service/src/api/orders.controller.ts': importing('../core/order.js', '@causeway/runtime/http'),
      'apps/order-service/src/app.module.ts': importing('./api/orders.controller.js', '@nestjs/common'),
      'apps/order-service/src/server.ts': importing('./app.module.js', '@causeway/runtime/env'),
      'apps/order-service/test/saga.spec.ts': importing('@causeway/engines', '../src/app.module.js'),
      'libs/auth/src/index.ts': importing('@causeway/data-model', '@causeway/runtime/outgoing'),
    });
    expect(faults).toEqual([]);
    expect(checkFiles(root).seen).toBe(17);
  });

  it('is not judged by what was built or installed', () => {
    const faults = faultsIn({
      'apps/order-service/dist/core/a.d.ts': importing('@nestjs/common'),
      'apps/order-service/bundle/utils/a.ts': importing('@nestjs/common'),
      'libs/auth/node_modules/x/src/a.ts': importing('@causeway/order-service'),
    });
    expect(faults).toEqual([]);
  });

  it('says how many imports it saw, so that none is noticed', () => {
    expect(checkFiles(root)).toEqual({ faults: [], seen: 0 });
  });
});

describe('the rooms of a service', () => {
  const core = 'apps/order-service/src/core/place-order.ts';

  it.each([['@nestjs/common'], ['@aws-sdk/client-dynamodb'], ['zod'], ['node:fs'], ['fs']])(
    'core may not import %s',
    (specifier) => {
      expect(faultsIn({ [core]: importing(specifier) })).toEqual([`${core}: core may not import ${specifier}`]);
    },
  );

  it.each([
    ['import type', "import type { Injectable } from '@nestjs/common';"],
    ['a re-export', "export { Injectable } from '@nestjs/common';"],
    ['a re-export of everything', "export * from '@nestjs/common';"],
    ['a dynamic import', "await import('@nestjs/common');"],
  ])('sees %s as an import', (_what, source) => {
    expect(faultsIn({ [core]: source })).toEqual([`${core}: core may not import @nestjs/common`]);
  });

  it.each([
    ['process.env.PORT;', 'core reads no environment'],
    ['Date.now();', 'core has no clock: take the clock port'],
    ['new Date();', 'core has no clock: take the clock port'],
    ['Math.random();', 'core has no randomness: take the ids port'],
    ['crypto.randomUUID();', 'core has no randomness: take the ids port'],
    ['setTimeout(() => {}, 5);', 'core has no timers'],
  ])('core may not hold %s', (source, why) => {
    expect(faultsIn({ [core]: source })).toEqual([`${core}: ${why}`]);
  });

  it.each([
    ['core/a.ts', '../adapters/b.js', 'core may not import adapters'],
    ['core/a.ts', '../api/b.js', 'core may not import api'],
    ['adapters/a.ts', '../api/b.js', 'adapters may not import api'],
    ['api/a.ts', '../adapters/b.js', 'api may not import adapters'],
    ['server.ts', './core/b.js', 'door may not import core'],
  ])('%s may not import %s', (path, specifier, why) => {
    const file = `apps/order-service/src/${path}`;
    expect(faultsIn({ [file]: importing(specifier) })).toEqual([`${file}: ${why} (${specifier})`]);
  });

  it.each([
    ['core/a.ts', 'auth', 'core'],
    ['adapters/a.ts', 'runtime/http', 'adapters'],
    ['api/a.ts', 'stores/sql', 'api'],
    ['server.ts', 'stores/sql', 'door'],
    ['app.module.ts', 'invariants', 'app.module'],
  ])('%s may not import %s', (path, target, room) => {
    const file = `apps/order-service/src/${path}`;
    expect(faultsIn({ [file]: importing(`@causeway/${target}`) })).toContain(
      `${file}: ${room} may not import ${target}`,
    );
  });

  it('a file outside the rooms is a fault', () => {
    const file = 'apps/order-service/src/orders.ts';
    expect(faultsIn({ [file]: '' })).toEqual([
      `${file}: a service has core/, adapters/, api/, app.module.ts and its doors only`,
    ]);
  });

  it('a door has 30 lines, not 31', () => {
    const [server, lambda] = ['apps/order-service/src/server.ts', 'apps/order-service/src/lambda.ts'];
    expect(faultsIn({ [server]: lines(31), [lambda]: lines(30) })).toEqual([
      `${server}: a door has 30 lines at most, this one 31`,
    ]);
  });
});

describe('the projects', () => {
  it('an app may not import an app', () => {
    const file = 'apps/order-service/src/api/a.ts';
    expect(faultsIn({ [file]: importing('@causeway/product-service') })).toEqual([
      `${file}: an app is never imported (product-service)`,
    ]);
  });

  it('an app may not import an app by its path', () => {
    const file = 'apps/order-service/src/api/a.ts';
    const specifier = '../../../product-service/src/core/product.js';
    expect(faultsIn({ [file]: importing(specifier) })).toEqual([`${file}: reaches out of its project (${specifier})`]);
  });

  it.each([
    ['apps/order-service/test/saga.spec.ts', 'product-service'],
    ['apps/payment-service/test/refunds.spec.ts', 'payment-sandbox'],
    ['libs/testing/src/shop.ts', 'local-cloud'],
  ])('%s may not import %s either', (file, app) => {
    expect(faultsIn({ [file]: importing(`@causeway/${app}`) })).toEqual([`${file}: an app is never imported (${app})`]);
  });

  it('the model of the whole saga, and nobody else, may use the cores of services and their stores in memory', () => {
    const cores = importing(
      '@causeway/order-service/core/place-order.js',
      '@causeway/payment-service/model/model-provider.js',
    );
    const model = 'apps/local-cloud/test/model/world.ts';
    expect(faultsIn({ [model]: cores })).toEqual([]);
    expect(
      faultsIn({
        [model]: importing('@causeway/order-service/adapters/dynamo-orders.js'),
        'apps/local-cloud/test/gateway.spec.ts': importing('@causeway/order-service/core/place-order.js'),
        'apps/local-cloud/src/main.ts': importing('@causeway/order-service/core/place-order.js'),
      }),
    ).toHaveLength(3);
  });

  it('only tests import testing', () => {
    const [source, spec] = ['libs/auth/src/tokens.ts', 'libs/auth/src/tokens.spec.ts'];
    expect(faultsIn({ [source]: importing('@causeway/testing'), [spec]: importing('@causeway/testing') })).toEqual([
      `${source}: only tests may import testing`,
    ]);
  });

  it.each([
    ['libs/data-model/src/a.ts', 'runtime/env', 'data-model may not import runtime/env'],
    ['libs/runtime/src/a.ts', 'stores/sql', 'runtime may not import stores/sql'],
    ['libs/auth/src/a.ts', 'runtime/http', 'auth may not import runtime/http'],
    ['libs/service-bus-emulator/src/a.ts', 'data-model', 'service-bus-emulator may not import data-model'],
    ['apps/local-cloud/src/a.ts', 'messaging/outbox', 'local-cloud may not import messaging/outbox'],
    ['apps/payment-sandbox/src/a.ts', 'data-model', 'payment-sandbox may not import data-model'],
  ])('%s may not import %s', (file, target, why) => {
    expect(faultsIn({ [file]: importing(`@causeway/${target}`) })).toEqual([`${file}: ${why}`]);
  });

  it('a project that no rule knows may import nothing of the house', () => {
    const file = 'libs/newcomer/src/a.ts';
    expect(faultsIn({ [file]: importing('@causeway/data-model') })).toEqual([
      `${file}: newcomer may not import data-model`,
    ]);
  });

  it('a library may not import itself through its public name', () => {
    const file = 'libs/auth/src/a.ts';
    expect(faultsIn({ [file]: importing('@causeway/auth') })).toEqual([
      `${file}: imports itself through its public name (auth)`,
    ]);
  });
});

describe('names', () => {
  it.each([['utils'], ['common'], ['helpers'], ['shared'], ['core-lib']])('a folder is not called %s', (name) => {
    const file = `libs/auth/src/${name}/a.ts`;
    expect(faultsIn({ [file]: '' })).toEqual([`${file}: '${name}' says nothing about what is in it`]);
  });

  it('nor is a file', () => {
    const file = 'libs/auth/src/utils.ts';
    expect(faultsIn({ [file]: '' })).toEqual([`${file}: 'utils.ts' says nothing about what is in it`]);
  });

  it('files are named in kebab-case', () => {
    const file = 'libs/auth/src/tokenVerifier.ts';
    expect(faultsIn({ [file]: '' })).toEqual([`${file}: 'tokenVerifier.ts' is not kebab-case`]);
  });
});

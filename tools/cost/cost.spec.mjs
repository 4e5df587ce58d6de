import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deliveriesOf } from './deliveries.mjs';
import { environmentIn } from './environment.mjs';
import { byService, estimate } from './estimate.mjs';
import { perMonth } from './per-month.mjs';
import { perOrder } from './per-order.mjs';
import { prices } from './prices.mjs';
import { report } from './report.mjs';
import { resources } from './resources.mjs';

const root = join(import.meta.dirname, '..', '..');
const environments = { dev: await environmentIn(root, 'dev'), prod: await environmentIn(root, 'prod') };
const cases = Object.entries(environments);

const typesInTerraform = [
  ...new Set(
    globSync('infra/**/*.tf', { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type),
    ),
  ),
];

const sum = (lines, member) => lines.reduce((all, line) => all + line[member], 0);

describe('the table of prices', () => {
  it('says of every type of resource in infra/ what it costs, or why it is free', () => {
    expect(typesInTerraform.length).toBeGreaterThan(80);
    expect(typesInTerraform.filter((type) => resources[type] === undefined)).toEqual([]);
    expect(Object.keys(resources).filter((type) => !typesInTerraform.includes(type))).toEqual([]);
  });

  it('has every price that a resource names, and a reason where one is free', () => {
    for (const [type, { prices: names, free }] of Object.entries(resources)) {
      expect([type, names ?? free]).toEqual([type, expect.anything()]);
      for (const name of names ?? []) expect([type, name, prices[name]]).toEqual([type, name, expect.anything()]);
    }
  });

  it('has no price that no resource has, and none that is never counted', () => {
    const named = new Set(Object.values(resources).flatMap(({ prices: names = [] }) => names));
    expect(Object.keys(prices).filter((name) => !named.has(name))).toEqual([]);
    const counted = new Set(
      cases.flatMap(([, one]) => [...perMonth(one), ...perOrder(root, one)]).map(({ price }) => price),
    );
    expect(Object.keys(prices).filter((name) => !counted.has(name))).toEqual([]);
  });

  it.each(Object.entries(prices))('knows of %s where it comes from', (_name, price) => {
    expect(price).toMatchObject({
      usd: expect.any(Number),
      per: expect.any(Number),
      region: expect.stringMatching(/^(us-east-1|eastus)$/),
      source: expect.stringMatching(/^https:\/\//),
    });
    expect(price.usd).toBeGreaterThan(0);
    expect(price.seen ?? 'undated').toMatch(/^(20\d\d(-\d\d){0,2}|undated)$/);
  });
});

describe.each(cases)('the estimate for %s', (env, environment) => {
  it('adds up: by line, by service and by cloud', () => {
    const { lines, clouds, all } = estimate(root, environment, 10_000);
    expect(sum(lines, 'total')).toBeCloseTo(all.total, 6);
    expect(sum(byService(lines), 'total')).toBeCloseTo(all.total, 6);
    expect(clouds.aws.total + clouds.azure.total).toBeCloseTo(all.total, 6);
    expect(all.total).toBeCloseTo(all.perMonth + 10_000 * all.perOrder, 6);
  });

  it('is the fixed cost without an order', () => {
    const { all, egress } = estimate(root, environment, 0);
    expect(all.total).toBe(all.perMonth);
    expect(all.total).toBeGreaterThan(0);
    expect(egress.total).toBe(0);
    expect(report(estimate(root, environment, 0), env)).toContain('Without an order there is no cost of one.');
  });

  it('grows with each order, in both clouds and between them', () => {
    const totals = [0, 1, 10, 1000, 1_000_000].map((orders) => estimate(root, environment, orders));
    for (const of of [(one) => one.all, (one) => one.clouds.aws, (one) => one.clouds.azure, (one) => one.egress]) {
      const costs = totals.map((one) => of(one).total);
      expect(costs).toEqual(costs.toSorted((a, b) => a - b));
      expect(new Set(costs).size).toBe(costs.length);
    }
  });

  it('has a reason for every number', () => {
    for (const { why, amount, price } of [...perMonth(environment), ...perOrder(root, environment)]) {
      expect([price, why]).toEqual([price, expect.stringMatching(/\w{3}/)]);
      expect(amount).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(amount)).toBe(true);
    }
  });

  it('counts each line in the cloud that its price is of', () => {
    for (const { cloud, price } of [...perMonth(environment), ...perOrder(root, environment)]) {
      expect([price, cloud]).toEqual([price, prices[price].cloud]);
    }
  });
});

it('is dearer for prod, idle, than for dev', () => {
  const [dev, prod] = [environments.dev, environments.prod].map((one) => estimate(root, one, 0).all.total);
  expect(prod).toBeGreaterThan(dev);
});

it('counts what the topology delivers for an order that is paid', () => {
  expect(deliveriesOf(root)).toEqual({
    'analytics-service': 5,
    'notification-service': 1,
    'order-service': 3,
    'payment-service': 1,
    'product-service': 1,
  });
});

it('shows both clouds, what leaves them, an order, and where the prices come from', () => {
  const text = report(estimate(root, environments.prod, 1000), 'prod');
  expect(text).toMatch(/aws +│ all/);
  expect(text).toMatch(/azure +│ all/);
  expect(text).toContain('what leaves one cloud for the other or for the payment provider: $');
  expect(text).toMatch(/An order costs [\d.]+ cents, of which [\d.]+ cents are its own/);
  expect(text).toContain(' were read on pages of 20');
  expect(text).toContain(' are list prices that nobody has compared.');
});

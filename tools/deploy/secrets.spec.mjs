import { outputs } from './an-environment.mjs';
import { fakePrograms } from './fake-programs.mjs';
import { fillSecrets } from './secrets.mjs';

const pathBefore = process.env.PATH;
const secrets = outputs.secrets_to_fill.value;
const isEmpty = { to: 'aws secretsmanager describe-secret', says: {} };
const isFilled = { ...isEmpty, says: { VersionIdsToStages: { v1: ['AWSCURRENT'] } } };
const vaultHas = (...names) => ({ to: 'az keyvault secret list', says: names });
let fakes;
let said;

beforeEach(() => {
  fakes = fakePrograms(['aws', 'az']);
  process.env.PATH = fakes.path;
  said = [];
});
afterEach(() => {
  process.env.PATH = pathBefore;
  fakes.remove();
});

const fill = (...answers) => {
  fakes.answer(answers);
  return fillSecrets(secrets, (line) => said.push(line));
};

/** By name: the values that were put. */
const put = () =>
  Object.fromEntries(
    fakes.calls().flatMap((call) => {
      const words = call.split(' ');
      const value = words.find((word) => word.startsWith('file:'));
      const name = words[words.findIndex((word) => ['--secret-id', '--name'].includes(word)) + 1];
      return value === undefined ? [] : [[name, value.slice('file:'.length)]];
    }),
  );

it('makes up what is random, and leaves what others decide about', () => {
  expect(fill(isEmpty, vaultHas())).toEqual({ aws: [], azure: ['smtp-url'] });
  const values = put();
  expect(values['causeway-dev/order-service/cursor-secret']).toMatch(/^[0-9a-f]{64}$/);
  expect(values['payment-service-cursor-secret']).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(Object.values(values)).size).toBe(5);
  expect(said.join()).toContain('Made up 5 secrets that were empty: ');
  for (const value of Object.values(values)) expect(said.join()).not.toContain(value);
});

it('gives identity-service the list of the keys, last of all', () => {
  fill(isEmpty, vaultHas());
  const values = put();
  expect(JSON.parse(values['causeway-dev/identity-service/service-api-keys'])).toEqual({
    bridge: values['causeway-dev/bridge/service-api-key'],
    'order-service': values['causeway-dev/order-service/service-api-key'],
  });
  expect(values['causeway-dev/bridge/service-api-key']).toMatch(/^cwk_[0-9a-f]{8}_[0-9a-f]{64}$/);
  const keys = fakes.calls().filter((call) => call.includes('put-secret-value') && call.includes('/service-api-key'));
  expect(keys.at(-1)).toContain('identity-service/service-api-keys');
});

it('leaves values alone that are there', () => {
  expect(fill(isFilled, vaultHas('payment-service-cursor-secret', 'smtp-url'))).toEqual({ aws: [], azure: [] });
  expect(put()).toEqual({});
  expect(said).toEqual([]);
});

it('leaves a vault alone that cannot be seen, and says so', () => {
  const closed = { to: 'az keyvault secret list', complains: 'Forbidden: no client address of yours', code: 1 };
  expect(fill(isFilled, closed)).toEqual({ aws: [], azure: ['payment-service-cursor-secret', 'smtp-url'] });
  expect(said).toEqual([
    'The vault causeway-dev-ab cannot be seen from here (Forbidden: no client address of yours), so its secrets are left as they are.',
  ]);
});

it('stops where a secret cannot be written, and says what to look at', () => {
  const denied = { to: 'aws secretsmanager put-secret-value', complains: 'AccessDenied', code: 255 };
  expect(() => fill(isEmpty, denied, vaultHas())).toThrow(/failed \(AccessDenied\); see whether you may write secrets/);
});

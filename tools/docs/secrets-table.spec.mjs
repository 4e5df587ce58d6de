import { secretsTable } from './secrets-table.mjs';

const key = { says: 'be a key', from: { local: 'made up', docker: 'the environment' } };
const service = (name, cloud, ...settings) => ({ name, cloud, settings });

it('says of each secret what it must be and where it comes from, in the store of the cloud that uses it', () => {
  const services = [
    service('a', 'aws', { name: 'KEY', secret: key }, { name: 'PORT', secret: false }),
    service('b', 'azure', { name: 'KEY', secret: key }, { name: 'TEXT', secret: true }),
    service('c', undefined, { name: 'ROLE', secret: { ...key, literal: true } }, { name: 'SAND', secret: key }),
  ];
  expect(secretsTable(services).split('\n').slice(2)).toEqual([
    '| `KEY` | be a key | made up | the environment | AWS Secrets Manager; Azure Key Vault |',
    '| `TEXT` | be random text of at least 32 characters |  |  | Azure Key Vault |',
    '| `ROLE` | be a key | made up | the environment | not needed: the process has a role |',
    '| `SAND` | be a key | made up | the environment | either store |',
  ]);
});

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askJson, attempt } from './programs.mjs';

/**
 * Makes up the secrets that are random text and have no value yet; a value that is there stays. None is an argument of a
 * program, where others could see it.
 *
 * @param secrets Terraform's output `secrets_to_fill`
 * @returns the names of those that are left, because somebody else decides about their values: `{aws, azure}`
 */
export function fillSecrets({ secrets_manager: names, key_vault: { vault, names: inVault } }, say) {
  const filled = namesIn(vault, say);
  const empty = {
    aws: names.filter(isEmpty),
    azure: filled === undefined ? [] : inVault.filter((name) => !filled.includes(name)),
  };
  const [list] = empty.aws.filter((name) => name.endsWith('/service-api-keys'));
  if (list !== undefined) fillKeys(names, list);
  for (const name of empty.aws.filter(isRandom)) putInAws(name, randomText());
  for (const name of empty.azure.filter(isRandom)) putInAzure(vault, name, randomText());
  const made = [...empty.aws, ...empty.azure].filter((name) => isRandom(name) || isKey(name));
  if (made.length > 0) say(`Made up ${made.length} secrets that were empty: ${made.join(', ')}.`);
  return {
    aws: empty.aws.filter((name) => !made.includes(name)),
    azure: (filled === undefined ? inVault : empty.azure).filter((name) => !made.includes(name)),
  };
}

const isRandom = (name) => name.endsWith('cursor-secret');
const isKey = (name) => /\/service-api-keys?$/.test(name);
const randomText = () => randomBytes(32).toString('hex');

/** A key for each service, and last of all the list of them: while that is empty nobody is known by any. */
function fillKeys(names, list) {
  const keys = {};
  for (const name of names.filter((one) => one.endsWith('/service-api-key'))) {
    // causeway-dev/order-service/service-api-key
    const service = name.split('/').at(-2);
    keys[service] = `cwk_${randomBytes(4).toString('hex')}_${randomText()}`;
    putInAws(name, keys[service]);
  }
  putInAws(list, JSON.stringify(keys));
}

function isEmpty(name) {
  const { VersionIdsToStages: versions = {} } = askJson(
    'aws',
    ['secretsmanager', 'describe-secret', '--secret-id', name, '--output', 'json'],
    { otherwise: 'see whether you may read what secrets there are' },
  );
  return Object.keys(versions).length === 0;
}

/** Those that have a value, or nothing where the vault does not let itself be seen: a pipeline is none of its `operator_ips`. */
function namesIn(vault, say) {
  const asked = ['keyvault', 'secret', 'list', '--vault-name', vault, '--query', '[].name', '--output', 'json'];
  const { output, fault } = attempt('az', asked);
  if (fault === undefined) return JSON.parse(output || '[]');
  say(`The vault ${vault} cannot be seen from here (${fault}), so its secrets are left as they are.`);
  return undefined;
}

const putInAws = (name, value) =>
  fromFile(value, (file) =>
    askJson(
      'aws',
      [
        'secretsmanager',
        'put-secret-value',
        '--secret-id',
        name,
        '--secret-string',
        `file://${file}`,
        '--output',
        'json',
      ],
      { otherwise: 'see whether you may write secrets' },
    ),
  );

const putInAzure = (vault, name, value) =>
  fromFile(value, (file) => {
    const from = ['--file', file, '--encoding', 'utf-8', '--output', 'none'];
    askJson('az', ['keyvault', 'secret', 'set', '--vault-name', vault, '--name', name, ...from], {
      otherwise: 'see whether operators_group_id and operator_ips let you write to the vault',
    });
  });

/** Shows the value to a program as a file that its owner alone can read, while it runs. */
function fromFile(value, run) {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-secret-'));
  const file = join(folder, 'value');
  try {
    writeFileSync(file, value, { mode: 0o600 });
    run(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

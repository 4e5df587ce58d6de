/** Where a secret is kept instead of in the environment. */
export type Reference =
  | {
      store: 'AWS Secrets Manager';
      /** A name or an ARN. */
      id: string;
      /** Of the ARN, which decides; undefined for a name, which is looked for in the process's own region. */
      region: string | undefined;
      /** The member of the secret that is meant, when the secret is a JSON object. */
      key: string | undefined;
    }
  | { store: 'Azure Key Vault'; host: string; name: string; version: string | undefined };

const scheme = /^(aws-secretsmanager|azure-keyvault):\/\//;

/** Whether a value says where the secret is, well or badly, instead of being it. */
export const isReference = (value: string): boolean => scheme.test(value);

const forms = {
  'aws-secretsmanager': 'aws-secretsmanager://<name or ARN>[#<key in its JSON>]',
  'azure-keyvault': 'azure-keyvault://<vault>.vault.azure.net/secrets/<name>[/<version>]',
};

/** Names have letters, digits and /_+=.@-; those that AWS manages have an exclamation mark, ARNs colons. */
const ofAws = /^aws-secretsmanager:\/\/([\w/+=.@!:-]{1,2048})(?:#(.+))?$/;
const arn = /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:[^:]+$/;
const ofAzure =
  /^azure-keyvault:\/\/([a-z0-9-]{3,24}\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net))\/secrets\/([a-z0-9-]{1,127})(?:\/([0-9a-f]{32}))?$/i;

/** @returns the reference, or the form that it should have */
export function parseReference(text: string): Reference | { form: string } {
  const [, id, key] = ofAws.exec(text) ?? [];
  const region = id === undefined ? undefined : arn.exec(id)?.[1];
  if (id !== undefined && (region !== undefined || !id.includes(':'))) {
    return { store: 'AWS Secrets Manager', id, region, key };
  }
  const [, host, name, version] = ofAzure.exec(text) ?? [];
  if (host !== undefined && name !== undefined) return { store: 'Azure Key Vault', host, name, version };
  return { form: text.startsWith('aws-') ? forms['aws-secretsmanager'] : forms['azure-keyvault'] };
}

/** Its store, and what it is called there. */
export function nameOf(reference: Reference): { store: Reference['store']; id: string } {
  if (reference.store === 'AWS Secrets Manager') return { store: reference.store, id: reference.id };
  const { store, host, name, version } = reference;
  return { store, id: [host, 'secrets', name, ...(version === undefined ? [] : [version])].join('/') };
}

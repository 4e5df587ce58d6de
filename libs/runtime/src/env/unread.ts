import { ExchangeFailed } from '../cloud-identity/exchange.js';
import { nameOf, type Reference } from './reference.js';

/** A secret that could not be read; its message follows the variable's name. */
export class Unread extends Error {
  override readonly name = 'Unread';
}

/** In words that follow the variable's name: which store, what it answered, what to do. */
export function whyUnread(reference: Reference, error: unknown): string {
  const { store, id } = nameOf(reference);
  if (error instanceof ExchangeFailed) {
    return `could not be read from ${store} (${id}): ${error.said}, so ${error.check}`;
  }
  return `could not be read from ${store} (${id}): ${answerOf(error)}, so ${cureOf(reference, error)}`;
}

/** The error's name and the beginning of its first line. */
function answerOf(error: unknown): string {
  if (!isObject(error)) return 'no answer';
  const name = textOf(error, 'name') ?? textOf(error, 'code') ?? 'Error';
  const [line = ''] = (textOf(error, 'message') ?? '').trim().split('\n', 1);
  const said = line.slice(0, 200).replace(/[\s.;]+$/, '');
  const code = textOf(error, 'code');
  return [code !== undefined && code !== name ? `${name} ${code}` : name, said]
    .filter((part) => part !== '')
    .join(': ');
}

function cureOf(reference: Reference, error: unknown): string {
  const isAws = reference.store === 'AWS Secrets Manager';
  const status = statusOf(error);
  const name = (isObject(error) ? textOf(error, 'name') : undefined) ?? '';
  if (status === 404 || name === 'ResourceNotFoundException') return 'create it there or correct the reference';
  if (status === 401 || status === 403 || /AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken/.test(name)) {
    return isAws
      ? "allow secretsmanager:GetSecretValue on it to the process's role"
      : "give the process's identity the role Key Vault Secrets User";
  }
  if (/Credential|Authentication/.test(name)) {
    return isAws ? 'give the process a role' : 'give the process a managed identity';
  }
  return 'start again when the store answers, and correct the reference if it never does';
}

function statusOf(error: unknown): number | undefined {
  if (!isObject(error)) return undefined;
  const metadata = isObject(error.$metadata) ? error.$metadata : {};
  const status = error.statusCode ?? metadata.httpStatusCode;
  return typeof status === 'number' ? status : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const textOf = (error: Record<string, unknown>, member: string): string | undefined => {
  const value = error[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

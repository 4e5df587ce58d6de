import { createdApiKey, serviceToken, tokens } from '@causeway/data-model';
import type * as z from 'zod';

/**
 * Lends a token that may write products: an administrator makes an API key for it, which ends with the work.
 *
 * @throws Error in one sentence when the API refuses
 */
export async function withMerchandisersToken<T>(
  url: string,
  administrator: { email: string; password: string },
  work: (token: string) => Promise<T>,
): Promise<T> {
  const login = await ask(tokens, `${url}/v1/auth/login`, {}, administrator);
  const authorization = `Bearer ${login.accessToken}`;
  const wanted = { name: 'catalogue', scopes: ['products:write'] };
  const { id, secret } = await ask(createdApiKey, `${url}/v1/api-keys`, { authorization }, wanted);
  try {
    const { accessToken } = await ask(
      serviceToken,
      `${url}/v1/auth/token`,
      { 'x-api-key': secret },
      { grantType: 'client_credentials', audience: 'product-service' },
    );
    return await work(accessToken);
  } finally {
    await fetch(`${url}/v1/api-keys/${id}`, { method: 'DELETE', headers: { authorization } });
  }
}

async function ask<T>(
  answer: z.ZodType<T>,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${new URL(url).pathname} was refused with ${response.status}: ${text}`);
  return answer.parse(JSON.parse(text));
}

import { type Role, tokens, user } from '@causeway/data-model';
import { ask } from './api.js';

export type Person = { id: string; email: string; token: string; refreshToken: string };

const password = 'causeway-demo-1';
let people = 0;

/** Opens an account and logs in. */
export async function aCustomer(url: string): Promise<Person> {
  people += 1;
  const email = `customer-${people}@system.example`;
  const body = { email, password, name: `Customer ${people}` };
  const account = (await ask(url, 'POST /v1/auth/register', { body })).read(user);
  return { id: account.id, email, ...(await logIn(url, email)) };
}

export const customers = (url: string, count: number): Promise<Person[]> =>
  Promise.all(Array.from({ length: count }, () => aCustomer(url)));

/** One of the demo users. */
export async function staff(url: string, role: Exclude<Role, 'customer'>): Promise<Person> {
  const email = `${role}@causeway.example`;
  const session = await logIn(url, email);
  const { id } = (await ask(url, 'GET /v1/me', { as: session.token })).read(user);
  return { id, email, ...session };
}

/** Opens another session. */
export async function logIn(url: string, email: string): Promise<{ token: string; refreshToken: string }> {
  const answer = await ask(url, 'POST /v1/auth/login', { body: { email, password } });
  const { accessToken, refreshToken } = answer.read(tokens);
  return { token: accessToken, refreshToken };
}

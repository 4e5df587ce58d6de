import type { CloudEvent } from '@causeway/data-model';
import { v7 as uuid } from 'uuid';
import type { AccessTokens } from '../src/core/access-tokens.js';
import type { Account } from '../src/core/account.js';
import type { LoginAttempts } from '../src/core/login-attempts.js';
import type { PasswordHashes } from '../src/core/passwords.js';
import type { Session, Sessions } from '../src/core/sessions.js';
import type { Surroundings } from '../src/core/surroundings.js';
import type { Users } from '../src/core/users.js';

/** Every port of the core in memory, for tests of its rules. */
export function memoryPorts() {
  const accounts: Account[] = [];
  const events: CloudEvent[] = [];
  const open = new Map<string, Session>();
  const tokens = new Map<string, { session: Session; used: boolean }>();
  const failures = new Map<string, number>();
  const clock = { now: new Date('2026-11-21T09:00:00.000Z') };

  const users: Users = {
    async add(account, event) {
      if (accounts.some(({ email }) => email === account.email)) return 'taken';
      accounts.push(account);
      events.push(event);
      return 'added';
    },
    byEmail: async (email) => accounts.find((account) => account.email === email),
    byId: async (id) => accounts.find((account) => account.id === id),
  };
  const sessions: Sessions = {
    async open(session, refreshToken) {
      open.set(session.id, session);
      tokens.set(refreshToken, { session, used: false });
    },
    async rotate(refreshToken, next) {
      const held = tokens.get(refreshToken);
      if (held === undefined || !open.has(held.session.id)) return { outcome: 'refused' };
      if (held.used) return { outcome: 'reused', session: held.session };
      held.used = true;
      tokens.set(next, { session: held.session, used: false });
      return { outcome: 'rotated', session: held.session };
    },
    ofToken: async (refreshToken) => tokens.get(refreshToken)?.session,
    end: async (sessionId) => void open.delete(sessionId),
    endedSince: async () => ({ sessions: [], nextCursor: '', more: false }),
  };
  const passwords: PasswordHashes = {
    hash: async (password) => `hashed ${password}`,
    matches: async (password, hash) => hash === `hashed ${password}`,
  };
  const attempts: LoginAttempts = {
    blockedFor: async ({ email, address }) => ((failures.get(`${email} ${address}`) ?? 0) >= 3 ? 60 : undefined),
    async failed({ email, address }) {
      const count = (failures.get(`${email} ${address}`) ?? 0) + 1;
      failures.set(`${email} ${address}`, count);
      return count > 3 ? 60 : undefined;
    },
    succeeded: async ({ email, address }) => void failures.delete(`${email} ${address}`),
  };
  const accessTokens: AccessTokens = {
    forUser: (user) => ({ token: JSON.stringify(user), expiresIn: 900 }),
    forService: (service) => ({ token: JSON.stringify(service), expiresIn: 300 }),
  };
  const surroundings: Surroundings = {
    now: () => clock.now,
    newId: () => uuid(),
    newRefreshToken: () => `rt_${uuid()}`,
    traceparent: () => `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  };
  return { users, sessions, passwords, attempts, accessTokens, surroundings, events, accounts, open };
}

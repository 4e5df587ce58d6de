import type { AuditEvent, CloudEvent } from '@causeway/data-model';
import { v7 as uuid } from 'uuid';
import type { AccessTokens } from '../src/core/access-tokens.js';
import type { Account } from '../src/core/account.js';
import type { CommonPasswords } from '../src/core/common-passwords.js';
import type { Credentials } from '../src/core/credentials.js';
import type { Block, LoginAttempts } from '../src/core/login-attempts.js';
import type { PasswordHashes } from '../src/core/passwords.js';
import type { OpenSession, Sessions } from '../src/core/sessions.js';
import type { Surroundings } from '../src/core/surroundings.js';
import type { Users } from '../src/core/users.js';

/** The ports of the core in memory, for tests of its rules. */
export function memoryPorts() {
  const accounts: Account[] = [];
  const events: CloudEvent[] = [];
  const notes: AuditEvent[] = [];
  const open = new Map<string, OpenSession>();
  const tokens = new Map<string, { sessionId: string; userId: string; used: boolean }>();
  const failures = new Map<string, number>();
  const clock = { now: new Date('2026-11-21T09:00:00.000Z') };

  const users: Users = {
    async add(account, event, noted) {
      if (accounts.some(({ email }) => email === account.email)) return 'taken';
      accounts.push(account);
      events.push(event);
      notes.push(noted);
      return 'added';
    },
    byEmail: async (email) => accounts.find((account) => account.email === email),
    byId: async (id) => accounts.find((account) => account.id === id),
  };
  const place = (account: Account) => accounts.findIndex(({ id }) => id === account.id);
  const credentials: Credentials = {
    async replace(next, { keep, event, noted }) {
      if (accounts[place(next)]?.version !== next.version - 1) return 'outdated';
      accounts[place(next)] = next;
      for (const [id, session] of open) if (session.userId === next.id && id !== keep) open.delete(id);
      const kept = open.get(keep);
      if (kept !== undefined) open.set(keep, { ...kept, credentials: next.credentials });
      events.push(event);
      notes.push(noted);
      return 'replaced';
    },
    async rehash(account, passwordHash) {
      accounts[place(account)] = { ...account, passwordHash };
    },
  };
  const sessions: Sessions = {
    async open(session, refreshToken, _at, noted) {
      if (accounts.find(({ id }) => id === session.userId)?.credentials !== session.credentials) return 'outdated';
      open.set(session.id, session);
      tokens.set(refreshToken, { sessionId: session.id, userId: session.userId, used: false });
      notes.push(noted);
      return 'opened';
    },
    async rotate(refreshToken, next) {
      const held = tokens.get(refreshToken);
      const session = open.get(held?.sessionId ?? '');
      if (held === undefined || session === undefined) return { outcome: 'refused' };
      if (held.used) return { outcome: 'reused', session };
      held.used = true;
      tokens.set(next, { ...held, used: false });
      return { outcome: 'rotated', session };
    },
    async ofToken(refreshToken) {
      const held = tokens.get(refreshToken);
      return held && { id: held.sessionId, userId: held.userId };
    },
    async end({ id }, _at, noted) {
      if (open.delete(id)) notes.push(noted);
    },
    endedSince: async () => ({ sessions: [], nextCursor: '', more: false }),
  };
  const passwords: PasswordHashes = {
    hash: async (password) => `hashed ${password}`,
    matches: async (password, hash) => hash?.replace('cheaply ', '') === `hashed ${password}`,
    isOutdated: (hash) => hash.startsWith('cheaply '),
  };
  const common: CommonPasswords = { isCommon: async (password) => password === 'password1234' };
  const blockAt = 3;
  const block: Block = { limit: 'account-and-address', allowed: blockAt, windowSeconds: 900, retryAfter: 60 };
  const attempts: LoginAttempts = {
    blockedFor: async ({ email, address }) =>
      (failures.get(`${email} ${address}`) ?? 0) >= blockAt ? block : undefined,
    async failed({ email, address }, _at, noted) {
      const count = (failures.get(`${email} ${address}`) ?? 0) + 1;
      failures.set(`${email} ${address}`, count);
      notes.push(noted);
      return count > blockAt ? block : undefined;
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
    newApiKey: () => ({ prefix: 'cwk_00000000', secret: `cwk_00000000_${uuid()}` }),
    traceparent: () => `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  };
  const ports = { users, credentials, sessions, passwords, common, attempts, accessTokens, surroundings };
  return { ...ports, events, notes, accounts, open, clock };
}

import * as z from 'zod';
import { id, pageQuery, text, time } from './wire.js';

export const roles = ['customer', 'merchandiser', 'support', 'analyst', 'admin'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/**
 * An address is one whatever its case, so it is kept in lower case; only once it is known to be ASCII, because some letters
 * of other scripts (the Kelvin sign) become Latin ones there, and with them somebody else's address.
 */
export const email = z
  .string('must be an e-mail address')
  .max(254, 'must have at most 254 characters')
  .transform((value) => value.trim())
  .pipe(z.email('must be an e-mail address'))
  .transform((value) => value.toLowerCase());

const password = text(12, 128);

export const registration = z.strictObject({ email, password, name: text(1, 100) });
export type Registration = z.infer<typeof registration>;

export const login = z.strictObject({ email, password: text(1, 128) });
export const refresh = z.strictObject({ refreshToken: text(1, 512) });
export const passwordChange = z.strictObject({ current: text(1, 128), next: password });

export const user = z.strictObject({
  id,
  email: text(1, 254),
  name: text(1, 100),
  roles: z.array(role).max(roles.length),
  createdAt: time,
});
export type User = z.infer<typeof user>;

export const tokens = z.strictObject({
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
});
export type Tokens = z.infer<typeof tokens>;

export const serviceTokenRequest = z.strictObject({
  grantType: z.literal('client_credentials', 'must be client_credentials'),
  audience: text(1, 100),
});
export const serviceToken = tokens.omit({ refreshToken: true });
export type ServiceToken = z.infer<typeof serviceToken>;

/** What a partner's API key may allow. What services say to each other is none of it: that is `internal`, which no one can be given. */
export const scopes = ['products:read', 'products:write', 'orders:read', 'payments:read', 'analytics:read'] as const;
export type Scope = (typeof scopes)[number];

export const newApiKey = z.strictObject({
  name: text(1, 100),
  scopes: z
    .array(z.enum(scopes, `must be one of ${scopes.join(', ')}`), 'must be a list')
    .refine((given) => given.length > 0, 'must have at least one scope')
    .refine((given) => new Set(given).size === given.length, 'must not repeat a scope')
    .meta({ minItems: 1, maxItems: scopes.length, uniqueItems: true }),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'must be an RFC 3339 time' })
    .transform((instant) => new Date(instant).toISOString())
    .nullable()
    .default(null),
});
export type NewApiKey = z.infer<typeof newApiKey>;

/** A page of API keys. */
export const apiKeyQuery = z.strictObject(pageQuery);

/** An API key without its secret. `prefix` is how its holder can tell which one it is. */
export const apiKey = z.strictObject({
  id,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
  createdAt: time,
});
export type ApiKey = z.infer<typeof apiKey>;

/** The one answer that holds the secret. */
export const createdApiKey = apiKey.extend({ secret: z.string() });
export type CreatedApiKey = z.infer<typeof createdApiKey>;

/** A new signing key, and until when tokens signed with the one before it are honoured. */
export const keyRotation = z.strictObject({
  kid: z.string(),
  activeFrom: time,
  previous: z.strictObject({ kid: z.string(), verifiesUntil: time }),
});
export type KeyRotation = z.infer<typeof keyRotation>;

/** `GET /internal/revoked-sessions`: sessions ended since the cursor, so that their access tokens stop working. */
export const revokedSessions = z.strictObject({
  sessions: z.array(z.string()),
  nextCursor: z.string(),
  /** Whether the next page can be asked for at once. */
  more: z.boolean(),
});
export type RevokedSessions = z.infer<typeof revokedSessions>;

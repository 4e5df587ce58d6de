import { type Revocations, serviceApiKeys, type TokenVerifier, verifierOver, watchRevocations } from '@causeway/auth';
import { TOKEN_VERIFIER } from '@causeway/auth/nest';
import { dynamoRelay, outboxIndex, Relay } from '@causeway/messaging/outbox';
import { ServiceBus, serviceBusEnv } from '@causeway/messaging/service-bus';
import { doorEnv, envSwitch, onlyLocally } from '@causeway/runtime/env';
import { atStart, DynamoTable, dynamoEnv, openTable, warm } from '@causeway/stores/dynamo';
import { type DynamicModule, Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import * as z from 'zod';
import { Argon2Passwords, argon2Env } from './adapters/argon2-passwords.js';
import { DynamoApiKeys } from './adapters/dynamo-api-keys.js';
import { endedSince } from './adapters/dynamo-ended-sessions.js';
import { DynamoLoginAttempts } from './adapters/dynamo-login-attempts.js';
import { DynamoSessions } from './adapters/dynamo-sessions.js';
import { DynamoSigningKeys } from './adapters/dynamo-signing-keys.js';
import { DynamoUsers } from './adapters/dynamo-users.js';
import { JwtTokens } from './adapters/jwt-tokens.js';
import { processSurroundings } from './adapters/process-surroundings.js';
import { AuthController } from './api/auth.controller.js';
import { InternalController } from './api/internal.controller.js';
import { MeController } from './api/me.controller.js';
import { API_KEYS, ISSUER, SESSIONS, SIGNING_KEYS, SURROUNDINGS, USERS } from './api/ports.js';
import { WellKnownController } from './api/well-known.controller.js';
import { IssueServiceToken } from './core/issue-service-token.js';
import { LogIn } from './core/log-in.js';
import { LogOut } from './core/log-out.js';
import { RefreshSession } from './core/refresh-session.js';
import { RegisterUser } from './core/register-user.js';
import { SeedDemoUsers } from './core/seed-demo-users.js';
import { type Furnishing, SetUp } from './core/set-up.js';

/** Everything identity-service can be told by its environment. */
export const settings = doorEnv.extend({
  ...dynamoEnv.shape,
  ...serviceBusEnv.shape,
  ...argon2Env.shape,
  SERVICE_API_KEYS: serviceApiKeys,
  DEMO_USERS: envSwitch(false).meta({
    description:
      'Whether the demo users exist, whose password everybody knows: in `local` mode alone, where nobody else can reach them.',
    rule: onlyLocally,
  }),
});
export type Settings = z.infer<typeof settings>;

const REVOCATIONS = Symbol('revocations');
const FURNISHING = Symbol('furnishing');
const surroundings = processSurroundings;

@Module({})
export class AppModule implements OnModuleInit, OnApplicationShutdown {
  readonly #relay: Relay;
  readonly #setUp: SetUp;
  readonly #furnishing: Furnishing;
  readonly #verifier: TokenVerifier;

  constructor(
    relay: Relay,
    setUp: SetUp,
    @Inject(FURNISHING) furnishing: Furnishing,
    @Inject(TOKEN_VERIFIER) verifier: TokenVerifier,
  ) {
    this.#relay = relay;
    this.#setUp = setUp;
    this.#furnishing = furnishing;
    this.#verifier = verifier;
  }

  onModuleInit(): Promise<void> {
    this.#relay.start();
    return this.#setUp.run(this.#furnishing);
  }

  onApplicationShutdown(): void {
    this.#verifier.stop();
  }

  static with(config: Settings): DynamicModule {
    const furnishing: Furnishing = { serviceKeys: config.SERVICE_API_KEYS, demoUsers: config.DEMO_USERS };
    return {
      module: AppModule,
      controllers: [AuthController, MeController, WellKnownController, InternalController],
      providers: [
        { provide: ISSUER, useValue: config.PUBLIC_URL },
        { provide: SURROUNDINGS, useValue: surroundings },
        { provide: FURNISHING, useValue: furnishing },
        { provide: DynamoTable, useFactory: () => openTable(config, [outboxIndex]) },
        { provide: ServiceBus, useFactory: () => new ServiceBus(config.SERVICE_BUS_CONNECTION_STRING) },
        ...stores(config),
        ...useCases,
        verifier(config),
      ],
    };
  }
}

const stores = (config: Settings) => [
  {
    provide: SIGNING_KEYS,
    inject: [DynamoTable],
    useFactory: (table: DynamoTable) => atStart(() => DynamoSigningKeys.open(table)),
  },
  { provide: API_KEYS, inject: [DynamoTable], useFactory: (table: DynamoTable) => new DynamoApiKeys(table) },
  {
    provide: Relay,
    inject: [DynamoTable, ServiceBus],
    useFactory: (table: DynamoTable, publisher: ServiceBus) => dynamoRelay({ client: table.client, table, publisher }),
  },
  {
    provide: USERS,
    inject: [DynamoTable, Relay],
    useFactory: (table: DynamoTable, relay: Relay) => new DynamoUsers(table, relay),
  },
  {
    provide: REVOCATIONS,
    inject: [DynamoTable],
    useFactory: (table: DynamoTable) => watchRevocations((after) => endedSince(table, after, surroundings.now())),
  },
  {
    provide: SESSIONS,
    inject: [DynamoTable, REVOCATIONS],
    useFactory: (table: DynamoTable, revocations: Revocations) => new DynamoSessions(table, revocations.add),
  },
  {
    provide: DynamoLoginAttempts,
    inject: [DynamoTable],
    useFactory: (table: DynamoTable) => new DynamoLoginAttempts(table),
  },
  { provide: Argon2Passwords, useFactory: () => new Argon2Passwords(config) },
  {
    provide: JwtTokens,
    inject: [SIGNING_KEYS],
    useFactory: (keys: DynamoSigningKeys) => new JwtTokens(keys, config.PUBLIC_URL),
  },
];

const useCases = [
  {
    provide: RegisterUser,
    inject: [USERS, Argon2Passwords],
    useFactory: (users: DynamoUsers, passwords: Argon2Passwords) => new RegisterUser(users, passwords, surroundings),
  },
  {
    provide: LogIn,
    inject: [USERS, Argon2Passwords, DynamoLoginAttempts, SESSIONS, JwtTokens],
    useFactory: (
      users: DynamoUsers,
      passwords: Argon2Passwords,
      attempts: DynamoLoginAttempts,
      sessions: DynamoSessions,
      accessTokens: JwtTokens,
    ) => new LogIn({ users, passwords, attempts, sessions, accessTokens, surroundings }),
  },
  {
    provide: RefreshSession,
    inject: [SESSIONS, USERS, JwtTokens],
    useFactory: (sessions: DynamoSessions, users: DynamoUsers, accessTokens: JwtTokens) =>
      new RefreshSession(sessions, users, accessTokens, surroundings),
  },
  {
    provide: LogOut,
    inject: [SESSIONS],
    useFactory: (sessions: DynamoSessions) => new LogOut(sessions, surroundings),
  },
  {
    provide: IssueServiceToken,
    inject: [JwtTokens],
    useFactory: (accessTokens: JwtTokens) => new IssueServiceToken(accessTokens, surroundings),
  },
  {
    provide: SetUp,
    inject: [API_KEYS, USERS, RegisterUser],
    useFactory: (apiKeys: DynamoApiKeys, users: DynamoUsers, register: RegisterUser) =>
      new SetUp(apiKeys, new SeedDemoUsers(users, register), surroundings),
  },
];

/** The keys and the ended sessions are this service's own: it asks nobody. */
const verifier = (config: Settings) => ({
  provide: TOKEN_VERIFIER,
  inject: [SIGNING_KEYS, REVOCATIONS],
  useFactory: (keys: DynamoSigningKeys, revocations: Revocations) =>
    verifierOver({ issuer: config.PUBLIC_URL, audience: 'identity-service', keys, revocations }),
});

export { guardByApiKey } from './api/api-key-guard.js';

/** What must answer before this service can do its work. */
export const readiness = (app: NestFastifyApplication) => {
  const { client, name } = app.get(DynamoTable);
  return { dynamodb: () => warm(client, name) };
};

import { type Revocations, serviceApiKeys, type TokenVerifier, verifierOver, watchRevocations } from '@causeway/auth';
import { TOKEN_VERIFIER } from '@causeway/auth/nest';
import { dynamoRelay, outboxIndex, Relay, relayHandler, sweepOutbox } from '@causeway/messaging/outbox';
import { ServiceBus, serviceBusEnv } from '@causeway/messaging/service-bus';
import { cursorEnv, cursors } from '@causeway/runtime/cursors';
import { doorEnv, envSwitch, onlyLocally, trustedProxiesEnv } from '@causeway/runtime/env';
import type { Round } from '@causeway/runtime/rounds';
import { atStart, DynamoTable, dynamoEnv, openTable, warm } from '@causeway/stores/dynamo';
import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type * as z from 'zod';
import { Argon2Passwords, argon2Env } from './adapters/argon2-passwords.js';
import { DynamoApiKeys } from './adapters/dynamo-api-keys.js';
import { DynamoAuditTrail } from './adapters/dynamo-audit-trail.js';
import { DynamoCredentials } from './adapters/dynamo-credentials.js';
import { endedSince } from './adapters/dynamo-ended-sessions.js';
import { DynamoErasures } from './adapters/dynamo-erasures.js';
import { DynamoLoginAttempts } from './adapters/dynamo-login-attempts.js';
import { DynamoPersonalTraces } from './adapters/dynamo-personal-traces.js';
import { DynamoSessions } from './adapters/dynamo-sessions.js';
import { DynamoSigningKeys } from './adapters/dynamo-signing-keys.js';
import { DynamoUsers } from './adapters/dynamo-users.js';
import { HttpPersonalData, keepersEnv } from './adapters/http-personal-data.js';
import { JwtTokens } from './adapters/jwt-tokens.js';
import { processSurroundings } from './adapters/process-surroundings.js';
import { ZxcvbnPasswords } from './adapters/zxcvbn-passwords.js';
import { ApiKeysController } from './api/api-keys.controller.js';
import { AuditController } from './api/audit.controller.js';
import { AuthController } from './api/auth.controller.js';
import { ErasuresController } from './api/erasures.controller.js';
import { InternalController } from './api/internal.controller.js';
import { MeController } from './api/me.controller.js';
import {
  API_KEYS,
  AUDIT_TRAIL,
  CURSORS,
  ERASURES,
  ISSUER,
  SESSIONS,
  SIGNING_KEYS,
  SURROUNDINGS,
  USERS,
} from './api/ports.js';
import { SigningKeysController } from './api/signing-keys.controller.js';
import { WellKnownController } from './api/well-known.controller.js';
import { ChangePassword } from './core/change-password.js';
import { CreateApiKey } from './core/create-api-key.js';
import { EraseAccount } from './core/erase-account.js';
import { ExportPersonalData } from './core/export-personal-data.js';
import { IssueServiceToken } from './core/issue-service-token.js';
import { LogIn } from './core/log-in.js';
import { LogOut } from './core/log-out.js';
import { NoteErasureReport } from './core/note-erasure-report.js';
import { NoteOfOthers } from './core/note-of-others.js';
import { RefreshSession } from './core/refresh-session.js';
import { RegisterUser } from './core/register-user.js';
import { RevokeApiKey } from './core/revoke-api-key.js';
import { RotateSigningKey } from './core/rotate-signing-key.js';
import { SeedDemoUsers } from './core/seed-demo-users.js';
import { type Furnishing, SetUp } from './core/set-up.js';

/** Everything identity-service can be told by its environment. */
export const settings = doorEnv.extend({
  ...dynamoEnv.shape,
  ...serviceBusEnv.shape,
  ...argon2Env.shape,
  ...cursorEnv.shape,
  ...trustedProxiesEnv.shape,
  ...keepersEnv.shape,
  SERVICE_API_KEYS: serviceApiKeys,
  DEMO_USERS: envSwitch(false).meta({
    description:
      'Whether the demo users exist, whose password everybody knows: in `local` mode alone, where nobody else can reach them.',
    rule: onlyLocally,
  }),
});
export type Settings = z.infer<typeof settings>;

const PORTS = Symbol('ports');
const REVOCATIONS = Symbol('revocations');
const FURNISHING = Symbol('furnishing');

@Module({})
export class AppModule implements OnModuleInit, OnApplicationShutdown {
  readonly #setUp: SetUp;
  readonly #furnishing: Furnishing;
  readonly #verifier: TokenVerifier;
  readonly #signingKeys: DynamoSigningKeys;

  constructor(
    setUp: SetUp,
    @Inject(FURNISHING) furnishing: Furnishing,
    @Inject(TOKEN_VERIFIER) verifier: TokenVerifier,
    @Inject(SIGNING_KEYS) signingKeys: DynamoSigningKeys,
  ) {
    this.#setUp = setUp;
    this.#furnishing = furnishing;
    this.#verifier = verifier;
    this.#signingKeys = signingKeys;
  }

  onModuleInit(): Promise<void> {
    return this.#setUp.run(this.#furnishing);
  }

  onApplicationShutdown(): void {
    this.#verifier.stop();
    this.#signingKeys.stop();
  }

  static with(config: Settings): DynamicModule {
    const furnishing: Furnishing = { serviceKeys: config.SERVICE_API_KEYS, demoUsers: config.DEMO_USERS };
    return {
      module: AppModule,
      controllers: [
        AuthController,
        MeController,
        ErasuresController,
        ApiKeysController,
        SigningKeysController,
        AuditController,
        WellKnownController,
        InternalController,
      ],
      providers: [
        { provide: ISSUER, useValue: config.PUBLIC_URL },
        { provide: CURSORS, useValue: cursors(config.CURSOR_SECRET) },
        { provide: FURNISHING, useValue: furnishing },
        ...outside(config),
        ...ports(config),
        ...useCases,
        verifier(config),
      ],
    };
  }
}

const outside = (config: Settings): Provider[] => [
  { provide: DynamoTable, useFactory: () => openTable(config, [outboxIndex]) },
  { provide: ServiceBus, useFactory: () => new ServiceBus(config.SERVICE_BUS_CONNECTION_STRING) },
  {
    provide: Relay,
    inject: [DynamoTable, ServiceBus],
    useFactory: (table: DynamoTable, publisher: ServiceBus) => dynamoRelay({ client: table.client, table, publisher }),
  },
  {
    provide: SIGNING_KEYS,
    inject: [DynamoTable],
    useFactory: (table: DynamoTable) => atStart(() => DynamoSigningKeys.open(table)),
  },
  {
    provide: REVOCATIONS,
    inject: [DynamoTable],
    useFactory: (table: DynamoTable) =>
      watchRevocations((after) => endedSince(table, after, processSurroundings.now())),
  },
];

type Ports = ReturnType<typeof portsOver>;

const portsOver = (
  config: Settings,
  [table, relay, { add: onEnd }, signingKeys]: [DynamoTable, Relay, Revocations, DynamoSigningKeys],
) => {
  const accessTokens = new JwtTokens(signingKeys, config.PUBLIC_URL);
  return {
    users: new DynamoUsers(table, relay),
    credentials: new DynamoCredentials(table, relay, onEnd),
    sessions: new DynamoSessions(table, onEnd),
    apiKeys: new DynamoApiKeys(table, onEnd),
    attempts: new DynamoLoginAttempts(table),
    trail: new DynamoAuditTrail(table),
    passwords: new Argon2Passwords(config),
    common: new ZxcvbnPasswords(),
    accessTokens,
    erasures: new DynamoErasures(table, relay, onEnd),
    traces: new DynamoPersonalTraces(table, onEnd),
    elsewhere: new HttpPersonalData(config, { tokens: accessTokens, now: processSurroundings.now }),
    signingKeys,
    surroundings: processSurroundings,
  };
};

const ports = (config: Settings): Provider[] => [
  {
    provide: PORTS,
    inject: [DynamoTable, Relay, REVOCATIONS, SIGNING_KEYS],
    useFactory: (...parts: [DynamoTable, Relay, Revocations, DynamoSigningKeys]) => portsOver(config, parts),
  },
  { provide: USERS, inject: [PORTS], useFactory: ({ users }: Ports) => users },
  { provide: SESSIONS, inject: [PORTS], useFactory: ({ sessions }: Ports) => sessions },
  { provide: API_KEYS, inject: [PORTS], useFactory: ({ apiKeys }: Ports) => apiKeys },
  { provide: AUDIT_TRAIL, inject: [PORTS], useFactory: ({ trail }: Ports) => trail },
  { provide: ERASURES, inject: [PORTS], useFactory: ({ erasures }: Ports) => erasures },
  { provide: SURROUNDINGS, useValue: processSurroundings },
];

const made = <T>(provide: new (...parts: never[]) => T, make: (all: Ports) => T): Provider => ({
  provide,
  inject: [PORTS],
  useFactory: make,
});

const useCases: Provider[] = [
  made(RegisterUser, (all) => new RegisterUser(all)),
  made(LogIn, (all) => new LogIn(all)),
  made(RefreshSession, (all) => new RefreshSession(all)),
  made(LogOut, (all) => new LogOut(all)),
  made(ChangePassword, (all) => new ChangePassword(all)),
  made(EraseAccount, (all) => new EraseAccount(all)),
  made(NoteErasureReport, (all) => new NoteErasureReport(all)),
  made(ExportPersonalData, (all) => new ExportPersonalData(all)),
  made(IssueServiceToken, (all) => new IssueServiceToken(all)),
  made(CreateApiKey, (all) => new CreateApiKey(all)),
  made(RevokeApiKey, (all) => new RevokeApiKey(all)),
  made(RotateSigningKey, (all) => new RotateSigningKey(all)),
  made(NoteOfOthers, (all) => new NoteOfOthers(all)),
  made(SetUp, (all) => new SetUp({ ...all, seedDemoUsers: new SeedDemoUsers(all.users, new RegisterUser(all)) })),
];

/** The keys and the ended sessions are this service's own: it asks nobody. */
const verifier = (config: Settings): Provider => ({
  provide: TOKEN_VERIFIER,
  inject: [SIGNING_KEYS, REVOCATIONS],
  useFactory: (keys: DynamoSigningKeys, revocations: Revocations) =>
    verifierOver({ issuer: config.PUBLIC_URL, audience: 'identity-service', keys, revocations }),
});

export { guardByApiKey } from './api/api-key-guard.js';

/** What is done again and again where no process stays alive to sweep the outbox. */
export const cloudRounds: readonly Round[] = [sweepOutbox((app) => app.get(Relay))];

/** Publishes what a crash left in the outbox, as long as the process lives. */
export const startRelay = (app: NestFastifyApplication): void => app.get(Relay).start();

/** Leaves publishing to the table's stream. */
export const leaveToStream = (app: NestFastifyApplication): void => app.get(Relay).leaveToOthers();

/** Publishes what the table's stream tells of. */
export const relayOf = (app: Pick<NestFastifyApplication, 'get'>) => relayHandler(app.get(Relay), app.get(DynamoTable));

/** Nothing is signed, told or judged by keys of before the process stood still. */
export function keepKeysFresh(app: NestFastifyApplication): void {
  const keys = app.get<DynamoSigningKeys>(SIGNING_KEYS);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async () => keys.caughtUp());
}

/** What must answer before this service can do its work. */
export const readiness = (app: NestFastifyApplication) => {
  const { client, name } = app.get(DynamoTable);
  return { dynamodb: () => warm(client, name) };
};

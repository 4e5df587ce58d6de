import { unpublishedSince } from '@causeway/messaging/outbox';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import { Archiver, hasArchive, restorationOf, restoreFromArchive } from '@causeway/stores/archive';
import { type Blobs, blobEnv, openBlob } from '@causeway/stores/blob';
import { type SqlStore, sqlEnv } from '@causeway/stores/sql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import * as z from 'zod';
import { archiveEverything } from './adapters/archive-everything.js';
import { openStore } from './adapters/payment-store.js';
import type { PaymentTables } from './adapters/payment-tables.js';
import { SqlPayments } from './adapters/sql-payments.js';
import { SqlRestore } from './adapters/sql-restore.js';
import { type ProviderEnv, stripeClient } from './adapters/stripe-client.js';
import { stripeHistory } from './adapters/stripe-history.js';
import { systemClock, uuids } from './adapters/system-surroundings.js';
import { reportOf } from './api/restore-report.js';
import { settleRestoration } from './api/settle-restoration.js';
import { ORDERS, STORE } from './api/tokens.js';
import { CancelPayment } from './core/cancel-payment.js';
import { ChargeOrder } from './core/charge-order.js';
import { DrivePayment } from './core/drive-payment.js';
import type { OrderPages } from './core/ports.js';
import { RecoverLost } from './core/recover-lost.js';

type Store = SqlStore<PaymentTables>;

export const ARCHIVER = Symbol('archiver');
/** What has to happen once after a restore, until it has. */
export const AFTER_RESTORE = Symbol('after a restore');
export const BLOBS = Symbol('blobs');

/** What a restore needs to know of the settings. */
export const restoreSettings = z.object({ ...sqlEnv.shape, ...blobEnv.shape });

type ArchiveSettings = z.infer<typeof restoreSettings> & ProviderEnv;

/** The archive of the ledger, and what was lost before a restore. */
export const archiveProviders = (config: ArchiveSettings) => [
  { provide: BLOBS, useFactory: () => openBlob(config.AZURE_STORAGE_CONNECTION_STRING) },
  {
    provide: ARCHIVER,
    inject: [STORE, BLOBS],
    useFactory: (store: Store, blobs: Blobs) =>
      new Archiver({
        what: 'ledger',
        store,
        blobs,
        all: () => archiveEverything(store),
        unpublishedSince: () => unpublishedSince(store),
      }),
  },
  {
    provide: RecoverLost,
    inject: [SqlPayments, ChargeOrder, CancelPayment, DrivePayment, ORDERS],
    useFactory: (
      payments: SqlPayments,
      charge: ChargeOrder,
      cancel: CancelPayment,
      drive: DrivePayment,
      orders: OrderPages,
    ) =>
      new RecoverLost({
        payments,
        charge,
        cancel,
        drive,
        history: stripeHistory(stripeClient(config)),
        orders,
        clock: systemClock,
        ids: uuids,
        traceparent: currentTraceparent,
      }),
  },
  {
    provide: AFTER_RESTORE,
    inject: [STORE, RecoverLost],
    useFactory: (store: Store, recovery: RecoverLost) => settleRestoration(restorationOf(store), recovery),
  },
];

/** The database of a service that runs. @throws Error for one that a restore has filled in part */
export async function openWholeStore(url: string): Promise<Store> {
  const store = await openStore(url);
  const restoration = await restorationOf(store).find();
  if (restoration?.state !== 'under way') return store;
  await store.close();
  throw new Error('A restore of this database has not come to its end; run it again before the service starts.');
}

/**
 * For the door: an empty database beside an archive that is not is a loss, and not a beginning.
 *
 * @throws Error before anything is charged again
 */
export async function refuseLoss(app: NestFastifyApplication): Promise<void> {
  const store = app.get<Store>(STORE);
  const end = await store.db.selectFrom('archive_chain').select('chain').executeTakeFirst();
  if (end?.chain !== '' || (await new SqlRestore(store).held()) > 0) return;
  if (!(await hasArchive(app.get<Blobs>(BLOBS), 'ledger'))) return;
  throw new Error(
    'The database is empty and the archive holds a ledger: restore it with "npm run restore" before the service starts.',
  );
}

/** Restores payments, refunds, ledger, inbox and keys to an instant. */
export const restore = (
  config: z.infer<typeof restoreSettings>,
  argv: readonly string[],
  tell: (line: string) => void,
): Promise<number> =>
  restoreFromArchive(
    {
      what: 'ledger',
      blobs: openBlob(config.AZURE_STORAGE_CONNECTION_STRING),
      open: () => openStore(config.SQL_URL),
      target: (store) => new SqlRestore(store),
      rows: 'payments',
      atRisk: 'what was committed',
      report: reportOf,
    },
    argv,
    tell,
  );

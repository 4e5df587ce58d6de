import { DynamoTable, openDynamo } from '@causeway/stores/dynamo';
import { openSql } from '@causeway/stores/sql';
import type { OutboxTables } from '../outbox/sql.js';
import { ServiceBus } from '../service-bus/bus.js';
import { subscriptions } from '../topology.js';
import { DynamoOutboxLetters } from './dynamo-outbox-letters.js';
import type { DeadLetterPlace } from './letter.js';
import { SqlOutboxLetters } from './sql-outbox-letters.js';
import { SubscriptionLetters } from './subscription-letters.js';

/** Where the places are. */
export type DeadLetterSources = {
  /** Every redrive needs it, and a look at the subscriptions. */
  serviceBus: string;
  dynamo: { region: string; endpoint: string | undefined; tables: readonly string[] };
  /** As in `SQL_URL`. */
  databases: readonly string[];
};

/** Every subscription of the topology and every outbox that was named. */
export function openPlaces(sources: DeadLetterSources): { places: DeadLetterPlace[]; close(): Promise<void> } {
  const bus = new ServiceBus(sources.serviceBus);
  const { region, endpoint, tables } = sources.dynamo;
  const client = openDynamo({
    AWS_REGION: region,
    ...(endpoint === undefined ? {} : { DYNAMODB_ENDPOINT: endpoint }),
  });
  const places: DeadLetterPlace[] = [
    ...subscriptions.map((from) => new SubscriptionLetters(bus, from)),
    ...tables.map((table) => new DynamoOutboxLetters(new DynamoTable(client, table), bus)),
    ...sources.databases.map((url) => new SqlOutboxLetters(databaseIn(url), openSql<OutboxTables>(url), bus)),
  ];
  return {
    places,
    close: async () => {
      await Promise.allSettled(places.map((place) => place.close()));
      await bus.close();
    },
  };
}

/** `payments` of `sqlite:/data/sql/payments.db` and of `mssql://user:password@host/payments?encrypt=true`. */
function databaseIn(url: string): string {
  const [address = ''] = url.split('?', 1);
  return address.replace(/^.*[/\\:]/, '').replace(/\.db$/, '');
}

import { DatabaseSync } from 'node:sqlite';
import { app } from '@azure/functions';
import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';

const settings = process.env;
const bus = new ServiceBusClient(settings.SERVICE_BUS_CONNECTION_STRING ?? '');
const blobs = BlobServiceClient.fromConnectionString(settings.AZURE_STORAGE_CONNECTION_STRING ?? '');
const database = new DatabaseSync((settings.SQL_URL ?? '').replace('sqlite:', ''));

/** What apps of Azure are compared with: a function that asks the same store with the same clients at hand, and nothing else. */
app.http('everything', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: '{*path}',
  handler: () => {
    const row = database.prepare('select 1 as one').get();
    return { jsonBody: { row, bus: bus.fullyQualifiedNamespace, blobs: blobs.accountName } };
  },
});

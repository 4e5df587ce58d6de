import type { Blobs } from '@causeway/stores/blob';
import type { Receipts } from '../core/ports.js';
import { points } from './failpoints.js';

const container = 'receipts';

/** Receipts in Azure Blob Storage, one file per order: writing it again changes nothing. */
export const blobReceipts = (blobs: Blobs): Receipts => ({
  async keep(orderId, html) {
    await blobs.put(points['receipt-kept'], container, `${orderId}.html`, html, 'text/html; charset=utf-8');
  },
});

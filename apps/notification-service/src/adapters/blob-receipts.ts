import { failpoint } from '@causeway/runtime/failpoints';
import type { Blobs } from '@causeway/stores/blob';
import type { Receipts } from '../core/ports.js';

const container = 'receipts';

/** Receipts in Azure Blob Storage, one file per order: writing it again changes nothing. */
export const blobReceipts = (blobs: Blobs): Receipts => ({
  async keep(orderId, html) {
    await blobs.put(container, `${orderId}.html`, html, 'text/html; charset=utf-8');
    failpoint('notification.receipt-kept');
  },
});

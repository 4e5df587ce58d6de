import type { Blobs } from '@causeway/stores/blob';
import type { Receipts } from '../core/ports.js';
import { points } from './failpoints.js';

const container = 'receipts';
const nameOf = (orderId: string) => `${orderId}.html`;

/**
 * Receipts in Azure Blob Storage, one file per order: writing it again changes nothing. One that is erased leaves an empty
 * file, which is in the way of a process that was about to write it, however long that has stood still.
 */
export const blobReceipts = (blobs: Blobs): Receipts => ({
  async keep(orderId, html) {
    await blobs.add(points['receipt-kept'], container, nameOf(orderId), html, 'text/html; charset=utf-8');
  },
  async erase(orderId) {
    await blobs.put(points['receipt-deleted'], container, nameOf(orderId), '', 'text/plain');
  },
});

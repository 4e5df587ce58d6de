import type { Right } from '../security/access-key.js';

/** Any of these lets a client open a `$management` node; its operations ask for more. */
export const toManage: readonly Right[] = ['Listen', 'Send', 'Manage'];

const sending = ['com.microsoft:schedule-message', 'com.microsoft:cancel-scheduled-message'];

/**
 * Which claims, any of them, an operation of `$management` needs. The service's documentation asks Listen for scheduling,
 * its clients schedule with what they send with: Send.
 * https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas#rights-required-for-service-bus-operations
 */
export function claimsFor(operation: string): readonly Right[] {
  if (sending.includes(operation)) return ['Send'];
  return operation === 'com.microsoft:enumerate-rules' ? ['Listen', 'Manage'] : ['Listen'];
}

import { remote } from './pace.js';

/** Whether the target has the administration client's API. */
export const hasAdministration = remote === undefined || process.env.SERVICE_BUS_ADMIN_CONNECTION_STRING !== 'none';

/** `it`, or one that skips and says why. */
export function itWhere(can: boolean, otherwise: string): typeof it {
  if (can) return it;
  const skip = (name: string): void => {
    process.stdout.write(`SKIPPED, ${otherwise}: ${name}\n`);
    it.skip(name, () => undefined);
  };
  return Object.assign(skip, it, { each: () => skip }) as unknown as typeof it; // what the suite uses of it
}

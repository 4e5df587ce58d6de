import { emulatorConfig } from '../src/topology.js';

/** The topology with short locks: a dead process keeps its locks until they expire. */
export function withShortLocks(LockDuration = 'PT1S') {
  const config = emulatorConfig();
  for (const { Topics } of config.UserConfig.Namespaces) {
    for (const { Subscriptions } of Topics) {
      for (const { Properties } of Subscriptions) Object.assign(Properties, { LockDuration });
    }
  }
  return config;
}

import type { Files } from './zip.js';

const bytes = (value: object) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/**
 * What Azure Functions reads beside a bundle. Routes are the gateway's own, without a prefix; a message is settled by the
 * function, which knows whether it will ever be fit.
 */
export const functionsFiles: Files = {
  'package.json': bytes({ type: 'module', main: 'index.mjs' }),
  'host.json': bytes({
    version: '2.0',
    // A minute more than the longest request or event may take.
    functionTimeout: '00:02:00',
    logging: { applicationInsights: { samplingSettings: { isEnabled: true, excludedTypes: 'Request;Exception' } } },
    extensions: {
      http: { routePrefix: '' },
      serviceBus: { autoCompleteMessages: false, maxConcurrentCalls: 16, maxAutoLockRenewalDuration: '00:01:30' },
    },
  }),
};

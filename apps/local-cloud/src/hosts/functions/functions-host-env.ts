import { doorEnv } from '@causeway/runtime/env';
import * as z from 'zod';

/** Everything the Functions host can be told by its environment, all of which it passes on to the app. */
export const functionsHostEnv = doorEnv.pick({ HOST: true, PORT: true }).extend({
  HOST_SERVICE: z.string().min(1).meta({ description: 'The name of the function app that this host runs.' }),
  CLOUD_BUNDLE: z.string().min(1).meta({
    description: 'The folder of the app as it is deployed: host.json, package.json and what its `main` names.',
  }),
});

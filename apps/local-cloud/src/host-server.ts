import { createServer, type RequestListener, type Server } from 'node:http';
import { protectiveHeaders } from '@causeway/runtime/protective-headers';
import { timeLimits } from '@causeway/runtime/strict-http';

const protective = Object.entries(protectiveHeaders('local'));

/** A server of the local cloud's own: requests have to come in time, and a browser is told what the answers are. */
export function hostServer(listener: RequestListener): Server {
  return createServer({ ...timeLimits, requestTimeout: 15_000 }, (request, response) => {
    for (const [name, value] of protective) response.setHeader(name, value);
    listener(request, response);
  });
}

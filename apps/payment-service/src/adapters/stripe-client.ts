import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { randomText } from '@causeway/runtime/env';
import { timeLeft } from '@causeway/runtime/outgoing';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import Stripe from 'stripe';
import * as z from 'zod';

/** How the payment provider is reached. */
export const providerEnv = z.object({
  PAYMENT_PROVIDER_URL: z.url().meta({ description: 'Where the payment provider is.' }),
  PAYMENT_PROVIDER_KEY: z.string().min(1).meta({ description: "The shop's key at the provider.", secret: randomText }),
  PROVIDER_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(2500)
    .meta({ description: 'How long one call of the provider may take, in milliseconds.' }),
});
export type ProviderEnv = z.infer<typeof providerEnv>;

/** The provider's own client over one keep-alive agent. It never retries by itself: what a doubt means is our rule. */
export function stripeClient({ PAYMENT_PROVIDER_URL, PAYMENT_PROVIDER_KEY }: ProviderEnv): Stripe {
  const { protocol, hostname, port } = new URL(PAYMENT_PROVIDER_URL);
  const isPlain = protocol === 'http:';
  const agent = isPlain ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });
  return new Stripe(PAYMENT_PROVIDER_KEY, {
    host: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
    protocol: isPlain ? 'http' : 'https',
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: traced(Stripe.createNodeHttpClient(agent)),
  });
}

/** Milliseconds the next call may take: the configured time-out, or what is left of the handler's budget. */
export const callTimeout = (configured: number): number => Math.floor(Math.min(configured, timeLeft()));

/** Sends the trace along with each request. */
function traced(client: Stripe.HttpClient): Stripe.HttpClient {
  const { makeRequest } = client;
  client.makeRequest = (host, port, path, method, headers, ...rest) =>
    makeRequest.call(client, host, port, path, method, { ...headers, traceparent: currentTraceparent() }, ...rest);
  return client;
}

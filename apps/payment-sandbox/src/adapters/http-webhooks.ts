import type { SendWebhook } from '../core/deliver-webhook.js';
import type { Clock } from '../core/ports.js';
import { stripeSignature } from '../core/webhooks.js';

const timeoutMs = 5000;

export type WebhookTarget = { url: string; secrets: readonly string[] };

/** Posts events to `url`, signed as Stripe signs them. `stopping` ends what is under way. */
export function httpWebhooks({ url, secrets }: WebhookTarget, clock: Clock, stopping: AbortSignal): SendWebhook {
  return async ({ body }) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': stripeSignature(body, secrets, clock()),
        'user-agent': 'Causeway-Payment-Sandbox/1.0',
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the receiver answered ${answer.status}`);
  };
}

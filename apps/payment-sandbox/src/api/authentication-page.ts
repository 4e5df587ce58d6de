import { type Headers, pageHeaders } from '@causeway/runtime/protective-headers';
import type { PaymentIntent } from '../core/stripe-objects.js';

const style = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 28rem; margin: 15vh auto; padding: 0 1rem; color: #1a1a2e; }
  button { font: inherit; padding: .6rem 1.2rem; margin-right: .5rem; border-radius: .4rem; border: 1px solid #1f4e8c; }
  button[value=pass] { background: #1f4e8c; color: #fff; }
  button[value=fail] { background: #fff; color: #1f4e8c; }
`;

/** Where the page finds `pageScript`; no intent has such an id. */
export const scriptPath = '/3ds/page.js';

/** What goes with the page: it may run its own script, which asks the sandbox it came from. */
export const authenticationHeaders: Headers = {
  ...pageHeaders(style, "script-src 'self'", "connect-src 'self'"),
  'content-type': 'text/html; charset=utf-8',
};

/** The page on which a customer authenticates a payment, or fails to; then it leads back to the shop's `return_url`. */
export function authenticationPage(intent: PaymentIntent): string {
  const returnUrl = intent.next_action?.redirect_to_url.return_url ?? '';
  const isOpen = intent.status === 'requires_action';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Authenticate your payment</title>
<style>${style}</style>
<main data-intent="${escaped(intent.id)}" data-return="${escaped(returnUrl)}">
  <h1>Authenticate your payment</h1>
  <p>Your bank wants to be sure that it is you who pays <strong>${escaped(price(intent))}</strong>.</p>
  ${isOpen ? buttons : ''}
  <p role="status">${isOpen ? '' : `There is nothing to authenticate: this payment is ${escaped(intent.status)}.`}</p>
</main>
<script src="${scriptPath}"></script>
</html>
`;
}

const buttons = `<p>
    <button type="button" value="pass">Confirm the payment</button><button type="button" value="fail">Fail the authentication</button>
  </p>`;

export const pageScript = `
  const main = document.querySelector('main');
  const status = document.querySelector('[role=status]');
  const buttons = [...document.querySelectorAll('button')];
  for (const button of buttons) button.addEventListener('click', async () => {
    for (const one of buttons) one.disabled = true;
    const answer = await fetch('/test/payment_intents/' + main.dataset.intent + '/3ds', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ result: button.value }),
    });
    const body = await answer.json();
    if (!answer.ok) status.textContent = body.error.message;
    else if (main.dataset.return === '') status.textContent = 'Done: the payment is ' + body.status + '. You can close this page.';
    else {
      const back = new URL(main.dataset.return);
      back.searchParams.set('payment_intent', body.id);
      back.searchParams.set('redirect_status', body.status === 'succeeded' ? 'succeeded' : 'failed');
      location.assign(back);
    }
  });
`;

function price({ amount, currency }: PaymentIntent): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

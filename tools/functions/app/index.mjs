// The app with which the conformance check compares workers: each function tells what it was given.
import { app } from '@azure/functions';

app.http('tell', {
  route: '{*path}',
  methods: ['GET', 'POST'],
  authLevel: 'anonymous',
  handler: async (request, context) => ({
    status: 201,
    headers: { 'x-trace': context.traceContext.traceParent },
    cookies: [{ name: 'a', value: '1', expires: new Date(1e12), sameSite: 'None', secure: true, maxAge: 1.5 }],
    jsonBody: {
      url: request.url,
      method: request.method,
      headers: Object.fromEntries(request.headers),
      query: Object.fromEntries(request.query),
      params: request.params,
      body: Buffer.from(await request.arrayBuffer()).toString('base64'),
    },
  }),
});

app.serviceBusTopic('take', {
  connection: 'ServiceBus',
  topicName: 'orders',
  subscriptionName: 'payments',
  dataType: 'binary',
  handler: (message, { triggerMetadata }) => {
    if (!Buffer.isBuffer(message)) throw new Error('The message has to come as bytes.');
    return { message: message.toString(), triggerMetadata };
  },
});

app.timer('tick', {
  schedule: '0 * * * * *',
  retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { seconds: 5 } },
  handler: (timer, { retryContext }) => ({ timer, retryContext }),
});

app.timer('fail', {
  schedule: '0 0 * * * *',
  handler: () => {
    throw new Error('on purpose');
  },
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenEvents } from './asyncapi-changes.mjs';
import { root } from './documents.mjs';
import { excesses } from './inclusion.mjs';
import { brokenRoutes } from './openapi-changes.mjs';

const read = (file) => JSON.parse(readFileSync(join(root, 'docs', 'api', file), 'utf8'));
/** The committed documents, of which a few routes and topics are enough. */
const openapi = read('openapi.json');
openapi.paths = only(openapi.paths, ['/v1/orders', '/v1/products', '/v1/products/{id}', '/v1/categories', '/v1/cart']);
const asyncapi = read('asyncapi.json');
asyncapi.channels = only(asyncapi.channels, ['orders', 'payments']);
asyncapi.operations = Object.fromEntries(
  Object.entries(asyncapi.operations).filter(([, { channel }]) => /\/(orders|payments)$/.test(channel.$ref)),
);

function only(all, names) {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

/** What is broken once `change` has been made to the document. */
const routesAfter = (change) => {
  const changed = structuredClone(openapi);
  change(changed.paths, changed);
  return brokenRoutes(openapi, changed);
};
const eventsAfter = (change) => {
  const changed = structuredClone(asyncapi);
  change(changed.components.messages, changed);
  return brokenEvents(asyncapi, changed);
};

const order = (paths) => paths['/v1/orders'].post;
const orderBody = (paths) => order(paths).requestBody.content['application/json'].schema;
const orderAnswer = (paths) => order(paths).responses['201'].content['application/json'].schema;
const parameter = ({ parameters }, name) => parameters.find((one) => one.name === name);
const search = (paths) => paths['/v1/products'].get;
const drop = (list, value) => list.splice(list.indexOf(value), 1);
const orderOf = (messages) => messages.shop_order_placed_v1.payload.properties.data.properties.order;

it('nothing is broken where nothing changed', () => {
  expect(routesAfter(() => undefined)).toEqual([]);
  expect(eventsAfter(() => undefined)).toEqual([]);
});

describe('a route breaks its clients when', () => {
  it.each([
    ['a path is gone', (paths) => delete paths['/v1/categories'], /^GET \/v1\/categories is gone/],
    ['a method is gone', (paths) => delete paths['/v1/cart'].delete, /^DELETE \/v1\/cart is gone/],
    ['an answer is gone', (paths) => delete order(paths).responses['201'], /the answer 201 is gone/],
    [
      'an answer has another status',
      ({
        '/v1/cart': {
          get: { responses },
        },
      }) => {
        responses['203'] = responses['200'];
        delete responses['200'];
      },
      /the answer 200 is gone/,
    ],
    [
      'an answer has another media type',
      (paths) => {
        const { content } = order(paths).responses['201'];
        content['text/plain'] = content['application/json'];
        delete content['application/json'];
      },
      /is no longer application\/json/,
    ],
    [
      'a header of an answer is gone',
      (paths) => delete order(paths).responses['201'].headers.Location,
      /has no Location any more/,
    ],
    ['a field of an answer is gone', (paths) => delete orderAnswer(paths).properties.subtotal, /\/subtotal is gone/],
    [
      'a field of an answer has another name',
      (paths) => {
        const { properties } = orderAnswer(paths);
        properties.sum = properties.total;
        delete properties.total;
      },
      /\/total is gone/,
    ],
    [
      'a field within an answer is gone',
      (paths) => delete orderAnswer(paths).properties.items.items.properties.sku,
      /\/items\/\[\]\/sku is gone/,
    ],
    [
      'a field of an answer can be absent',
      (paths) => drop(orderAnswer(paths).required, 'total'),
      /\/total can now be absent/,
    ],
    [
      'a field of an answer can be null',
      (paths) => {
        const { properties } = orderAnswer(paths);
        properties.total = { anyOf: [properties.total, { type: 'null' }] };
      },
      /\/total can now be null/,
    ],
    [
      'a field of an answer has another type',
      (paths) => {
        orderAnswer(paths).properties.version = { type: 'string' };
      },
      /\/version can now be string/,
    ],
    [
      'a field of an answer becomes a decimal',
      (paths) => {
        orderAnswer(paths).properties.version.type = 'number';
      },
      /\/version can now be number/,
    ],
    [
      'an answer has a value more in a list',
      (paths) => orderAnswer(paths).properties.status.enum.push('lost'),
      /\/status can now be "lost"/,
    ],
    [
      'a list of values in an answer is open',
      (paths) => delete orderAnswer(paths).properties.status.enum,
      /\/status is no longer one of a list/,
    ],
    [
      'a text in an answer has another form',
      (paths) => {
        orderAnswer(paths).properties.id.pattern = '^o_';
      },
      /\/id pattern/,
    ],
    [
      'a field of a request is gone',
      (paths) => delete orderBody(paths).properties.expectedTotal,
      /\/expectedTotal is gone/,
    ],
    [
      'a new field of a request is required',
      (paths) => {
        const body = orderBody(paths);
        body.properties.channel = { type: 'string' };
        body.required.push('channel');
      },
      /\/channel is now required/,
    ],
    [
      'a field of a request becomes required',
      (paths) => orderBody(paths).required.push('expectedTotal'),
      /\/expectedTotal is now required/,
    ],
    [
      'a field of a request has another type',
      (paths) => {
        orderBody(paths).properties.paymentMethod = { type: 'integer' };
      },
      /\/paymentMethod can no longer be string/,
    ],
    [
      'a field of a request may not be null any more',
      (paths) => {
        const address = orderBody(paths).properties.shippingAddress.properties;
        address.line2 = { type: 'string' };
      },
      /\/line2 can no longer be null/,
    ],
    [
      'a request takes fewer items',
      (paths) => {
        orderBody(paths).properties.items.maxItems = 10;
      },
      /maxItems is 10 and was 90/,
    ],
    [
      'a request wants more items',
      (paths) => {
        orderBody(paths).properties.items.minItems = 2;
      },
      /minItems is 2 and was 1/,
    ],
    [
      'a number in a request is bounded more tightly',
      (paths) => {
        orderBody(paths).properties.items.items.properties.quantity.maximum = 5;
      },
      /maximum is 5/,
    ],
    [
      'a text in a request must have a form',
      (paths) => {
        orderBody(paths).properties.paymentMethod.pattern = '^pm_x';
      },
      /pattern/,
    ],
    [
      'a text in a request is shorter',
      (paths) => {
        parameter(search(paths), 'q').schema.maxLength = 20;
      },
      /the query q maxLength is 20 and was 200/,
    ],
    [
      'a value of a parameter is gone',
      (paths) => drop(parameter(search(paths), 'sort').schema.enum, '-price'),
      /can no longer be "-price"/,
    ],
    [
      'a parameter has another default',
      (paths) => {
        parameter(search(paths), 'sort').schema.default = 'price';
      },
      /is no longer "name" when it is absent/,
    ],
    [
      'a parameter is gone',
      (paths) => {
        search(paths).parameters = search(paths).parameters.filter(({ name }) => name !== 'category');
      },
      /the query category is gone/,
    ],
    [
      'a parameter is required',
      (paths) => {
        parameter(search(paths), 'q').required = true;
      },
      /the query q is now required/,
    ],
    [
      'a new parameter is required',
      (paths) =>
        search(paths).parameters.push({ name: 'region', in: 'query', required: true, schema: { type: 'string' } }),
      /the query region is now required/,
    ],
    [
      'a header is required',
      (paths) =>
        search(paths).parameters.push({ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } }),
      /the header if-match is now required/,
    ],
    [
      'a body has another media type',
      (paths) => {
        const { content } = order(paths).requestBody;
        content['text/csv'] = content['application/json'];
        delete content['application/json'];
      },
      /the body is no longer application\/json/,
    ],
    [
      'a body is required',
      (paths) => {
        search(paths).requestBody = { required: true, content: {} };
      },
      /a body is now required/,
    ],
    [
      'it wants a token',
      (paths) => {
        search(paths).security = [{ token: [] }];
      },
      /now wants a token/,
    ],
    [
      'somebody may no longer call it',
      (paths) => {
        order(paths)['x-callers'] = ['support'];
      },
      /may no longer call it/,
    ],
    [
      'every problem changes',
      (_paths, { components }) => delete components.schemas.Problem.properties.traceId,
      /\/traceId is gone/,
    ],
  ])('%s', (_what, change, sentence) => {
    const broken = routesAfter(change);
    expect(broken.join('\n')).toMatch(sentence);
  });
});

describe('a route stays good for its clients when', () => {
  it.each([
    [
      'a route is new',
      (paths) => {
        paths['/v1/wishes'] = { get: order(paths) };
      },
    ],
    [
      'a method is new',
      (paths) => {
        paths['/v1/categories'].post = order(paths);
      },
    ],
    [
      'a parameter of a path has another name',
      (paths) => {
        paths['/v1/products/{productId}'] = paths['/v1/products/{id}'];
        delete paths['/v1/products/{id}'];
      },
    ],
    [
      'an answer has a field more',
      (paths) => {
        orderAnswer(paths).properties.channel = { type: 'string' };
        orderAnswer(paths).required.push('channel');
      },
    ],
    [
      'an answer has a header more',
      (paths) => {
        order(paths).responses['201'].headers['x-new'] = { schema: { type: 'string' } };
      },
    ],
    [
      'another answer is possible',
      (paths) => {
        order(paths).responses['418'] = { description: 'x' };
      },
    ],
    [
      'a field of an answer is always there',
      (paths) => {
        const answer = orderAnswer(paths);
        answer.required = Object.keys(answer.properties);
      },
    ],
    [
      'a field of an answer is never null',
      (paths) => {
        orderAnswer(paths).properties.nextAction = {
          type: 'object',
          ...orderAnswer(paths).properties.nextAction.anyOf.find(({ type }) => type === 'object'),
        };
      },
    ],
    ['an answer has a value less in a list', (paths) => drop(orderAnswer(paths).properties.status.enum, 'fulfilled')],
    [
      'a request may have a field more',
      (paths) => {
        orderBody(paths).properties.channel = { type: 'string' };
      },
    ],
    ['a field of a request may be absent', (paths) => drop(orderBody(paths).required, 'paymentMethod')],
    [
      'a field of a request may be null',
      (paths) => {
        const { properties } = orderBody(paths);
        properties.paymentMethod = { anyOf: [properties.paymentMethod, { type: 'null' }] };
      },
    ],
    [
      'a request takes more items',
      (paths) => {
        orderBody(paths).properties.items.maxItems = 95;
      },
    ],
    ['a request takes a value more', (paths) => parameter(search(paths), 'sort').schema.enum.push('-name')],
    ['a text in a request may have any form', (paths) => delete parameter(search(paths), 'category').schema.pattern],
    [
      'a parameter is new',
      (paths) =>
        search(paths).parameters.push({ name: 'region', in: 'query', required: false, schema: { type: 'string' } }),
    ],
    [
      'a header need not be given',
      (paths) => {
        parameter(order(paths), 'Idempotency-Key').required = false;
      },
    ],
    [
      'anybody may call it',
      (paths) => {
        order(paths).security = [];
        order(paths)['x-callers'] = ['anyone'];
      },
    ],
    [
      'words about it change',
      (paths, document) => {
        order(paths).summary = 'Buy';
        document.info.description = 'A shop';
      },
    ],
  ])('%s', (_what, change) => {
    expect(routesAfter(change)).toEqual([]);
  });
});

describe('an event breaks its consumers when', () => {
  it.each([
    [
      'it is gone',
      (messages, document) => {
        delete messages.shop_order_paid_v1;
        delete document.channels.orders.messages.shop_order_paid_v1;
      },
      /^shop\.order\.paid\.v1 is gone/,
    ],
    [
      'it has another name',
      (messages) => {
        messages.shop_order_paid_v1.name = 'shop.order.paid.v2';
      },
      /^shop\.order\.paid\.v1 is gone/,
    ],
    [
      'it moves to another topic',
      (_messages, { channels }) => {
        channels.payments.messages.x = channels.orders.messages.shop_order_paid_v1;
        delete channels.orders.messages.shop_order_paid_v1;
      },
      /moved from the topic orders to payments/,
    ],
    [
      'its topic has another name',
      (_messages, { channels }) => {
        channels.orders.address = 'sales';
      },
      /moved from the topic orders to sales/,
    ],
    [
      'its content type changes',
      (messages) => {
        messages.shop_order_paid_v1.contentType = 'application/json';
      },
      /no longer application\/cloudevents/,
    ],
    [
      'a header is gone',
      (messages) => delete messages.shop_order_paid_v1.headers.properties.traceparent,
      /its header \/traceparent is gone/,
    ],
    ['a field is gone', (messages) => delete orderOf(messages).properties.userId, /\/data\/order\/userId is gone/],
    [
      'a field has another name',
      (messages) => {
        const { properties } = orderOf(messages);
        properties.buyer = properties.userId;
        delete properties.userId;
      },
      /\/userId is gone/,
    ],
    ['a field can be absent', (messages) => drop(orderOf(messages).required, 'total'), /\/total can now be absent/],
    [
      'a field can be null',
      (messages) => {
        const { properties } = orderOf(messages);
        properties.userId = { anyOf: [properties.userId, { type: 'null' }] };
      },
      /\/userId can now be null/,
    ],
    [
      'a field has another type',
      (messages) => {
        orderOf(messages).properties.version = { type: 'string' };
      },
      /\/version can now be string/,
    ],
    [
      'a list of values has one more',
      (messages) => orderOf(messages).properties.status.enum.push('lost'),
      /can now be "lost"/,
    ],
    [
      'a bound is looser',
      (messages) => {
        messages.shop_order_paid_v1.payload.properties.id.maxLength = 500;
      },
      /maxLength was 128 and is 500/,
    ],
    [
      'the envelope changes',
      (messages) => {
        messages.shop_order_paid_v1.payload.properties.specversion.const = '2.0';
      },
      /can now be "2.0"/,
    ],
  ])('%s', (_what, change, sentence) => {
    expect(eventsAfter(change).join('\n')).toMatch(sentence);
  });
});

describe('an event stays good for its consumers when', () => {
  it.each([
    [
      'an event is new',
      (messages, { channels }) => {
        messages.shop_order_held_v1 = { ...messages.shop_order_paid_v1, name: 'shop.order.held.v1' };
        channels.orders.messages.shop_order_held_v1 = { $ref: '#/components/messages/shop_order_held_v1' };
      },
    ],
    [
      'a topic is new',
      (_messages, { channels }) => {
        channels.audit = { address: 'audit', messages: {} };
      },
    ],
    [
      'it has a field more',
      (messages) => {
        orderOf(messages).properties.channel = { type: 'string' };
        orderOf(messages).required.push('channel');
      },
    ],
    [
      'it has an optional field more',
      (messages) => {
        orderOf(messages).properties.channel = { type: 'string' };
      },
    ],
    ['a list of values has one less', (messages) => drop(orderOf(messages).properties.status.enum, 'fulfilled')],
    [
      'a bound is tighter',
      (messages) => {
        messages.shop_order_paid_v1.payload.properties.id.maxLength = 100;
      },
    ],
  ])('%s', (_what, change) => {
    expect(eventsAfter(change)).toEqual([]);
  });
});

describe('a schema includes another', () => {
  it.each([
    [{}, { type: 'string' }],
    [{ type: 'number' }, { type: 'integer' }],
    [{ type: ['string', 'null'] }, { anyOf: [{ type: 'null' }, { type: 'string' }] }],
    [{ enum: ['a', 'b'] }, { const: 'a' }],
    [{ type: 'string' }, { enum: ['a'] }],
    [
      { type: 'array', items: {} },
      { type: 'array', items: { type: 'string' } },
    ],
  ])('%j, %j', (wide, narrow) => {
    expect(excesses(wide, narrow, 'in')).toEqual([]);
  });

  it.each([
    [{ type: 'integer' }, { type: 'number' }],
    [{ type: 'string' }, {}],
    [{ enum: ['a'] }, { type: 'string' }],
    [{ type: 'array', items: { type: 'string' } }, { type: 'array' }],
    [{ type: 'object', additionalProperties: false }, { type: 'object' }],
    [{ type: 'array', uniqueItems: true }, { type: 'array' }],
  ])('not %j, %j', (wide, narrow) => {
    expect(excesses(wide, narrow, 'in')).not.toEqual([]);
  });
});

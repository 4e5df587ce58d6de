import * as z from 'zod';
import { type EventType, envelope, eventTypes } from '../events.js';

type Json = Record<string, unknown>;

/** The events as an AsyncAPI 3 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0). */
export function asyncApiDocument(): Json {
  const types = Object.keys(eventTypes) as EventType[]; // the keys of the map
  const topics = [...new Set(types.map((type) => eventTypes[type].topic))];
  return {
    asyncapi: '3.0.0',
    info: {
      title: "Causeway's events",
      version: '1.0.0',
      description: 'CloudEvents 1.0 in structured JSON, over Azure Service Bus topics.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(topics.map((topic) => [topic, channelOf(topic, types)])),
    operations: Object.fromEntries(
      topics.map((topic) => [`publish-${topic}`, { action: 'send', channel: { $ref: `#/channels/${topic}` } }]),
    ),
    components: { messages: Object.fromEntries(types.map((type) => [nameOf(type), messageOf(type)])) },
  };
}

function channelOf(topic: string, types: EventType[]): Json {
  const own = types.filter((type) => eventTypes[type].topic === topic).map(nameOf);
  return {
    address: topic,
    messages: Object.fromEntries(own.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

function messageOf(type: EventType): Json {
  const { source, data } = eventTypes[type];
  const payload = envelope.extend({ type: z.literal(type), source: z.literal(source), data });
  const { $schema, '~standard': _standard, ...schema } = z.toJSONSchema(payload, { unrepresentable: 'any' });
  return {
    name: type,
    title: type,
    contentType: 'application/cloudevents+json',
    headers: {
      type: 'object',
      required: ['type', 'aggregateversion', 'traceparent'],
      properties: {
        type: { type: 'string', const: type },
        aggregateversion: { type: 'integer' },
        traceparent: { type: 'string' },
      },
    },
    payload: schema,
  };
}

/** Component names may not hold dots. */
const nameOf = (type: EventType): string => type.replaceAll('.', '_');

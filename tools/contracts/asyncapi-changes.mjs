import { excesses } from './inclusion.mjs';
import { resolved } from './resolved.mjs';

/** What of the events' baseline a consumer can no longer rely on, one sentence each. */
export function brokenEvents(baseline, today) {
  const [before, after] = [messagesOf(resolved(baseline)), messagesOf(resolved(today))];
  return [...before].flatMap(([name, { message, topic }]) => {
    const now = after.get(name);
    if (now === undefined) return [`${name} is gone.`];
    return [
      ...(now.topic === topic ? [] : [`it moved from the topic ${topic} to ${now.topic}`]),
      ...(now.message.contentType === message.contentType ? [] : [`it is no longer ${message.contentType}`]),
      ...told('its header', excesses(message.headers ?? {}, now.message.headers ?? {}, 'out')),
      ...told('its', excesses(message.payload, now.message.payload, 'out')),
    ].map((change) => `${name}: ${change}.`);
  });
}

/** Messages by type, with the address of the topic each is sent to. */
const messagesOf = ({ channels }) =>
  new Map(
    Object.values(channels).flatMap(({ address, messages }) =>
      Object.values(messages).map((message) => [message.name, { message, topic: address }]),
    ),
  );

const told = (what, found) => found.map(({ path, rule }) => `${what} ${path} ${rule}`);

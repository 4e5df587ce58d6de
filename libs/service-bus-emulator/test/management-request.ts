import { once } from 'node:events';
import rhea from 'rhea';

export interface ManagementReply {
  readonly status: number;
  readonly condition: string | undefined;
  readonly body: unknown;
}

/** Sends one request to an entity's management node, for operations that this version of the client does not have. */
export async function requestOf(
  port: number,
  entity: string,
  operation: string,
  body: { [name: string]: unknown },
): Promise<ManagementReply> {
  const connection = rhea.create_container().connect({ host: '127.0.0.1', port, reconnect: false });
  const address = `${entity}/$management`;
  const receiver = connection.open_receiver({ source: { address }, target: { address: 'replies' } });
  const sender = connection.open_sender({ target: { address } });
  await Promise.all([once(sender, 'sendable'), once(receiver, 'receiver_open')]);
  const replied = once(receiver, 'message');
  sender.send({ message_id: '1', reply_to: 'replies', application_properties: { operation }, body });
  const [{ message }] = await replied;
  connection.close();
  return {
    status: message.application_properties.statusCode,
    condition: message.application_properties.errorCondition,
    body: message.body,
  };
}

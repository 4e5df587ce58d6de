import { Deliveries } from './deliveries.js';
import {
  changeable,
  type FlowFrame,
  type Receiver,
  receiverInsides,
  type Session,
  type SessionInsides,
  sessionInsides,
  type TransferFrame,
} from './rhea.js';

/** Any format but 0 makes rhea hand over the bytes as they came: decoding would lose how the sender encoded them. */
const RAW = 1;

/** As on the service. */
const MOST_LINKS = 5000;

/** A disposition of more deliveries than this is looked up from our side. */
const LONG_RANGE = 4096;

/** Largest request to a node such as `$management`. */
const MOST_REQUEST_BYTES = 8 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);

/**
 * Makes a session of rhea fit for strangers: rhea trusts its peer about numbers, sizes and credit. What throws here ends
 * the connection. `roomMade` is called when deliveries that had waited for the peer's window are on their way.
 */
export function guardSession(session: Session, roomMade: () => void): void {
  const insides = sessionInsides(session);
  const { outgoing, incoming } = insides;
  outgoing.deliveries = new Deliveries();

  const onTransfer = incoming.on_transfer.bind(incoming);
  incoming.on_transfer = (frame, receiver) => {
    if (!frame.performative.message_format) changeable(frame.performative).message_format = RAW;
    boundTransfer(frame, receiver);
    onTransfer(frame, receiver);
  };

  let attached = 0;
  const onAttach = insides.on_attach.bind(session);
  insides.on_attach = (frame) => {
    attached++;
    // Counted again only now: some have been detached.
    if (attached > MOST_LINKS) attached = Object.keys(insides.links).length + 1;
    if (attached > MOST_LINKS) throw new Error(`A session has at most ${MOST_LINKS} links.`);
    changeable(frame.performative); // rhea unpacks source and target in place
    onAttach(frame);
  };

  const onFlow = insides.on_flow.bind(session);
  insides.on_flow = (frame) => {
    checkFlow(frame, insides);
    onFlow(frame);
  };

  guardDispositions(insides);
  freeSentBytes(insides, roomMade);
}

/** Keeps no more of a message than shows that it is too large, and no message without credit. */
function boundTransfer(frame: TransferFrame, receiver: Receiver): void {
  const { local, credit, _incomplete: begun } = receiverInsides(receiver);
  const bytes = frame.payload?.length ?? 0;
  if (begun === undefined) {
    if (!(credit > 0)) throw new Error('A message came without credit.');
    return;
  }
  const most = local.attach.max_message_size ?? MOST_REQUEST_BYTES;
  const before = begun.size ?? begun.frames?.[0]?.length ?? 0;
  begun.size = before + bytes;
  if (before > most) frame.payload = NOTHING;
}

/** The peer may leave the delivery count of a link open, and has no say in the credit it gets from us. */
function checkFlow({ performative }: FlowFrame, { remote }: SessionInsides): void {
  const link = performative.handle == null ? undefined : remote.handles[performative.handle];
  if (link === undefined) return;
  const changed = changeable(performative);
  changed.link_credit ??= 0;
  changed.delivery_count ??= link.delivery_count;
  if (link.is_receiver()) changed.drain = false;
}

/**
 * Range and order of the ids are the peer's: of a long range only what exists is walked through. What has not been sent
 * yet cannot have an outcome.
 */
function guardDispositions({ outgoing, incoming }: SessionInsides): void {
  const onOutgoing = outgoing.on_disposition.bind(outgoing);
  outgoing.on_disposition = ({ first, last: given, settled, state }) => {
    const last = Math.min(given ?? first, outgoing.next_pending_delivery - 1);
    if (last - first > LONG_RANGE) {
      for (const id of outgoing.deliveries.ids(first, last)) onOutgoing({ first: id, last: id, settled, state });
    } else if (last >= first) onOutgoing({ first, last, settled, state });
  };
  const onIncoming = incoming.on_disposition.bind(incoming);
  incoming.on_disposition = (fields) => {
    if ((fields.last ?? fields.first) - fields.first > LONG_RANGE)
      throw new Error('A disposition names more deliveries than a session can hold.');
    onIncoming(fields);
  };
}

/** What has been sent is remembered until it is settled; its bytes are of no more use. */
function freeSentBytes({ outgoing }: SessionInsides, roomMade: () => void): void {
  const send = outgoing.process.bind(outgoing);
  outgoing.process = () => {
    const before = outgoing.next_pending_delivery;
    send();
    for (let id = before; id < outgoing.next_pending_delivery; id++) outgoing.deliveries.by_id(id)?.data.fill(NOTHING);
    if (outgoing.next_pending_delivery > before) roomMade();
  };
}

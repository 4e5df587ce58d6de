import rhea, { type Connection, type EventContext, type Receiver, type Sender, type Session } from 'rhea';

/*
 * The one place that knows rhea's insides. rhea is written for clients; a broker needs a few things its typings leave
 * out, all of them plain properties of its objects.
 */

export type { Connection, EventContext, Receiver, Sender, Session };

/** A value with its AMQP type, so that it can be written again exactly as it was read. */
export interface Typed {
  readonly type: { readonly typecode: number; readonly name: string };
  readonly value: unknown;
  readonly descriptor?: { readonly value: unknown };
}

export interface Delivery {
  readonly id: number;
  readonly tag: Buffer;
  readonly format: number;
  /** Of one that came in several frames: how many bytes. */
  size?: number;
  /** What is still to be sent, in frames. */
  readonly data: Buffer[];
  settled: boolean;
  remote_settled: boolean;
  readonly remote_state?: { readonly value: readonly (Typed | undefined)[] };
  update(settled: boolean, state?: unknown): void;
}

export interface AmqpProblem {
  readonly condition: string;
  readonly description: string;
}

interface Attach {
  max_message_size?: number;
  snd_settle_mode?: number;
  rcv_settle_mode?: number;
  properties?: unknown;
}

interface LinkInsides {
  readonly local: { readonly attach: Attach };
  readonly state: { local_open: boolean; open_requests: number };
}

interface SenderInsides extends LinkInsides {
  credit: number;
  delivery_count: number;
  issue_flow: boolean;
  _draining: boolean;
  _get_drain(): boolean;
}

interface ReceiverInsides extends LinkInsides {
  readonly credit: number;
  /** The delivery whose last frame has not come yet. */
  readonly _incomplete?: Delivery & { readonly frames?: readonly Buffer[] };
}

interface Deliveries {
  readonly size: number;
  available(): number;
  push(delivery: Delivery): void;
  pop_if(done: (delivery: Delivery) => boolean): void;
  by_id(id: number): Delivery | undefined;
  /** Those in this range, in order. */
  ids(first: number, last: number): number[];
}

export interface Disposition {
  readonly first: number;
  readonly last?: number | null | undefined;
  readonly settled?: boolean | undefined;
  readonly state?: unknown;
}

/** A performative's fields are accessors of this list, which rhea shares among all that are empty: copy before a change. */
interface Performative {
  value: unknown[];
}

export interface TransferFrame {
  readonly performative: Performative & { message_format?: number | null };
  payload?: Buffer;
}

export interface FlowFrame {
  readonly performative: Performative & {
    readonly handle?: number | null;
    link_credit?: number | null;
    delivery_count?: number | null;
    drain?: boolean | null;
  };
}

export interface SessionInsides {
  readonly outgoing: {
    deliveries: Deliveries;
    readonly next_pending_delivery: number;
    on_disposition(fields: Disposition): void;
    process(): void;
  };
  readonly incoming: {
    on_transfer(frame: TransferFrame, receiver: Receiver): void;
    on_disposition(fields: Disposition): void;
  };
  readonly links: { readonly [name: string]: unknown };
  readonly remote: {
    readonly handles: { readonly [handle: number]: { delivery_count: number; is_receiver(): boolean } };
  };
  on_attach(frame: { readonly performative: Performative }): void;
  on_flow(frame: FlowFrame): void;
}

export interface ConnectionInsides {
  accept(socket: unknown): void;
  output(): void;
  readonly frame_size?: number;
  eof(): void;
  _register(): void;
  _process(): void;
  input(bytes: Buffer): void;
  on_open(frame: {
    readonly performative: Performative & { idle_time_out?: number | null; readonly max_frame_size?: number | null };
  }): void;
  on_begin(frame: { readonly channel: number }): void;
}

/** The performative of a frame, fit for changes. */
export function changeable<T extends Performative>(performative: T): T {
  performative.value = [...performative.value];
  return performative;
}

// The typings describe these objects without their insides; the shapes above are what rhea 3.0.5 has.
export const senderInsides = (sender: Sender): SenderInsides => sender as unknown as SenderInsides;
export const receiverInsides = (receiver: Receiver): ReceiverInsides => receiver as unknown as ReceiverInsides;
export const sessionInsides = (session: Session): SessionInsides => session as unknown as SessionInsides;
export const connectionInsides = (connection: Connection): ConnectionInsides =>
  connection as unknown as ConnectionInsides;
export const deliveryOf = (context: EventContext): Delivery => context.delivery as unknown as Delivery;

export const createContainer = rhea.create_container;

interface Reader {
  position: number;
  read(): Typed;
  remaining(): number;
  read_n(count: number): Typed[];
  read_array_items(count: number, type: unknown): unknown[];
}

interface Types {
  wrap(value: unknown): Typed;
  wrap_string(value: string): Typed;
  wrap_symbol(value: string): Typed;
  wrap_long(value: number): Typed;
  wrap_int(value: number): Typed;
  wrap_uint(value: number): Typed;
  wrap_ulong(value: number): Typed;
  wrap_timestamp(value: number): Typed;
  wrap_uuid(value: Buffer): Typed;
  wrap_array(values: unknown[], typecode: number, descriptor?: unknown): Typed;
  wrap_list(values: unknown[]): Typed;
  wrap_described(value: unknown, descriptor: number): Typed;
  described_nc(descriptor: Typed, value: Typed): Typed;
  Map32(items: readonly Typed[]): Typed;
  List32(items: readonly (Typed | undefined)[]): Typed;
  Timestamp(value: number): Typed;
  Long(value: number): Typed;
  List0(): Typed;
  unwrap(typed: Typed | undefined): unknown;
  is_map(typed: Typed): boolean;
  Reader: { new (buffer: Buffer): Reader; readonly prototype: Reader };
  Writer: new () => { write(typed: Typed): void; toBuffer(): Buffer };
}

export const types = rhea.types as unknown as Types; // as above

export const message = rhea.message as unknown as {
  accepted(): { described(): unknown };
  rejected(fields: { error: AmqpProblem }): { described(): unknown };
  encode(message: unknown): Buffer;
};

const accepted = message.accepted().described();

/** Ends a delivery on both sides, with a problem or as accepted. */
export function settle(delivery: Delivery, problem: AmqpProblem | undefined): void {
  delivery.update(true, problem === undefined ? accepted : message.rejected({ error: problem }).described());
}

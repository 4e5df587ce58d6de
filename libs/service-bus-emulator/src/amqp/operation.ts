import type { Broker } from './broker.js';
import type { Reply } from './request.js';
import type { Typed } from './rhea.js';

/** The map in a request to the management node. */
export type Body = ReadonlyMap<string, Typed>;

/** Something that can be asked of the management node of an entity. */
export type Operation = (body: Body, path: string, broker: Broker) => Reply;

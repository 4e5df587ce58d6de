import { createRequire } from 'node:module';

/** A value on its way between host and worker. */
export type RpcData = { string?: string; json?: string; bytes?: Uint8Array; int?: number; http?: object };

export type RegisteredFunction = {
  metadata: { name: string; bindings: Record<string, { type: string; direction: string; [option: string]: unknown }> };
};

type Core = {
  registered: ReadonlyMap<string, RegisteredFunction>;
  invoke(
    one: RegisteredFunction,
    input: RpcData,
    metadata?: Record<string, RpcData>,
  ): Promise<RpcData | null | undefined>;
};

// functions-core.cjs, which has this shape.
const core = () => createRequire(import.meta.url)('@azure/functions-core') as Core;

/** What was registered with Azure Functions, by name. */
export const registeredFunctions = (): Core['registered'] => core().registered;

/** Calls a registered function as Functions' worker does. */
export const invokeFunction: Core['invoke'] = (one, input, metadata) => core().invoke(one, input, metadata);

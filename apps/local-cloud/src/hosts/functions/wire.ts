import type { Exception, FunctionMetadata, InvocationRequest, InvocationResponse, Level, LogCategory } from './rpc.js';

/** What the host tells its worker process, over IPC with structured cloning, so that bytes stay bytes. */
export type ToWorker =
  | { type: 'functions.load'; appDirectory: string; hostVersion: string }
  | { type: 'functions.invoke'; request: InvocationRequest }
  | { type: 'functions.terminate' };

/** What the worker process tells the host. */
export type FromWorker =
  | { type: 'functions.loaded'; functions: FunctionMetadata[]; model: string }
  | { type: 'functions.unloadable'; exception: Exception }
  | { type: 'functions.answer'; invocationId: string; response: InvocationResponse }
  | { type: 'functions.failure'; invocationId: string; exception: Exception }
  | { type: 'functions.log'; level: Level; category: LogCategory; message: string; invocationId?: string }
  | { type: 'functions.terminated' };

const isTyped = (message: unknown): message is { type: string } =>
  typeof message === 'object' && message !== null && 'type' in message && typeof message.type === 'string';

/** Both ends are this program's own, so a message that says it is of this wire has the shape that it should. */
const isOfWire = (message: unknown): boolean => isTyped(message) && message.type.startsWith('functions.');

export const isToWorker = (message: unknown): message is ToWorker => isOfWire(message);

export const isFromWorker = (message: unknown): message is FromWorker => isOfWire(message);

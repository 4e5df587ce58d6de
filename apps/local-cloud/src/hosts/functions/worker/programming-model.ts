import type { FunctionMetadata, InvocationRequest, InvocationResponse, Level, LogCategory } from '../rpc.js';
import type { Callback } from './registered-functions.js';

/** The library's side of the call path; `@azure/functions` sets one as soon as its first function is registered. */
export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(context: CoreContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(capabilities: Record<string, string>): Record<string, string> | Promise<Record<string, string>>;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: Callback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

/** What the library is told of one invocation. */
export interface CoreContext {
  invocationId: string;
  request: InvocationRequest;
  metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: Level, category: LogCategory, message: string): void;
}

import type { InvocationRequest, InvocationResponse, Level, LogCategory } from '../rpc.js';
import type { Hooks } from './hooks.js';
import type { CoreContext, ProgrammingModel } from './programming-model.js';
import type { RegisteredFunctions } from './registered-functions.js';

export interface App {
  model: ProgrammingModel;
  functions: RegisteredFunctions;
  hooks: Hooks;
  log(level: Level, category: LogCategory, message: string, invocationId: string, context: unknown): void;
}

/**
 * One invocation, all of it by the library's own call path: arguments, the hooks before, the function, the hooks after,
 * the response.
 *
 * @throws whatever the function or a hook throws
 */
export async function invoke(app: App, request: InvocationRequest): Promise<InvocationResponse> {
  const { model, functions, hooks } = app;
  const { metadata, callback } = functions.find(request.functionId);
  let known: unknown;
  const core: CoreContext = {
    invocationId: request.invocationId,
    request,
    metadata,
    state: undefined,
    log: (level, category, message) => app.log(level, category, message, request.invocationId, known),
  };
  const invocation = await model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();
  known = context;

  const every = { hookData: {}, appHookData: hooks.appHookData, invocationContext: context };
  // A hook may exchange the inputs and the function.
  const before = { ...every, inputs, functionCallback: callback };
  await during(core, 'preInvocationHooks', () => hooks.run('preInvocation', before));

  // A hook may exchange the result, and hide an error or make one.
  const after: { inputs: unknown[]; result: unknown; error: unknown } = {
    ...every,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  try {
    after.result = await during(core, 'invocation', () =>
      invocation.invokeFunction(context, before.inputs, before.functionCallback),
    );
  } catch (error) {
    after.error = error ?? new Error('Unknown error');
  }
  await during(core, 'postInvocationHooks', () => hooks.run('postInvocation', after));

  if (after.error !== null && after.error !== undefined) throw after.error;
  return invocation.getResponse(context, after.result);
}

async function during<T>(core: CoreContext, state: CoreContext['state'], work: () => Promise<T>): Promise<T> {
  core.state = state;
  try {
    return await work();
  } finally {
    core.state = undefined;
  }
}

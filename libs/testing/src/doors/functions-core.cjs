// What Azure Functions' host gives its Node worker as `@azure/functions-core`, for tests: it keeps what is registered, and
// calls it as the worker does. Jest resolves the name to this file (jest.preset.mjs); what Microsoft publishes under that
// name are types alone.
const { randomUUID } = require('node:crypto');

/** By name, the latest of each. */
const registered = new Map();
let model;

/**
 * Calls a function through the conversions of `@azure/functions`, there and back. Data are as host and worker exchange them
 * (RpcTypedData of https://github.com/Azure/azure-functions-language-worker-protobuf): `{ string }`, `{ json }`, `{ bytes }`,
 * `{ int }`, `{ http }`.
 */
async function invoke({ metadata, callback }, input, triggerMetadata = {}) {
  const [trigger] = Object.entries(metadata.bindings).find(([, { direction }]) => direction === 'in');
  const invocation = model.getInvocationModel({
    invocationId: randomUUID(),
    metadata,
    request: { inputData: [{ name: trigger, data: input }], triggerMetadata },
    log: () => undefined,
  });
  const { context, inputs } = await invocation.getArguments();
  const result = await invocation.invokeFunction(context, inputs, callback);
  const { returnValue } = await invocation.getResponse(context, result);
  return returnValue;
}

module.exports = {
  hostVersion: '4.1000.0',
  workerVersion: '3.10.0',
  registered,
  invoke,
  setProgrammingModel(given) {
    model = given;
  },
  getProgrammingModel: () => model,
  registerFunction(metadata, callback) {
    registered.set(metadata.name, { metadata, callback });
    return { dispose: () => registered.delete(metadata.name) };
  },
  registerHook: () => ({ dispose: () => undefined }),
  log: () => undefined,
};

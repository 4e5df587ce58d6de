// Azurite loads Application Insights to report its own usage. Nothing here reports anything: this stands in for 270 MB.
const client = {
  config: {},
  context: { tags: {}, keys: {} },
  commonProperties: {},
  trackEvent() {},
  trackException() {},
  flush() {},
};
const chain = new Proxy(function setup() {}, { get: () => chain, apply: () => chain });

module.exports = {
  setup: chain,
  start() {},
  dispose() {},
  defaultClient: client,
  TelemetryClient: function TelemetryClient() {
    return client;
  },
};

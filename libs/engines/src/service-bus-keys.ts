/** Where Service Bus' process finds its keys, as JSON: its arguments are there for everybody on the machine to read. */
export const keysVariable = 'CAUSEWAY_SERVICE_BUS_KEYS';

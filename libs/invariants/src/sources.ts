/** Where the stores of a shop are. */
export type Sources = {
  dynamo: { endpoint?: string; region: string; tables: { identity: string; products: string; orders: string } };
  sql: { payments: string; notifications: string; analytics: string };
  /** The payment sandbox: the provider's own account of its charges. */
  sandboxUrl: string;
  /** The mailbox; absent where mail goes to real people. */
  mailboxUrl?: string;
  serviceBus: {
    connectionString: string;
    /** The emulator's counts of messages by entity. */
    countsUrl: string;
  };
};

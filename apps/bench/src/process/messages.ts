/** What a child process is sent. */
export type Request = { id: number; work: string; argument: unknown };

/** What it sends back. */
export type Reply = { id: number; result: unknown } | { id: number; error: string };

import { flushCompileCache } from 'node:module';

/** What the child's side of an engine needs: its settings, its word to the parent, and its end. */

export interface ChildSettings {
  port: number;
  dataDir: string;
}

/** The settings given by the parent as one JSON argument. */
export function readSettings<T extends ChildSettings>(): T {
  // The parent is this library's own node-child.ts, which writes exactly these settings.
  return JSON.parse(process.argv[2] ?? '{}') as T;
}

/**
 * Tells the parent that the engine serves requests. What was compiled until then is kept for the next start where
 * NODE_COMPILE_CACHE says so: not only at an orderly end, which a killed process does not have.
 */
export function announce(port: number): void {
  process.send?.({ type: 'listening', port });
  flushCompileCache();
}

/** Time to close after the parent was killed; nobody is left who would insist. */
const orphanMs = 1500;

/** Closes in order on SIGTERM, and soon when the parent is gone. SIGINT of a terminal is the parent's business. */
export function endWithParent(close: () => Promise<unknown>): void {
  const end = () => {
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), orphanMs);
    end();
  });
  process.on('SIGINT', () => undefined);
}

import { close, fdatasync, openSync } from 'node:fs';

/** SQLite's write-ahead log, as far as it has to be safe on the medium before anything is acknowledged. */
export interface WriteAheadLog {
  /** Settles when everything that was in the log at the call is on the medium; rejects with the system's error. */
  sync(): Promise<void>;
  /** Once SQLite has closed the data file, and with that made everything safe. */
  close(): void;
}

export function openWriteAheadLog(path: string): WriteAheadLog {
  const file = openSync(path, 'r+');
  let running = 0;
  let closed = false;
  const closeWhenIdle = (): void => {
    if (closed && running === 0) close(file);
  };
  return {
    sync: () => {
      if (closed) return Promise.resolve();
      running++;
      return new Promise((resolve, reject) => {
        fdatasync(file, (error) => {
          running--;
          closeWhenIdle();
          if (error === null) resolve();
          else reject(error);
        });
      });
    },
    close: () => {
      closed = true;
      closeWhenIdle();
    },
  };
}

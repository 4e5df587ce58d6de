/** Time to end after the parent was killed; nobody is left who would insist. */
const orphanMs = 1500;

/** Resolves when this process should end in order: SIGTERM, SIGINT, or its parent is gone. */
export function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
    process.once('disconnect', () => {
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), orphanMs).unref();
      resolve();
    });
  });
}

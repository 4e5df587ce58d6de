import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const kept = z.object({ streamArn: z.string(), shards: z.record(z.string(), z.string()) });

/**
 * How far each shard of a stream was read: the sequence number of its last record that is done. Lambda keeps it, and so does
 * this file: a host that was killed goes on where it was, where to read everything anew would send an hour of events again.
 */
export class Checkpoints {
  readonly #path: string;
  readonly #streamArn: string;
  readonly #shards: Record<string, string>;

  constructor(path: string, streamArn: string) {
    this.#path = path;
    this.#streamArn = streamArn;
    this.#shards = shardsIn(path, streamArn);
    mkdirSync(dirname(path), { recursive: true });
  }

  of(shardId: string): string | undefined {
    return this.#shards[shardId];
  }

  set(shardId: string, sequenceNumber: string): void {
    this.#shards[shardId] = sequenceNumber;
    this.#write();
  }

  forget(shardId: string): void {
    delete this.#shards[shardId];
    this.#write();
  }

  #write(): void {
    const next = `${this.#path}.next`;
    writeFileSync(next, JSON.stringify({ streamArn: this.#streamArn, shards: this.#shards }));
    renameSync(next, this.#path);
  }
}

/** Those of another stream are of no use, and neither is a file that nobody can read: reading begins anew. */
function shardsIn(path: string, streamArn: string): Record<string, string> {
  try {
    const { streamArn: ofStream, shards } = kept.parse(JSON.parse(readFileSync(path, 'utf8')));
    return ofStream === streamArn ? shards : {};
  } catch {
    return {};
  }
}

import type fc from 'fast-check';
import type { Told } from './known.js';

export type Person = { token: string; refreshToken?: string; email?: string };

/** What nobody can read in the document, and what makes the difference between refusals only and a shop that is used. */
export type ShopKnowledge = {
  /** Which parts of the cast may call what is for such a caller: `user` is played by `customer`. */
  parts: Readonly<Record<string, readonly string[]>>;
  /** Those who play each part. */
  cast: Readonly<Record<string, readonly Person[]>>;
  /** The part of those who may be let near what ends its caller's session, or its caller; undefined for the rest. */
  partOfLeavers(method: string, path: string): string | undefined;
  /** Bodies that make sense, where the schema alone would hardly ever lead to one. */
  bodies: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  /** Where a request for this path is sent, past the gateway; undefined when there is no other way. */
  straightPort(path: string): number | undefined;
  gatewayPort: number;
  /** What a header says that depends on the body. */
  signature(body: Buffer): string;
  told: Told;
  /** Brings in new people for those whose sessions have ended, and partners for those whose keys are gone. */
  prepareRound(): Promise<void>;
};

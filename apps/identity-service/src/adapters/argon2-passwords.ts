import { randomBytes } from 'node:crypto';
import { unavailable } from '@causeway/data-model';
import { hash, verify } from '@node-rs/argon2';
import * as z from 'zod';
import type { PasswordHashes } from '../core/passwords.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet). */
export const argon2Env = z.object({
  ARGON2_MEMORY_KIB: z.coerce.number().int().min(8).default(19_456).meta({
    description: 'The memory that working out one password hash takes, in KiB.',
  }),
  ARGON2_PASSES: z.coerce.number().int().min(1).default(2).meta({
    description:
      'How often a password hash goes over that memory. `npm run calibrate` proposes both for a machine; hashes of another cost are replaced when their owner logs in.',
  }),
});

/** So many may be under way or wait, which two processors do in a request's time; more would only keep everybody waiting. */
const most = 400;

/** Passwords as argon2id hashes in PHC's format, worked out on threads beside the event loop. */
export class Argon2Passwords implements PasswordHashes {
  readonly #cost: { memoryCost: number; timeCost: number; parallelism: number };
  readonly #decoy: Promise<string>;
  #underWay = 0;

  constructor(settings: z.infer<typeof argon2Env>) {
    this.#cost = { memoryCost: settings.ARGON2_MEMORY_KIB, timeCost: settings.ARGON2_PASSES, parallelism: 1 };
    this.#decoy = this.hash(randomBytes(32).toString('base64'));
  }

  // argon2id is the library's default algorithm.
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, this.#cost));
  }

  async matches(password: string, hashed: string | undefined): Promise<boolean> {
    const right = await this.#inTurn(async () => verify(hashed ?? (await this.#decoy), password));
    return right && hashed !== undefined;
  }

  isOutdated(hashed: string): boolean {
    const { memoryCost, timeCost, parallelism } = this.#cost;
    return !hashed.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= most) throw unavailable('Too many passwords are being checked at once.');
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }
}

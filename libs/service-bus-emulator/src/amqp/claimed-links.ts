import { BrokerFailure } from '../broker/failure.js';
import type { Namespace } from '../broker/namespace.js';
import type { Right } from '../security/access-key.js';
import type { Grants } from '../security/grants.js';
import { missingClaims } from '../security/keyring.js';
import { problemOf } from './problems.js';
import type { AmqpProblem, Receiver, Sender, Session } from './rhea.js';
import { refusalOf } from './served.js';

/** Links of one connection at a time, as on the service. */
const MOST_LINKS = 4999;

/** Ms between the end of an entity and that of the links that send to it. */
const GRACE_OF_SENDERS = 100;

/** What a link needs to stay open: one of these rights on a path. */
interface Claim {
  readonly claims: readonly Right[];
  readonly path: string;
}

/** The links of one connection to entities and their management nodes, open as long as they may be. */
export class ClaimedLinks {
  readonly #links = new Map<Sender | Receiver, Claim>();
  readonly #grants: Grants;
  readonly #namespace: Namespace;
  readonly #close: (link: Sender | Receiver, problem: AmqpProblem) => void;

  constructor(grants: Grants, namespace: Namespace, close: (link: Sender | Receiver, problem: AmqpProblem) => void) {
    this.#grants = grants;
    this.#namespace = namespace;
    this.#close = close;
  }

  get size(): number {
    return this.#links.size;
  }

  /** Throws `unauthorized`, whether the entity exists or not, as the service does; `quota-exceeded` for too many links. */
  add(link: Sender | Receiver, claims: readonly Right[], path: string): void {
    this.#grants.mustAllow(claims, path);
    if (this.#links.size >= MOST_LINKS)
      throw new BrokerFailure(
        'quota-exceeded',
        `Cannot allocate more handles. The maximum number of handles is ${MOST_LINKS}.`,
      );
    this.#links.set(link, { claims, path });
  }

  /**
   * An entity was changed or deleted: links to it or below it that would not be opened now are closed. Of a disabled entity
   * every message is refused by itself, and of a deleted one for a little while, because a message that crosses the closing
   * of its link stays unanswered.
   */
  entityChanged(changed: string): void {
    this.#closeUnserved(changed, (link) => link.is_sender());
    setTimeout(() => {
      this.#closeUnserved(changed, (_link, failure) => failure.code === 'entity-not-found');
    }, GRACE_OF_SENDERS).unref();
  }

  #closeUnserved(changed: string, mayClose: (link: Sender | Receiver, failure: BrokerFailure) => boolean): void {
    for (const [link, { path }] of this.#links) {
      const address = path.toLowerCase();
      if (address !== changed && !address.startsWith(`${changed}/`)) continue;
      const failure = refusalOf(link, path, this.#namespace);
      if (failure === undefined || !mayClose(link, failure)) continue;
      this.#links.delete(link);
      this.#close(link, problemOf(failure));
    }
  }

  /** A token has run out: what lived on it ends, unless another has been put in the meantime. */
  closeUnauthorized(): void {
    for (const [link, { claims, path }] of this.#links) {
      if (this.#grants.allows(claims, path)) continue;
      this.#links.delete(link);
      this.#close(link, problemOf(missingClaims(claims, path)));
    }
  }

  delete(link: Sender | Receiver): void {
    this.#links.delete(link);
  }

  deleteOf(session: Session | undefined): void {
    for (const link of this.#links.keys()) if (link.session === session) this.#links.delete(link);
  }

  clear(): void {
    this.#links.clear();
  }
}

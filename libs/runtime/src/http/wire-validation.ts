import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { invalid } from '../problems.js';

type Issues = Parameters<typeof invalid>[0];

class Rejected extends Error {
  constructor(readonly issues: Issues) {
    super('rejected by its schema');
  }
}

/** Checks what a route declares with `@Body({ schema })` or `@Query({ schema })`, and names every field that breaks a rule. */
@Injectable()
export class WireValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new Rejected(issues) });
  }

  /** Nest would drop `__proto__` and `constructor` without a word; the schemas refuse them like every unknown field. */
  protected override stripProtoKeys(): void {}

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      throw error instanceof Rejected ? invalid(error.issues, metadata.type === 'query' ? 'query' : 'body') : error;
    }
  }
}

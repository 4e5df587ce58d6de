/** A property: `sys.To`, `user.colour` or plain `colour`. */
export interface PropertyName {
  readonly kind: 'property';
  readonly scope: 'sys' | 'user';
  readonly name: string;
}

export type BinaryOperator = 'and' | 'or' | '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export type Expression =
  /** Whole numbers are bigints, numbers with a point or an exponent are numbers; undefined is NULL. */
  | { readonly kind: 'constant'; readonly value: string | number | bigint | boolean | undefined }
  | PropertyName
  /** `property(expression)`: the name is computed. */
  | { readonly kind: 'computed-property'; readonly name: Expression }
  /** `@name`, with the sign. */
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'new-id' }
  | { readonly kind: 'unary'; readonly operator: 'not' | '-' | '+'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'like';
      readonly value: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | undefined;
      readonly negated: boolean;
    }
  | {
      readonly kind: 'in';
      readonly value: Expression;
      readonly options: readonly Expression[];
      readonly negated: boolean;
    }
  | { readonly kind: 'is-null'; readonly value: Expression; readonly negated: boolean }
  | { readonly kind: 'exists'; readonly property: PropertyName };

export type Statement =
  | { readonly kind: 'set'; readonly property: PropertyName; readonly value: Expression }
  | { readonly kind: 'remove'; readonly property: PropertyName };

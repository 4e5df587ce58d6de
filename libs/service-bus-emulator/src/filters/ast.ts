/** A property: `sys.To`, `user.colour` or plain `colour`. */
export interface PropertyName {
  readonly kind: 'property';
  readonly scope: 'sys' | 'user';
  readonly name: string;
}

export type BinaryOperator = 'and' | 'or' | '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export type Expression =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | undefined }
  | PropertyName
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

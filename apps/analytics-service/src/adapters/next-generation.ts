import {
  type IdentifierNode,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type SchemableIdentifierNode,
} from 'kysely';
import { copiedTables } from './copied-tables.js';

/** Where the next generation of a copied table is built. */
export const nextName = (table: string): string => `next_${table}`;

const copied = new Set<string>(copiedTables);

/** Turns statements about the copied tables into the same statements about their next generation. */
export const nextGeneration: KyselyPlugin = {
  transformQuery: ({ node, queryId }: PluginTransformQueryArgs) => new ToNext().transformNode(node, queryId),
  transformResult: async ({ result }: PluginTransformResultArgs) => result,
};

class ToNext extends OperationNodeTransformer {
  protected override transformSchemableIdentifier(node: SchemableIdentifierNode): SchemableIdentifierNode {
    const { name } = node.identifier;
    if (!copied.has(name)) return node;
    const identifier: IdentifierNode = { ...node.identifier, name: nextName(name) };
    return { ...node, identifier };
  }
}

import { type AliasNode, DefaultQueryCompiler } from 'kysely';
import type { BoundParameter } from './parameter.ts';

/** How an engine writes a parameter. */
export type Placeholder = (parameter: BoundParameter, position: number) => string;

/**
 * Kysely's compiler with named parameters: a value used twice is bound once. Standard quotes
 * (`"x"`) suit all three engines: SQL Server takes them with QUOTED_IDENTIFIER on, which every
 * driver sets. Aliases stand without `as`, which Oracle refuses for tables.
 */
export class NamedParameterCompiler extends DefaultQueryCompiler {
  readonly #placeholder: Placeholder;
  readonly #positions = new Map<string, number>();

  constructor(placeholder: Placeholder) {
    super();
    this.#placeholder = placeholder;
  }

  protected override appendValue(value: unknown): void {
    const parameter = value as BoundParameter;
    const known = this.#positions.get(parameter.name);
    if (known === undefined) this.addParameter(parameter);
    const position = known ?? this.numParameters;
    this.#positions.set(parameter.name, position);
    this.append(this.#placeholder(parameter, position));
  }

  protected override visitAlias(node: AliasNode): void {
    this.visitNode(node.node);
    this.append(' ');
    this.visitNode(node.alias);
  }
}

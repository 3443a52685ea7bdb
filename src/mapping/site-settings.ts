import type { PlainYaml } from '../yaml/read.ts';

/**
 * What an authority sets for itself in its site file, as it wrote it.
 * Checked here, against profile and spec.
 */
export interface SiteSettings {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly overrides: Readonly<Record<string, unknown>>;
  /** Tables of its own. */
  readonly tables?: Readonly<Record<string, unknown>> | undefined;
  /** By table and column, types that are other ones here. */
  readonly catalogue?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** Coded fields are read as `national` of their mappings says. */
  readonly nationalCodes?: boolean | undefined;
  /** The site file, so that problems have their place in it. */
  readonly yaml: PlainYaml;
  /** Whose SQL an override may hold: `mssql`, `oracle`, `postgres`. */
  readonly engine: string;
}

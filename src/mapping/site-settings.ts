import type { YamlFile } from '../yaml/read.ts';

/**
 * What an authority sets for itself in its site file, as it wrote it: `parameters` and `overrides`.
 * Checked here, against profile and spec.
 */
export interface SiteSettings {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly overrides: Readonly<Record<string, unknown>>;
  /** The site file, so that problems have their place in it. */
  readonly yaml: YamlFile;
  /** Whose SQL an override may hold: `mssql`, `oracle`, `postgres`. */
  readonly engine: string;
}

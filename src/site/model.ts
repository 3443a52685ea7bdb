/** Where a password is: never in the file itself. */
export type Secret = { readonly env: string } | { readonly file: string };

export interface EmbeddedConnection {
  readonly engine: 'embedded';
  /** Absolute; in memory when absent. */
  readonly path?: string;
}

export interface MssqlConnection {
  readonly engine: 'mssql';
  readonly server: string;
  readonly port?: number;
  readonly database: string;
  readonly user?: string;
  readonly password?: Secret;
  readonly encrypt: boolean;
  readonly trust_server_certificate: boolean;
}

export interface OracleConnection {
  readonly engine: 'oracle';
  readonly connect_string: string;
  readonly user: string;
  readonly password: Secret;
}

export interface PostgresConnection {
  readonly engine: 'postgres';
  readonly host: string;
  readonly port?: number;
  readonly database: string;
  readonly user: string;
  readonly password: Secret;
}

export type Connection = EmbeddedConnection | MssqlConnection | OracleConnection | PostgresConnection;

/** One authority's settings, checked; every path is absolute. */
export interface Site {
  readonly file: string;
  readonly site: string;
  readonly cms: string;
  readonly connection: Connection;
  readonly source: { readonly database?: string; readonly schema?: string };
  readonly window_years: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly testdb: boolean;
  readonly output: {
    readonly dir: string;
    readonly date_format: 'iso' | 'dd/mm/yyyy';
    /** A byte order mark, for Excel. */
    readonly bom: boolean;
    /** Values and keys in findings.csv. */
    readonly show_values: boolean;
  };
  /** Folder of the spec; the packaged edition when absent. */
  readonly spec?: string;
}

import type { PlainYaml } from '../yaml/read.ts';
import type { Notify } from './notify.ts';
import type { Schedule } from './schedule.ts';
import type { Secret } from './secret-shape.ts';

export type { Secret } from './secret-shape.ts';

export interface EmbeddedConnection {
  readonly engine: 'embedded';
  /** Absolute; in memory when absent. */
  readonly path?: string | undefined;
}

export interface MssqlConnection {
  readonly engine: 'mssql';
  readonly server: string;
  readonly port?: number;
  /** Named instance, found by the SQL Server Browser; then there is no port. */
  readonly instance?: string;
  readonly database: string;
  readonly authentication: 'sql' | 'windows' | 'azure_password' | 'azure_service_principal';
  readonly user?: string;
  readonly password?: Secret;
  /** Of a Windows account. */
  readonly domain?: string;
  readonly client_id?: string;
  readonly client_secret?: Secret;
  readonly tenant_id?: string;
  readonly encrypt: boolean;
  readonly trust_server_certificate: boolean;
  /** PEM file of the authority that signed the server's certificate; absolute. */
  readonly ca_file?: string | undefined;
  /** The name that the certificate is for, where it is not the server's. */
  readonly certificate_name?: string;
  readonly read_only_intent: boolean;
  /** `auto` is SNAPSHOT where the database allows it, else READ COMMITTED. */
  readonly isolation: 'auto' | 'read_committed' | 'read_uncommitted';
  /** Connections, and so objects read at the same time. */
  readonly parallel: number;
  /** Threads that share these connections; with 1 everything is read in the main thread. */
  readonly threads: number;
  /** Seconds until a login must be done. */
  readonly connect_timeout: number;
  /** Seconds until the first row of a query. */
  readonly query_timeout: number;
  /** Seconds without a row, after the first, that end a query. */
  readonly stall_timeout: number;
}

export interface OracleConnection {
  readonly engine: 'oracle';
  /** `host:port/service`, a whole descriptor, or a name in tnsnames.ora. */
  readonly connect_string: string;
  readonly user: string;
  readonly password: Secret;
  /** Folder of tnsnames.ora; absolute. */
  readonly tns_admin?: string | undefined;
  /** Folder of ewallet.pem, for TCPS; absolute. */
  readonly wallet_location?: string | undefined;
  readonly wallet_password?: Secret;
  /** Connections, and so objects read at the same time. */
  readonly parallel: number;
  /** Threads that share these connections; with 1 everything is read in the main thread. */
  readonly threads: number;
  /** Rows fetched at a time. */
  readonly fetch_size: number;
  /** Seconds until a login must be done. */
  readonly connect_timeout: number;
  /** Seconds that one answer of the server may take. */
  readonly stall_timeout: number;
}

export interface PostgresConnection {
  readonly engine: 'postgres';
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: Secret;
  readonly encrypt: boolean;
  readonly trust_server_certificate: boolean;
  /** PEM file of the authority that signed the server's certificate; absolute. */
  readonly ca_file?: string;
  /** The name that the certificate is for, where it is not the host's. */
  readonly certificate_name?: string;
  /** Objects read at the same time; one connection more keeps the moment that all of them show. */
  readonly parallel: number;
  /** Threads that share these connections; with 1 everything is read in the main thread. */
  readonly threads: number;
  /** Seconds until a login must be done. */
  readonly connect_timeout: number;
  /** Seconds until the first row of a query. */
  readonly query_timeout: number;
  /** Seconds without a row, after the first, that end a query. */
  readonly stall_timeout: number;
}

export type Connection =
  EmbeddedConnection | MssqlConnection | OracleConnection | PostgresConnection;

/** Which bundles stay: what either of the two keeps is kept. At least one is set. */
export interface Keep {
  /** Newest whole bundles. */
  readonly bundles?: number | undefined;
  readonly days?: number | undefined;
}

/** How an object is read again after what may pass. */
export interface Retry {
  /** Times that it is read again at most, after the first. */
  readonly tries: number;
  /** Seconds before the first of them. */
  readonly pause: number;
  /** By how much each further pause is longer. */
  readonly factor: number;
  /** Seconds that no pause exceeds. */
  readonly max_pause: number;
}

/** One authority's settings, checked; every path is absolute. */
export interface Site {
  readonly file: string;
  readonly site: string;
  readonly cms: string;
  readonly connection: Connection;
  readonly source: { readonly database?: string; readonly schema?: string };
  readonly window_years: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** By object, parts of its mapping that this authority does its own way. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** Tables that the authority has besides those of the CMS, for its overrides. */
  readonly tables: Readonly<Record<string, unknown>>;
  /** By table and column, types that are not what the profile takes them for. */
  readonly catalogue: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Whether coded fields are national codes: `as_held`, `national`, or a map with the authority's
   * own words for them. Checked with the code sets.
   */
  readonly codes: string | Readonly<Record<string, unknown>>;
  /** By object, why this authority leaves it out. */
  readonly skip: Readonly<Record<string, string>>;
  /** The file as it stands, so that what is checked later has its place in it. */
  readonly yaml: PlainYaml;
  readonly testdb: boolean;
  readonly retry: Retry;
  readonly output: {
    readonly dir: string;
    readonly date_format: 'iso' | 'dd/mm/yyyy';
    /** A byte order mark, for Excel. */
    readonly bom: boolean;
    /** Values and keys in findings.csv. */
    readonly show_values: boolean;
    /** Bundles can be read by the group that owns the output folder; POSIX only. */
    readonly group_readable: boolean;
    /** A folder `current` that is always the last whole bundle. */
    readonly current: boolean;
    /** Even in a work tree of git or a folder that is synchronised. */
    readonly allow_unsafe_dir: boolean;
    /** What a failed run has read stays, in the clear, for `run --resume`. */
    readonly keep_failed: boolean;
    /** Characters of one value at most; a longer one ends the run. */
    readonly max_cell: number;
    /** Public keys to which what holds values is encrypted; to nobody when empty. */
    readonly encrypt_to: readonly string[];
  };
  readonly report: {
    /** A report.html in every bundle. */
    readonly enabled: boolean;
    /** Smaller counts than this are not shown in it; false shows all. */
    readonly suppress_below: number | false;
  };
  /** The file of the history, absolute; beside the bundles when absent; false when none is kept. */
  readonly history?: string | false | undefined;
  readonly keep?: Keep | undefined;
  /** Pseudonyms instead of ids, under this key; undefined when the values leave as they are. */
  readonly pseudonymise?: { readonly key: Secret } | undefined;
  /** Keys in findings.csv are masked under this key; anew in each run when undefined. */
  readonly findings?: { readonly key: Secret } | undefined;
  /** Folder of the spec; the packaged edition when absent. */
  readonly spec?: string | undefined;
  /** When `ssd-extract schedule` runs the extract. */
  readonly schedule?: Schedule | undefined;
  /** Who is told how a run ended. */
  readonly notify?: Notify | undefined;
}

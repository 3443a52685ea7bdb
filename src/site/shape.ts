import { z } from 'zod';
import { notifyShape } from './notify.ts';
import { scheduleShape } from './schedule.ts';
import { keptSecretShape as keptSecret, secretShape as secret } from './secret-shape.ts';

const port = z.number().int().min(1).max(65535).optional();
const text = z.string().min(1);

const embedded = z.strictObject({ engine: z.literal('embedded'), path: text.optional() });
const seconds = z.number().int().min(1).max(86400);
const parallel = z.number().int().min(1).max(8).default(2);
const threads = z.number().int().min(1).max(8).default(2);
const mssql = z.strictObject({
  engine: z.literal('mssql'),
  server: text,
  port,
  instance: text.optional(),
  database: text,
  authentication: z
    .enum(['sql', 'windows', 'azure_password', 'azure_service_principal'])
    .default('sql'),
  user: text.optional(),
  password: secret.optional(),
  domain: text.optional(),
  client_id: text.optional(),
  client_secret: secret.optional(),
  tenant_id: text.optional(),
  encrypt: z.boolean().default(true),
  trust_server_certificate: z.boolean().default(false),
  ca_file: text.optional(),
  certificate_name: text.optional(),
  read_only_intent: z.boolean().default(true),
  isolation: z.enum(['auto', 'read_committed', 'read_uncommitted']).default('auto'),
  parallel,
  threads,
  connect_timeout: seconds.default(30),
  query_timeout: seconds.default(1800),
  stall_timeout: seconds.default(300),
});
const oracle = z.strictObject({
  engine: z.literal('oracle'),
  connect_string: text,
  user: text,
  password: secret,
  tns_admin: text.optional(),
  wallet_location: text.optional(),
  wallet_password: secret.optional(),
  parallel,
  threads,
  fetch_size: z.number().int().min(1).max(100_000).default(1000),
  connect_timeout: seconds.default(30),
  stall_timeout: seconds.default(600),
});
const postgres = z.strictObject({
  engine: z.literal('postgres'),
  host: text,
  port: port.unwrap().default(5432),
  database: text,
  user: text,
  password: secret,
  encrypt: z.boolean().default(true),
  trust_server_certificate: z.boolean().default(false),
  ca_file: text.optional(),
  certificate_name: text.optional(),
  parallel,
  threads,
  connect_timeout: seconds.default(30),
  query_timeout: seconds.default(1800),
  stall_timeout: seconds.default(300),
});

/** What a site file says of its connection, by engine. */
export const connectionShapes = { embedded, mssql, oracle, postgres } as const;

/** Names of schemas and databases become SQL identifiers: plain ones only. */
const identifier = z
  .string()
  .regex(/^[A-Za-z_][\w$#]*$/, 'letters, digits, _, $ and # only, beginning with a letter');

const output = z.strictObject({
  dir: text.default('./bundles'),
  date_format: z.enum(['iso', 'dd/mm/yyyy']).default('iso'),
  bom: z.boolean().default(false),
  show_values: z.boolean().default(false),
  group_readable: z.boolean().default(false),
  current: z.boolean().default(false),
  allow_unsafe_dir: z.boolean().default(false),
  keep_failed: z.boolean().default(false),
  max_cell: z
    .number()
    .int()
    .min(1)
    .max(1 << 28)
    .default(1 << 26),
  encrypt_to: z.array(text).default([]),
});

const report = z.strictObject({
  enabled: z.boolean().default(true),
  suppress_below: z
    .union(
      [z.literal(false), z.number().int().min(2).max(100)],
      'write the least count that is shown, such as 6, or false to show all',
    )
    .default(6),
});

const HISTORY = 'name a file such as ./history.sqlite, or write false to keep none';
/** Words that mean yes or no in other YAML would be the name of a file here. */
const history = z.union(
  [z.literal(false), z.string().regex(/^(?!(?:y|yes|n|no|on|off|none)$)./i, HISTORY)],
  HISTORY,
);

const keep = z
  .strictObject({
    bundles: z.number().int().min(1).max(10_000).optional(),
    days: z.number().int().min(1).max(36_500).optional(),
  })
  .refine(
    ({ bundles, days }) => bundles !== undefined || days !== undefined,
    'say how much: {bundles: N}, {days: N} or both',
  );

const pause = z.number().min(0).max(3600);
const retry = z.strictObject({
  tries: z.number().int().min(0).max(10).default(2),
  pause: pause.default(0.5),
  factor: z.number().min(1).max(100).default(6),
  max_pause: pause.default(60),
});

/** The site file as a person writes it. */
export const siteShape = z.strictObject({
  site: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/, 'lower-case letters, digits, - and _: it names the bundles'),
  cms: text,
  connection: z.discriminatedUnion(
    'engine',
    [embedded, mssql, oracle, postgres],
    `engine is one of ${Object.keys(connectionShapes).join(', ')}`,
  ),
  source: z
    .strictObject({ database: identifier.optional(), schema: identifier.optional() })
    .default({}),
  window_years: z.number().int().min(1).max(30).default(6),
  parameters: z.record(z.string(), z.unknown()).default({}),
  overrides: z.record(z.string(), z.unknown()).default({}),
  tables: z.record(identifier, z.unknown()).default({}),
  catalogue: z.record(z.string(), z.record(z.string(), text)).default({}),
  codes: z
    .union([text, z.record(z.string(), z.unknown())], 'national, as_held, or a map of crosswalks')
    .default('as_held'),
  skip: z.record(z.string(), text).default({}),
  testdb: z.boolean().default(false),
  retry: retry.prefault({}),
  output: output.prefault({}),
  report: report.prefault({}),
  history: history.optional(),
  keep: keep.optional(),
  pseudonymise: z.strictObject({ key: secret }).optional(),
  findings: z.strictObject({ key: keptSecret }).optional(),
  spec: text.optional(),
  schedule: scheduleShape.optional(),
  notify: notifyShape.optional(),
});

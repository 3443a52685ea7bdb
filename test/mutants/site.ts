import { type Mutant, changes } from './mutant.ts';

export const site: readonly Mutant[] = [
  ...changes(
    'site/shape.ts',
    ['site/load.test.ts'],
    [
      [
        'encrypt: z.boolean().default(true),\n  trust_server_certificate: z.boolean().default(false),\n  ca_file: text.optional(),\n  certificate_name: text.optional(),\n  read_only_intent',
        'encrypt: z.boolean().default(false),\n  trust_server_certificate: z.boolean().default(false),\n  ca_file: text.optional(),\n  certificate_name: text.optional(),\n  read_only_intent',
        'SQL Server is spoken to in the clear',
      ],
      [
        'read_only_intent: z.boolean().default(true)',
        'read_only_intent: z.boolean().default(false)',
        'the main copy of the database is read',
      ],
      [
        "isolation: z.enum(['auto', 'read_committed', 'read_uncommitted']).default('auto')",
        "isolation: z.enum(['auto', 'read_committed', 'read_uncommitted']).default('read_uncommitted')",
        'rows that were never committed are read',
      ],
      [
        'window_years: z.number().int().min(1).max(30).default(6)',
        'window_years: z.number().int().min(1).max(30).default(7)',
        'a window of seven years',
      ],
      [
        'show_values: z.boolean().default(false)',
        'show_values: z.boolean().default(true)',
        'values of children in findings',
      ],
      [
        'bom: z.boolean().default(false)',
        'bom: z.boolean().default(true)',
        'a byte order mark that nobody asked for',
      ],
      [
        "date_format: z.enum(['iso', 'dd/mm/yyyy']).default('iso')",
        "date_format: z.enum(['iso', 'dd/mm/yyyy']).default('dd/mm/yyyy')",
        'British dates that nobody asked for',
      ],
      [
        'testdb: z.boolean().default(false)',
        'testdb: z.boolean().default(true)',
        'a live database counts as one to fill with test data',
      ],
      ['/^[A-Za-z_][\\w$#]*$/', '/^[A-Za-z_].*$/', 'SQL in the name of a schema'],
      [
        '/^[a-z0-9][a-z0-9_-]*$/',
        '/^[a-z0-9.][a-z0-9_./-]*$/',
        'a site name leads out of the output folder',
      ],
      [
        'seconds.default(1800),\n  stall_timeout: seconds.default(300),\n});\nconst oracle',
        'seconds.default(180),\n  stall_timeout: seconds.default(300),\n});\nconst oracle',
        'long queries are given up',
      ],
    ],
  ),

  ...changes(
    'site/secret.ts',
    ['site/secret.test.ts'],
    [
      [
        "if (/\\p{Cc}/u.test(text)) return 'a control character';",
        '',
        'a NUL in a password locks the account',
      ],
      ["text.includes('\\uFFFD') || ", '', 'a character that was lost locks the account'],
      [
        "text.replace(/(?:\\r\\n|\\r|\\n)$/, '')",
        'text.trim()',
        'a password that ends with a blank is not sent as it is',
      ],
      [
        '|| (modeOf(secret.file) & 0o040) === 0) return [];',
        '|| modeOf(secret.file) !== 0) return [];',
        'nobody is told of a secret that a group may read',
      ],
      ['  refuseOpen(secret.file);\n', '', 'a secret that everybody may read is sent'],
      [
        '/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name)',
        'name.length > 0',
        'a password that stands for a name is repeated',
      ],
      [
        'if (stats.size > MOST_BYTES) {',
        'if (stats.size < 0) {',
        'a large file is read for a secret',
      ],
      [
        'const value = environment[name];\n  if (value) return clean(value, shown);',
        'const value = environment[name];\n  if (value) return value;',
        'a password of two lines locks the account',
      ],
    ],
  ),
  ...changes(
    'site/written-secrets.ts',
    ['site/written-secrets.test.ts'],
    [
      [
        "if (typeof value !== 'object') return true;",
        "if (typeof value !== 'object') return false;",
        'a password in the site file',
      ],
      ['if (holdsSecret(value)) return true;', '', 'a password in a connect string'],
      [
        '!PLACES_OF_SECRETS.has(name)',
        "name === 'password'",
        'a password beside the place of the secret',
      ],
    ],
  ),
  ...changes(
    'site/server-name.ts',
    ['site/server-name.test.ts'],
    [
      ["const ipv6 = host.includes(':');", 'const ipv6 = false;', 'an address of IPv6 is refused'],
      [
        "protocol.toLowerCase() !== 'tcp'",
        "protocol !== 'tcp'",
        'TCP: is told as another protocol',
      ],
    ],
  ),
  ...changes(
    'site/portable-connection.ts',
    ['extract/threads.test.ts'],
    [
      ['{ given: () => text }', 'text', 'a dump of a thread shows a password'],
      [
        'if (isAnswer(value)) answers[name] = value.given();',
        'if (isAnswer(value)) settings[name] = value.given();',
        'a password that was typed stands among the settings',
      ],
    ],
  ),
];

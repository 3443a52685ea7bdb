import path from 'node:path';
import { z } from 'zod';
import { type Secret, keptSecretShape } from './secret-shape.ts';
import { secretWithin } from './secret-within.ts';

/** How a run ended, as far as somebody may want to be told. */
export type NoticeEvent = 'failure' | 'warning' | 'success';

interface When {
  readonly on: readonly NoticeEvent[];
  /** Seconds that one notice may take. */
  readonly timeout: number;
}

export interface CommandSettings extends When {
  /** The path of a program, absolute, and its arguments. */
  readonly run: readonly string[];
  /** Where it is started: the folder of the site file, absolute. */
  readonly folder: string;
}

/** Of a service that is called by HTTPS. */
interface Called {
  /** It may hold a secret itself, and then is kept as one. */
  readonly url: string | Secret;
  /** PEM file of the authority that signed the server's certificate; absolute. */
  readonly ca_file?: string | undefined;
}

export interface WebhookSettings extends When, Called {
  readonly secret?: Secret | undefined;
  /** The header that carries the secret; `Authorization: Bearer …` when absent. */
  readonly header?: string | undefined;
}

export interface EmailSettings extends When {
  readonly host: string;
  readonly port: number;
  readonly security: 'starttls' | 'tls' | 'none';
  readonly user?: string | undefined;
  readonly password?: Secret | undefined;
  readonly from: string;
  readonly to: readonly string[];
  readonly ca_file?: string | undefined;
}

export interface EventLogSettings extends When {
  /** The name that events have in the application log. */
  readonly source: string;
}

/** Called at the start and the end of every run, so that silence is noticed elsewhere. */
export type HealthcheckSettings = Called & Pick<When, 'timeout'>;

/** Who is told how a run ended. */
export interface Notify {
  readonly command?: CommandSettings | undefined;
  readonly webhook?: WebhookSettings | undefined;
  readonly email?: EmailSettings | undefined;
  readonly event_log?: EventLogSettings | undefined;
  readonly healthcheck?: HealthcheckSettings | undefined;
}

const text = z.string().min(1);
const timeout = z.number().int().min(1).max(60).default(15);
const when = {
  on: z
    .array(z.enum(['failure', 'warning', 'success']))
    .min(1)
    .default(['failure', 'warning']),
  timeout,
};
const ADDRESS =
  'an address that begins with https://, without user and password; or where it is: {env: VARIABLE}, {file: PATH}, or {credential: NAME} of systemd';
const url = z.union([z.string().refine(isHttps, ADDRESS), keptSecretShape], ADDRESS);
const address = z
  .string()
  .regex(/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/, 'one address, such as name@example.gov.uk');
/** Headers that are the connection's own. */
const OWN_HEADERS = ['connection', 'content-length', 'content-type', 'host', 'transfer-encoding'];

const command = z.strictObject({
  run: z
    .array(text)
    .min(1, 'the path of a program, then its arguments')
    .refine(
      ([program = '']) => /[\\/]/.test(program),
      'it begins with the path of a program, in full or relative to the site file: a bare name could be found anywhere',
    )
    .refine(
      ([program = '']) => !/\.(?:cmd|bat)$/i.test(program),
      'a .cmd or .bat file needs a shell, and none is used: name the program, such as powershell.exe in full with -File',
    ),
  ...when,
});
const webhook = z.strictObject({
  url,
  secret: keptSecretShape.optional(),
  header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'the name of a header: letters, digits and -')
    .refine((name) => !OWN_HEADERS.includes(name.toLowerCase()), 'this header is not for secrets')
    .optional(),
  ca_file: text.optional(),
  ...when,
});
const email = z
  .strictObject({
    host: text,
    port: z.number().int().min(1).max(65535).default(587),
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    user: text.optional(),
    password: keptSecretShape.optional(),
    from: address,
    to: z.array(address).min(1, 'name at least one address'),
    ca_file: text.optional(),
    ...when,
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    path: ['user'],
    error: 'user and password go together',
  })
  .refine(({ security, password }) => security !== 'none' || password === undefined, {
    path: ['security'],
    error: 'a password is not sent without encryption: write starttls or tls',
  });
const eventLog = z
  .strictObject({
    source: z
      .string()
      .regex(/^[A-Za-z][\w.-]*$/, 'letters, digits, -, _ and .')
      .default('ssd-extract'),
    ...when,
  })
  .refine(() => process.platform === 'win32', 'only Windows has this event log');
const healthcheck = z.strictObject({ url, ca_file: text.optional(), timeout });

/** `notify:` as a person writes it. */
export const notifyShape = z
  .strictObject({
    command: command.optional(),
    webhook: webhook.optional(),
    email: email.optional(),
    event_log: eventLog.optional(),
    healthcheck: healthcheck.optional(),
  })
  .refine((notify) => Object.keys(notify).length > 0, {
    error: 'name who is told: command, webhook, email, event_log or healthcheck',
    when: ({ issues }) => issues.length === 0,
  });

/** Whether this is an address that only TLS reaches and that names nobody. */
export function isHttps(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, hash } = new URL(address);
  return protocol === 'https:' && username === '' && password === '' && hash === '';
}

/** The settings with every path absolute. */
export function notifyWithin(
  dir: string,
  { command, webhook, email, event_log, healthcheck }: z.infer<typeof notifyShape>,
): Notify {
  return {
    command: command && { ...command, run: programWithin(dir, command.run), folder: dir },
    webhook: webhook && {
      ...webhook,
      ...calledWithin(dir, webhook),
      secret: webhook.secret && secretWithin(dir, webhook.secret),
    },
    email: email && {
      ...email,
      ca_file: within(dir, email.ca_file),
      password: email.password && secretWithin(dir, email.password),
    },
    event_log,
    healthcheck: healthcheck && { ...healthcheck, ...calledWithin(dir, healthcheck) },
  };
}

function programWithin(dir: string, [program = '', ...args]: readonly string[]): string[] {
  return [path.resolve(dir, program), ...args];
}

function calledWithin(dir: string, { url, ca_file }: z.infer<typeof healthcheck>): Called {
  return {
    url: typeof url === 'string' ? url : secretWithin(dir, url),
    ca_file: within(dir, ca_file),
  };
}

function within(dir: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(dir, file);
}

import oracledb, { type Connection, type ConnectionAttributes, type DBError } from 'oracledb';
import { ConnectionError } from '../../problems/errors.ts';
import { redact } from '../../problems/redact.ts';
import type { OracleConnection } from '../../site/model.ts';
import { resolveSecret } from '../../site/secret.ts';
import { present } from '../../yaml/present.ts';
import { asksForTls } from './tnsnames.ts';
import { Transport } from './transport.ts';

/**
 * Session settings, so that no setting of client or server decides how a value is written, compared
 * or sorted. The driver sets the zone of this machine; moments with a local zone are to read as the
 * database's own clock shows them.
 */
const SESSION = [
  `alter session set nls_numeric_characters = '.,' nls_comp = binary nls_sort = binary nls_date_format = 'YYYY-MM-DD HH24:MI:SS'`,
  'alter session set time_zone = dbtimezone',
];

/**
 * Which moment of the database the reads of a connection show: that of a system change number, or
 * that of its own transaction.
 */
export type Moment =
  { readonly kind: 'scn'; readonly scn: string } | { readonly kind: 'transaction' };

/**
 * A session setting that Oracle offers as a call only. Afterwards every query of the session shows
 * that moment, and nothing can be written.
 */
const SHOW_SCN = 'begin dbms_flashback.enable_at_system_change_number(:scn); end;';
const CURRENT_SCN = 'select to_char(dbms_flashback.get_system_change_number) from dual';
/** The same for one connection only, and without any right. */
const READ_ONLY = 'set transaction read only';

/**
 * A connection and the sockets below it: the driver has no way to end one whose server does not
 * answer.
 */
export interface OpenedConnection {
  readonly connection: Connection;
  readonly moment: Moment;
  /** How its socket is protected; undefined for plain TCP. */
  readonly encryption: string | undefined;
  /** Ends it at once, without a word to the server. */
  readonly kill: () => void;
}

/**
 * Opens one connection within `connect_timeout`, to show the moment given, or else the present one.
 * @throws ConnectionError when that is over; an error of the driver otherwise.
 */
export async function login(site: OracleConnection, moment?: Moment): Promise<OpenedConnection> {
  const transport = new Transport(site.connect_string, asksForTls(site));
  const work = transport.run(() => connect(site, moment));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ConnectionError({
            code: 'connect-timeout',
            message: `${redact(site.connect_string)}: no answer within ${site.connect_timeout} s`,
            hint: 'check host, port and the firewall between; connection.connect_timeout sets the time',
          }),
        ),
      site.connect_timeout * 1000,
    );
  });
  try {
    const opened = await Promise.race([work, late]);
    return { ...opened, encryption: transport.encryption, kill: () => transport.kill() };
  } catch (error) {
    transport.kill();
    work.catch(() => undefined);
    throw transport.refusal ?? error;
  } finally {
    clearTimeout(timer);
  }
}

/** What the driver is told of a login. @throws ConfigError when a secret is not there */
export function driverOptions(site: OracleConnection): ConnectionAttributes {
  return {
    user: site.user,
    password: resolveSecret(site.password),
    connectString: site.connect_string,
    ...present({
      configDir: site.tns_admin,
      walletLocation: site.wallet_location,
      walletPassword: site.wallet_password && resolveSecret(site.wallet_password),
    }),
    // keeps firewalls from forgetting a connection that waits for a long query, in minutes
    expireTime: 2,
  };
}

async function connect(
  site: OracleConnection,
  moment: Moment | undefined,
): Promise<Pick<OpenedConnection, 'connection' | 'moment'>> {
  const connection = await oracledb.getConnection(driverOptions(site));
  connection.callTimeout = site.stall_timeout * 1000;
  for (const statement of SESSION) await connection.execute(statement);
  return {
    connection,
    moment: moment ? await show(connection, moment) : await showPresent(connection),
  };
}

async function show(connection: Connection, moment: Moment): Promise<Moment> {
  if (moment.kind === 'scn') await connection.execute(SHOW_SCN, { scn: moment.scn });
  else await connection.execute(READ_ONLY);
  return moment;
}

/**
 * By the system change number where the login may use it, so that more connections can show the
 * same moment.
 */
async function showPresent(connection: Connection): Promise<Moment> {
  try {
    const { rows = [] } = await connection.execute<[string]>(CURRENT_SCN);
    const [[scn] = ['']] = rows;
    return await show(connection, { kind: 'scn', scn });
  } catch (error) {
    if (!((error as DBError).code ?? '').startsWith('ORA-')) throw error;
    return show(connection, { kind: 'transaction' });
  }
}

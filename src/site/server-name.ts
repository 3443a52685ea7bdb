/** Why a `server` cannot be used as it is written, and what to write in its place. */
export interface ServerNameFault {
  readonly message: string;
  readonly hint: string;
}

/** What YAML makes of `\L`, `\N`, `\P` and `\_` inside double quotes. */
const ESCAPED = /[\p{Cc}\u2028\u2029\u00A0]/u;

const THIS_MACHINE = /^(?:\.|\(local\))$/i;

/**
 * Names of a server as SSMS and connection strings take them: `HOST\INSTANCE`, `HOST,PORT`,
 * `tcp:HOST`, `HOST:PORT`, `.` and `(local)`. Each part has a key of its own here. Undefined for a
 * plain host name or address.
 */
export function serverNameFault(server: string): ServerNameFault | undefined {
  if (ESCAPED.test(server)) {
    return {
      message: 'server holds a character that is not part of a name',
      hint: 'inside double quotes YAML reads a backslash and a letter as one character: write server: HOST and instance: INSTANCE, or use single quotes',
    };
  }
  const plain = server.trim();
  const [, protocol, rest = ''] = /^(?:(tcp|np|lpc|admin):)?(.*)$/i.exec(plain) ?? [];
  const [host = '', ...behind] = rest.split(/[\\,]|:(?=\d+$)/);
  const ipv6 = host.includes(':');
  if (protocol === undefined && (behind.length === 0 || ipv6) && !THIS_MACHINE.test(host)) {
    return /\s|\/|@/.test(server)
      ? { message: 'server is not the name of a host', hint: 'write server: HOST and nothing else' }
      : undefined;
  }
  const otherWay = protocol !== undefined && protocol.toLowerCase() !== 'tcp';
  return {
    message: 'server is to be the name of a host and nothing else',
    hint: otherWay ? 'only TCP is spoken here: write server: HOST' : `write ${spelt(host, rest)}`,
  };
}

function spelt(host: string, whole: string): string {
  const [, instance] = /\\([^\\,:]+)/.exec(whole) ?? [];
  const [, port] = /[,:]\s*(\d+)\s*$/.exec(whole) ?? [];
  const server = `server: ${THIS_MACHINE.test(host) ? 'localhost' : host.trim()}`;
  if (port !== undefined) return `${server} and port: ${port}`;
  return instance === undefined ? server : `${server} and instance: ${instance.trim()}`;
}

/** A server as people write it, in parts: `HOST`, `HOST\INSTANCE`, `HOST,PORT`, `HOST:PORT`. */
export interface ServerAddress {
  readonly host: string;
  /** Left out where there is a port, which says more. */
  readonly instance?: string;
  readonly port?: number;
}

const ADDRESS = /^(?:tcp:)?([^\\,:\s/@]+)(?:\\([^\\,:\s]+))?(?:[,:]\s*(\d{1,5}))?$/i;

export function parseServer(text: string): ServerAddress | undefined {
  const [, host, instance, port] = ADDRESS.exec(text.trim()) ?? [];
  if (host === undefined) return undefined;
  if (port !== undefined) return { host, port: Number(port) };
  return instance === undefined ? { host } : { host, instance };
}

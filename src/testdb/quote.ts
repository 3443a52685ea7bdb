/** A name in standard quotes, for the engines that have them. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

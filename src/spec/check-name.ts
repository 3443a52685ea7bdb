/** As far as every database, file system and tool goes. */
const LONGEST = 100;

/** Devices of Windows, whatever ending the name of a file has. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Files of a bundle that are not objects. */
const TAKEN = ['findings', 'codes_unmapped'];

/** What is wrong with the name of an object or a field; undefined when nothing is. */
export function nameFault(name: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    return 'a name has letters, digits and _ only, and begins with a letter or _';
  }
  return name.length > LONGEST ? `a name has at most ${LONGEST} characters` : undefined;
}

/** As `nameFault`, for a name that becomes that of a file. */
export function objectNameFault(name: string): string | undefined {
  if (DEVICES.test(name)) return 'Windows has a device of that name, and no file can have it';
  if (TAKEN.includes(name.toLowerCase())) return `a bundle has another file ${name}.csv`;
  return nameFault(name);
}

/** File names, and names in SQL Server, do not tell capitals apart. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A name as a message shows it. */
export function quoteName(name: string): string {
  return JSON.stringify(name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name);
}

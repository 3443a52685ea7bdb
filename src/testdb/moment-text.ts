/**
 * `2024-12-10` or `2024-12-10T09:30:00.5` as `2024-12-10 09:30:00.500`; anything else as it is, for
 * the database to refuse.
 */
export function fullMoment(text: string): string {
  const [, day, time = '00:00', seconds = '00', fraction = ''] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?$/.exec(text) ?? [];
  return day === undefined ? text : `${day} ${time}:${seconds}.${fraction.padEnd(3, '0')}`;
}

/** No rows for too long. */
export class Stall extends Error {
  readonly rows: number;
  readonly milliseconds: number;

  constructor(rows: number, milliseconds: number) {
    super('no rows');
    this.rows = rows;
    this.milliseconds = milliseconds;
  }
}

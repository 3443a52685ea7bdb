import path from 'node:path';
import { ConfigError } from '../problems/errors.ts';

interface StructureFacts {
  readonly what: string;
  readonly hint: string;
  /** Counted from 1, the header's first. */
  readonly line?: number | undefined;
}

/** A file whose structure is broken: nothing of it can be trusted. The message holds no cell. */
export class StructureFault extends ConfigError {
  constructor(file: string, { what, hint, line }: StructureFacts) {
    const place = line === undefined ? '' : `, line ${line}`;
    super({ code: 'csv-structure', message: `${path.basename(file)}${place}: ${what}`, hint });
  }
}

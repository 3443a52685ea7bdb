import { describe } from 'node:test';
import { describeBreakOuts, describeOnEngine } from './break-outs.ts';

describe('break-outs of SQL of a site, the long form', () => {
  describeBreakOuts(10_000);
  describeOnEngine(10_000);
});

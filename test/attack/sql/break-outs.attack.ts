import { describe } from 'node:test';
import { describeBreakOuts, describeOnEngine } from './break-outs.ts';

describe('break-outs of SQL of a site', () => {
  describeBreakOuts(600);
  describeOnEngine(200);
});

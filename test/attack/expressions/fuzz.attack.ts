import { describe } from 'node:test';
import { describeExpressions, describeLongOnes } from './fuzz.ts';

describe('expressions of conditional', () => {
  describeExpressions(2_000);
  describeLongOnes(20_000);
  describeLongOnes(10_000_000);
});

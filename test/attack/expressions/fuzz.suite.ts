import { describe } from 'node:test';
import { describeExpressions, describeLongOnes } from './fuzz.ts';

describe('expressions of conditional, the long form', () => {
  describeExpressions(10_000);
  describeLongOnes(100_000);
});

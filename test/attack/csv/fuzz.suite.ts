import { describe } from 'node:test';
import { describeReader } from './fuzz.ts';

describe('the CSV reader, the long form', () => describeReader(10_000));

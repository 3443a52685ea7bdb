import { describe } from 'node:test';
import { describeReader } from './fuzz.ts';

describe('the CSV reader', () => describeReader(300));

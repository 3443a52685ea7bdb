import { describe } from 'node:test';
import { describeYaml } from './fuzz.ts';

describe('the YAML loader', () => describeYaml(500));

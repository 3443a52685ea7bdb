import { describe } from 'node:test';
import { describeYaml } from './fuzz.ts';

describe('the YAML loader, the long form', () => describeYaml(10_000));

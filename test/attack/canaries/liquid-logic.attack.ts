import { describeCanaries } from './canaries.ts';

describeCanaries('liquid_logic');

import { describeCanaries } from './canaries.ts';

describeCanaries('mosaic');

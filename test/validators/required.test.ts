import { describeCells, use } from '../support/cells.ts';

describeCells(use('required'), {
  passes: ['0', ' a'],
  breaks: [null, '', ' \t', '\u00a0'],
});

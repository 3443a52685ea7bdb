import { describeCells, use } from '../support/cells.ts';

describeCells(use('count_min', { number: 2 }), {
  passes: ['["a","b"]', '', null],
  breaks: ['["a"]', '[]', 'a'],
});

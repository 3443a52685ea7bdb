import { describeCells, use } from '../support/cells.ts';

describeCells(use('dimension', { category_id: 'sex' }), {
  categories: { sex: ['M', 'F'] },
  passes: ['M', 'M  ', '', null],
  breaks: ['m', ' M', 'X'],
});

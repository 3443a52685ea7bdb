import { describeCells, use } from '../support/cells.ts';

describeCells(use('character_limit', { characters: 3 }), {
  passes: ['abc', '', null, '👶👶👶'],
  breaks: ['abcd', '👶👶👶👶'],
});

import { describeCells, use } from '../support/cells.ts';

describeCells(use('notnull'), { passes: ['', ' ', 'a'], breaks: [null] });

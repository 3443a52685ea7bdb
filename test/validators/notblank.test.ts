import { describeCells, use } from '../support/cells.ts';

describeCells(use('notblank'), { passes: [null, 'a'], breaks: ['', '  ', '\r\n'] });

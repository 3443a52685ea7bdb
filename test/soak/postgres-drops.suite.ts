import { it } from 'node:test';
import { dropConnections } from '../postgres/drops.ts';
import { serve } from '../postgres/support.ts';
import { noPostgres } from '../servers/postgres/binaries.ts';

it(
  '200 connections cut at a random byte: no row lost, none doubled',
  { skip: noPostgres },
  async () => {
    await dropConnections(await serve(), 200);
  },
);

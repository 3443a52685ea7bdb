import { it } from 'node:test';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { dropConnections } from './drops.ts';
import { serve } from './support.ts';

it(
  '40 connections cut at a random byte: no row lost, none doubled',
  { skip: noPostgres },
  async () => {
    await dropConnections(await serve(), 40);
  },
);

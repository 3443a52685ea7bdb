import { z } from 'zod';

/** Where a secret is: never in the site file itself. */
export type Secret =
  | {
      readonly env: string;
      /** The `.env` file that is looked into when the environment does not set it; absolute. */
      readonly beside?: string | undefined;
    }
  | { readonly file: string }
  /** Of systemd (`LoadCredential=`), by its name. */
  | { readonly credential: string }
  /** Asked for on a terminal, before the work. */
  | { readonly prompt: true }
  /** Asked for and given; a function, so that no dump of the settings shows it. */
  | { readonly given: () => string };

const kept = [
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ credential: z.string().regex(/^[\w.@-]+$/) }),
] as const;

export const secretShape = z.union(
  [...kept, z.strictObject({ prompt: z.literal(true) })],
  'name where the secret is: {env: VARIABLE}, {file: PATH}, {credential: NAME} of systemd, or {prompt: true}',
);

/** A secret that is at hand at night, when nobody can be asked. */
export const keptSecretShape = z.union(
  kept,
  'name where the secret is: {env: VARIABLE}, {file: PATH}, or {credential: NAME} of systemd',
);

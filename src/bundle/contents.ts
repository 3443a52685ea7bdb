import { z } from 'zod';

/** What coded fields hold that is no code: only where the site lets its texts be listed. */
export const UNMAPPED_CODES = 'codes_unmapped.csv';

/** What the encrypted files of a bundle hold: one more encrypted file, with `.age` at its name. */
export const CONTENTS = 'contents.json';

export const contentsShape = z.object({
  files: z.array(
    z.object({
      /** The name without `.age`. */
      file: z.string(),
      /** Of the plain text. */
      bytes: z.number().int().nonnegative(),
      sha256: z.string(),
    }),
  ),
});
export type Contents = z.infer<typeof contentsShape>;

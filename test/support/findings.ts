import type { FindingGuide } from '../../src/bundle/finding-guide.ts';

/** Says nothing beside a finding. */
export const NO_GUIDE: FindingGuide = {
  about: () => ({ allowed: '', meaning: '', cause: '', remedy: '' }),
};

import { describeKills } from '../../support/kills.ts';

// fifty of them: npm run test:soak
describeKills(8);

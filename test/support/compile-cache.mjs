// Loaded before each test file: what one of them compiled, the next need not.
import nodeModule from 'node:module';

nodeModule.enableCompileCache?.();

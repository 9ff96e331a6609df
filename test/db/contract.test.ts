import {makeSqliteStore} from './colony.ts';
import {storeContract} from './contract/index.ts';

storeContract('SQLite', makeSqliteStore);

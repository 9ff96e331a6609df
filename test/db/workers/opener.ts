/** Opens the database once and leaves a mark: `opener.ts FILE NAME`. Prints `opened COLONY`. */
import {barrier, open, say} from './common.ts';

const [file = '', name = ''] = process.argv.slice(2);
await barrier();
const store = await open(file);
const {id} = await store.colony();
await store.addEvent('notice', name, {type: 'opened', detail: name});
say(`opened ${id}`);
store.close();

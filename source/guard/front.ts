/** The shell front as it is written beside the database: `queen-guard.sh` behind the paths of this machine. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {quoted} from '../hooks/installed-line.ts';
import {type GuardPlaces, guardFrontName} from './places.ts';

export type FrontParts = {
	/** Absolute paths that are written into the script. */
	readonly node: string;
	readonly bundle: string;
	/** The database of sisters whose environment names none. */
	readonly db: string;
	readonly places: GuardPlaces;
};

const header = ({node, bundle, db, places}: FrontParts): string => `#!/bin/sh
# ${guardFrontName}: written by "queen guard install", taken away by "queen uninstall". Do not edit: it is written anew.
queen_node=${quoted(node)}
queen_bundle=${quoted(bundle)}
queen_cache=${quoted(path.join(path.dirname(bundle), 'cache'))}
queen_db=${quoted(db)}
queen_home=${quoted(places.folder)}
queen_alarm=${quoted(places.alarm)}
`;

/** The whole script. In the bundle `queen-guard.sh` lies beside cli.js. */
export const guardFront = (parts: FrontParts): string => header(parts) + readFileSync(new URL('./queen-guard.sh', import.meta.url), 'utf8');

/** The shell front as it is written beside the database: `queen-hook.sh` behind the paths of this machine. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {frontName, quoted} from './installed-line.ts';

export type FrontParts = {
	/** Absolute paths that are written into the script. */
	readonly node: string;
	readonly bundle: string;
	/** The database of sessions whose environment names none. */
	readonly db: string;
	/** Where an alarm is left. */
	readonly alarm: string;
};

const header = ({node, bundle, db, alarm}: FrontParts): string => `#!/bin/sh
# ${frontName}: written by "queen hooks install", taken away by "queen hooks uninstall". Do not edit: it is written anew.
trap 'exit 0' EXIT
queen_node=${quoted(node)}
queen_bundle=${quoted(bundle)}
queen_cache=${quoted(path.join(path.dirname(bundle), 'cache'))}
queen_db=${quoted(db)}
queen_alarm=${quoted(alarm)}
queen_exact=${process.platform === 'linux' ? 'yes' : ''}
`;

/** The whole script. In the bundle `queen-hook.sh` lies beside cli.js. */
export const frontScript = (parts: FrontParts): string => header(parts) + readFileSync(new URL('./queen-hook.sh', import.meta.url), 'utf8');

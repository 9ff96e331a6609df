/** How a command of claude-swarm is typed. Pure. */
import type {Flag} from '../commands/types.ts';
import {type SwarmFlag, swarmFlags} from './flags.ts';
import type {SwarmCommand} from './types.ts';

const flagUsage = (name: SwarmFlag): string => {
	const flag: Flag = swarmFlags[name];
	return flag.value === undefined ? `--${name}` : `--${name} ${flag.value}`;
};

/** `review approve ID --from ID [--comment TEXT]`. */
export const usageOf = ({words, places, required, optional}: Pick<SwarmCommand, 'words' | 'places' | 'required' | 'optional'>): string =>
	[words, ...places.map(place => (place === 'TEXT' ? '"text"|-' : place)), ...required.map(flagUsage), ...optional.map(name => `[${flagUsage(name)}]`)].join(
		' ',
	);

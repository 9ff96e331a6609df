/** Our entries in the text of a client's settings: put in beside foreign ones, found, taken out. Pure: text in, text out. */
import {QueenError} from '../errors.ts';
import {isOurLine, type OurGroup} from './installed-line.ts';
import {addItem, addMember, removeItem, removeMember} from './json-edit.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A settings file has a few levels; the reader of positions walks down one call for each. */
const deepest = 100;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function tooDeep(value: unknown, left: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return left === 0 || Object.values(value).some(inner => tooDeep(inner, left - 1));
}

function parse(text: string, file: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (error) {
		const said = error instanceof Error ? error.message : String(error);
		throw new QueenError('refused', `${file} is not valid JSON (${said}): nothing was changed. Mend it, then run this again.`, {cause: error});
	}
}

const wrong = (file: string, what: string): QueenError =>
	new QueenError('refused', `${file} is not what the client reads (${what}): nothing was changed. Mend it, then run this again.`);

/** The settings as data, with everything that we would touch in the right shape. Throws a sentence otherwise. */
function readSettings(text: string, file: string): {readonly settings: Fields; readonly hooks: Fields} {
	const settings = parse(text, file);
	if (!isFields(settings)) throw wrong(file, 'it is no object');
	if (tooDeep(settings, deepest)) throw wrong(file, `it is nested deeper than ${deepest} levels`);
	const hooks = settings['hooks'] ?? {};
	if (!isFields(hooks) || settings['hooks'] === null) throw wrong(file, '"hooks" is no object');
	for (const [event, groups] of Object.entries(hooks)) if (!Array.isArray(groups)) throw wrong(file, `"hooks.${event}" is no list`);
	return {settings, hooks};
}

const hooksOf = (group: unknown): readonly unknown[] => (isFields(group) && Array.isArray(group['hooks']) ? group['hooks'] : []);
const isOurs = (hook: unknown): boolean => isFields(hook) && isOurLine(hook['command']);

export type OurEntry = {readonly event: string; readonly matcher: string | null; readonly command: string};

/** Our entries in the settings, in the order of the file. Throws a sentence for a file that is broken. */
export function ourEntries(text: string, file: string): readonly OurEntry[] {
	const {hooks} = readSettings(text, file);
	return Object.entries(hooks).flatMap(([event, groups]) =>
		(groups as readonly unknown[]).flatMap(group =>
			hooksOf(group)
				.filter(isOurs)
				.map(hook => {
					const matcher = isFields(group) ? group['matcher'] : undefined;
					return {event, matcher: typeof matcher === 'string' ? matcher : null, command: String((hook as Fields)['command'])};
				}),
		),
	);
}

/** Takes our hooks out of one event's groups, from the last to the first so that the numbers before them stay right. */
function withoutOursIn(text: string, event: string, groups: readonly unknown[]): string {
	let left = text;
	for (const [index, group] of [...groups.entries()].toReversed()) {
		const hooks = hooksOf(group);
		if (!hooks.some(isOurs)) continue;
		if (hooks.every(isOurs)) left = removeItem(left, ['hooks', event], index);
		else for (const [at, hook] of [...hooks.entries()].toReversed()) if (isOurs(hook)) left = removeItem(left, ['hooks', event, index, 'hooks'], at);
	}
	return left;
}

/** The settings without anything of ours; lists and objects that are empty after that go too. Unchanged where we have no entry. */
export function withoutOurs(text: string, file: string): string {
	const {hooks} = readSettings(text, file);
	const touched = Object.entries(hooks).filter(([, groups]) => (groups as readonly unknown[]).some(group => hooksOf(group).some(isOurs)));
	let left = text;
	for (const [event, groups] of touched) {
		left = withoutOursIn(left, event, groups as readonly unknown[]);
		if ((readSettings(left, file).hooks[event] as readonly unknown[]).length === 0) left = removeMember(left, ['hooks'], event);
	}
	const isEmpty = touched.length > 0 && Object.keys(readSettings(left, file).hooks).length === 0;
	return isEmpty ? removeMember(left, [], 'hooks') : left;
}

/** The settings with these groups, current and once; foreign hooks stay where they are and run beside ours. An empty text is a new file. */
export function withOurs(text: string, file: string, groups: readonly OurGroup[]): string {
	let made = text.trim() === '' ? '{}\n' : withoutOurs(text, file);
	if (readSettings(made, file).settings['hooks'] === undefined) made = addMember(made, [], 'hooks', {});
	for (const {event, group} of groups) {
		if (readSettings(made, file).hooks[event] === undefined) made = addMember(made, ['hooks'], event, []);
		made = addItem(made, ['hooks', event], group);
	}
	return made;
}

/** Makes the reader of one kind of client out of its data. */
import type {CommandLine} from './argv.ts';
import {isSession} from './argv.ts';
import type {ClientData, Lines} from './client-data.ts';
import {type Seen, type Signs, type Verdict, weigh} from './evidence.ts';
import {piecesOf} from './regions.ts';
import {firstVerdict, matches} from './rules.ts';
import {inWords} from './screen.ts';
import type {Agent, StateFile} from './types.ts';

const wordsOf = ({status, waitingFor}: StateFile): string | null => (status === null ? null : waitingFor === null ? status : `${status} (${waitingFor})`);

/** What the client's own word means. One that we do not know is unknown, and is shown. */
const meaningOf = (file: StateFile, {words, waitingFor}: NonNullable<ClientData['stateFile']>): Verdict | null => {
	const said = wordsOf(file);
	if (said === null || file.status === null) return null;
	const word = Object.hasOwn(words, file.status) ? words[file.status] : undefined;
	if (word === undefined) return {status: 'unknown', detail: null, waitingFor: null, said: inWords(`${said}: a word we do not know`)};
	const reason =
		file.waitingFor === null ? 'something' : inWords(Object.hasOwn(waitingFor, file.waitingFor) ? (waitingFor[file.waitingFor] ?? '') : file.waitingFor);
	return {status: word.says, detail: word.detail ?? null, waitingFor: word.says === 'waiting' ? reason || 'something' : null, said: inWords(said)};
};

const given = ({title, stateFile}: Seen): Readonly<Record<string, Lines>> => {
	const words = stateFile && wordsOf(stateFile);
	return {title: title === null ? [] : [title], stateFile: words ? [words] : []};
};

/** The signs of the client whose data this is. */
export const signsOf = (data: ClientData): Signs => {
	const withoutPrompt = data.marks.filter(rule => rule.withoutPrompt);
	return seen => {
		const pieces = piecesOf(seen.screen ?? [], data.regions, given(seen));
		const hasScreen = seen.screen !== null;
		const isReady = hasScreen && data.prompt !== undefined && matches(pieces, data.prompt);
		const marks = data.prompt === undefined || isReady ? data.marks : withoutPrompt;
		return {
			dialog: hasScreen && !isReady ? firstVerdict(pieces, data.dialogs) : null,
			word: seen.stateFile && data.stateFile ? meaningOf(seen.stateFile, data.stateFile) : null,
			title: firstVerdict(pieces, data.titles),
			marks: hasScreen ? firstVerdict(pieces, marks) : null,
		};
	};
};

const taskOf = (title: string, {task}: ClientData): string | null => {
	const found = task?.like.exec(title)?.groups?.['task']?.trim() ?? '';
	return found === '' || task?.never?.test(found) ? null : found;
};

/** An id is a word of the client's own: anything else would not be one argument of a command that is shown. */
const plainId = /^[\w-]{1,64}$/;

const resumeOf = (file: StateFile | null, {resume}: ClientData): readonly string[] | null => {
	const id = file?.sessionId;
	if (resume?.byId && id && plainId.test(id)) return resume.byId.map(word => word.replace('{id}', id));
	return resume?.last ?? null;
};

export const agentOf = (data: ClientData, commandLine: CommandLine): Agent => {
	const signs = signsOf(data);
	return {
		id: data.id,
		title: data.title,
		recognise: argv => isSession(argv, commandLine),
		needsScreen: ({process}) => process.state !== 'T',
		read: observation => weigh(observation, signs),
		resume: stateFile => resumeOf(stateFile, data),
		taskFromTitle: title => taskOf(title, data),
	};
};

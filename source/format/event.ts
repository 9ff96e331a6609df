/** One event in words: for the Live pane and for the history that `onboard` tells. Pure. */
import type {ColonyEvent, EventKind, Safe, Sanitized} from '../../db/types.ts';
import {duration} from './age.ts';
import {toSecond} from './plain.ts';
import {isPushName, pushedProject} from './push-queue.ts';
import {safe} from './safe.ts';
import {statusWords} from './words.ts';

type Data = Sanitized<ColonyEvent>['data'];
type Value = Data[string];

const nothing = safe``;
const asText = (value: Value | undefined): Safe => {
	if (value === null || value === undefined) return nothing;
	if (typeof value === 'boolean') return value ? safe`yes` : safe`no`;
	return typeof value === 'number' ? safe`${value}` : value;
};

/** The first of these fields that says something. */
function field(data: Data, ...names: readonly string[]): Safe {
	const name = names.find(each => data[each] !== undefined && data[each] !== null && data[each] !== '');
	return name === undefined ? nothing : asText(data[name]);
}

const numbered = (data: Data): Safe => (typeof data['id'] === 'number' ? safe`#${data['id']}` : nothing);
const after = (text: Safe, sign: ': ' | ' of ' | ' from ' | ' in ' | 'in ' | ' '): Safe => (text === '' ? nothing : safe`${sign}${text}`);
const lasting = ({ttlMs}: Data): Safe => (typeof ttlMs === 'number' ? safe` for ${duration(ttlMs) as Safe}` : nothing);

/** `sisters 4  crons 20  conflicts 0` */
const pairs = (data: Data): Safe =>
	Object.entries(data).reduce<Safe>((text, [key, value]) => safe`${text}${text === '' ? '' : '  '}${key as Safe} ${asText(value)}`, nothing);

const statusWord = (text: Safe): Safe => (Object.hasOwn(statusWords, text) ? (statusWords[text as keyof typeof statusWords] as Safe) : text);

function sent(data: Data): Safe {
	const urgent = data['priority'] === 'urgent' ? safe` !urgent` : nothing;
	return safe`-> ${field(data, 'to')}${after(numbered(data), ' ')}${urgent}  "${field(data, 'text', 'body')}"`;
}

const changed = (data: Data): Safe =>
	safe`${statusWord(field(data, 'from', 'before'))} -> ${statusWord(field(data, 'to', 'after'))}${after(field(data, 'waitingFor', 'detail'), ': ')}`;

function episode(data: Data): Safe {
	if (data['to'] !== undefined) return sent(data);
	const where = field(data, 'branch', 'path', 'file', 'repo');
	return safe`${numbered(data)} ${field(data, 'type')}${after(where, ' ')}${after(field(data, 'sisters'), ': ')}${after(field(data, 'why', 'detail'), ': ')}`;
}

const resource = (data: Data): Safe => field(data, 'resource');

const isOfPush = ({data}: Sanitized<ColonyEvent>): boolean => isPushName(resource(data));
// A part of a sanitized text is sanitized.
const project = (data: Data): Safe => pushedProject(resource(data)) as Safe;
const ofPush: Readonly<Partial<Record<EventKind, (data: Data) => Safe>>> = {
	claim: data => safe`pushes ${project(data)}`,
	renew: data => safe`still pushes ${project(data)}`,
	release: data => safe`push of ${project(data)} is over${why(data)}`,
};

/** The end of a push lock, or more time for it: that somebody pushes is news, this is none. */
export const isPushAside = (event: Sanitized<ColonyEvent>): boolean => (event.kind === 'release' || event.kind === 'renew') && isOfPush(event);

/** The kind as a reader knows it: the lock of a push is a claim to us, a push to her. */
export const eventKind = (event: Sanitized<ColonyEvent>): string => (event.kind === 'claim' && isOfPush(event) ? 'push' : event.kind);
const why = (data: Data): Safe => after(field(data, 'why'), ': ');

function arrival(data: Data): Safe {
	const agent = data['agent'] === 'none' ? nothing : field(data, 'agent');
	const branch = field(data, 'branch');
	return safe`${agent}${after(field(data, 'repo'), agent === '' ? 'in ' : ' in ')}${branch === '' ? nothing : safe` [${branch}]`}`;
}

/** `commit stopped (claims): src/a.ts` */
const guarded = (data: Data, what: ' stopped' | ' let through'): Safe =>
	safe`${data['hook'] === ('pre-push' as Safe) ? safe`push` : safe`commit`}${what}${after(field(data, 'rules'), ' in ')}${after(field(data, 'files', 'branch'), ': ')}`;

const sentences: Readonly<Partial<Record<EventKind, (data: Data, sister: Safe) => Safe>>> = {
	tell: sent,
	dispatch: sent,
	appeared: arrival,
	gone: data => field(data, 'why'),
	beat: data => field(data, 'task'),
	ack: data => safe`${numbered(data)}${after(field(data, 'from'), ' from ')}`,
	decline: data => safe`${numbered(data)}${after(field(data, 'from'), ' from ')}${why(data)}`,
	recall: numbered,
	withdraw: numbered,
	bounce: data => safe`${typeof data['count'] === 'number' ? safe`${data['count']} unread went back to the senders` : nothing}${why(data)}`,
	iam: data => safe`${field(data, 'task', 'text')}${typeof data['dispatch'] === 'number' ? safe` (for #${data['dispatch']})` : nothing}`,
	done: data => field(data, 'task', 'text'),
	claim: data => safe`${resource(data)}${lasting(data)}`,
	renew: data => safe`${resource(data)}${lasting(data)}`,
	// Whose it was goes without saying where she let go herself.
	release: (data, sister) => safe`${resource(data)}${data['owner'] === sister ? nothing : after(field(data, 'owner'), ' of ')}${why(data)}`,
	steal: data => safe`${resource(data)}${after(field(data, 'owner'), ' from ')}${why(data)}`,
	name: changed,
	status: changed,
	branch: changed,
	conflict: episode,
	resolved: episode,
	muted: episode,
	notice: episode,
	guard: data => guarded(data, ' stopped'),
	context: data => safe`${numbered(data)} ${field(data, 'category')}${data['expired'] === true ? safe` ended` : nothing}${after(field(data, 'text'), ': ')}`,
	review: data => safe`${numbered(data)} ${field(data, 'what')}${after(field(data, 'branch'), ': ')}${after(field(data, 'text'), ' ')}`,
	update: data => safe`${data['status'] === null ? safe`says nothing any more` : field(data, 'status')}${after(field(data, 'note'), ': ')}`,
	bypass: data => safe`${guarded(data, ' let through')}${why(data)}`,
};

/** What happened, without the time, the kind and who did it. */
export function eventSentence(event: Sanitized<ColonyEvent>): Safe {
	const push = isOfPush(event) ? ofPush[event.kind] : undefined;
	return (push ?? sentences[event.kind] ?? pairs)(event.data, event.sister);
}

const jsonOf = (value: unknown): string => JSON.stringify(value);

/** The line of the first queen's log: `2026-04-11T05:28:43Z  scan  queen  {"sisters": 4, "crons": 20, "conflicts": 0}`. */
export function logLine({at, kind, sister, data}: Sanitized<ColonyEvent>): string {
	const fields = Object.entries(data).map(([key, value]) => `${jsonOf(key)}: ${jsonOf(value)}`);
	return `${toSecond(at)}  ${kind}  ${sister}  {${fields.join(', ')}}`;
}

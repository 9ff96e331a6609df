import type {Message, Priority} from '../../db/types.ts';
import {recipient, type Sent, tell as send} from '../actions/tell.ts';
import {QueenError} from '../errors.ts';
import {signsOf} from '../format/plain.ts';
import {cell} from '../sanitize.ts';
import {idOf, stringFlag, textOf} from './input.ts';
import type {Call, Command, Flags, Output} from './types.ts';

const priorities: readonly Priority[] = ['low', 'normal', 'high', 'urgent'];

function priorityOf(flags: Flags): Priority {
	const given = stringFlag(flags, 'priority');
	const priority = given === null ? (flags['urgent'] ? 'urgent' : 'normal') : priorities.find(known => known === given);
	if (!priority) throw new QueenError('usage', `--priority ${given} is none of ${priorities.join(', ')}.`);
	if (flags['urgent'] && priority !== 'urgent') throw new QueenError('usage', `--urgent and --priority ${priority} contradict each other; give one.`);
	return priority;
}

/** `#1 to iza-1, #2 to iza-2`; of a crowd the first and the last number. */
function addresses(messages: readonly Message[]): string {
	if (messages.length <= 4) return messages.map(({id, to}) => `#${id} to ${cell(to)}`).join(', ');
	return `#${messages[0]?.id} to #${messages.at(-1)?.id}, to ${messages.length}: ${messages.map(({to}) => cell(to)).join(', ')}`;
}

/** What was sent, in one line; names nobody has yet are said on stderr, because the mail waits for them. */
export function reportSent({messages, unknown}: Sent, kind: 'mail' | 'dispatch', out: Output): void {
	const what = kind === 'dispatch' ? 'dispatched' : 'sent';
	out.print(`${signsOf(out.unicode).mail}${what} ${addresses(messages)}`);
	for (const name of unknown) out.note(`Nobody is called ${name} yet; the mail waits until somebody is. See who is there: queen status`);
}

/** The shape of `--json` for a letter that was sent. */
export const sentJson = ({messages, unknown}: Sent): unknown => ({messages, unknown});

async function run(call: Call): Promise<number> {
	const {args, flags, out} = call;
	const [to, ...words] = args;
	if (to === undefined) throw new QueenError('usage', 'To whom? queen tell NAME "text"; see who is there: queen status');
	if (words.length === 0) throw new QueenError('usage', `What? queen tell ${cell(to)} "text", or - to read the text from stdin.`);
	const replyTo = stringFlag(flags, 'reply');
	const kind = flags['dispatch'] ? 'dispatch' : 'mail';
	const letter = {
		to: to.split(',').map(recipient),
		body: await textOf(call, words),
		priority: priorityOf(flags),
		kind,
		replyTo: replyTo === null ? null : idOf(replyTo, 'a mail'),
	} as const;
	const sent = await send(await call.open(), letter);
	if (call.json) out.json(sentJson(sent));
	else reportSent(sent, kind, out);
	return 0;
}

export const tell: Command = {
	name: 'tell',
	group: 'mail',
	usage: 'tell NAME|@all|@repo|@waiting "text"|- [--urgent|--priority P] [--dispatch] [--reply ID]',
	summary: 'Send mail to a sister or a group',
	details:
		'Mail waits in the database; nothing is typed into her terminal. NAME may be several: iza-1,iza-2. @all are the living sisters but you, @repo those in your repository, @waiting those who wait for their human, @keeper the human at the queen tab. A dispatch hands out work and is followed until it is done.',
	example: 'queen tell iza-2 "PR #8 is up, ready for your review when you have a break."',
	flags: {
		urgent: {help: 'mark it urgent: the same as --priority urgent'},
		priority: {value: 'P', help: 'low, normal, high or urgent'},
		dispatch: {help: 'hand out work: it is followed until she says iam --done'},
		reply: {value: 'ID', help: 'the mail that this one answers'},
	},
	run,
};

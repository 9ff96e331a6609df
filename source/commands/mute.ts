import {mute as silence, unmute as speak} from '../actions/mute.ts';
import {QueenError} from '../errors.ts';
import {duration} from '../format/age.ts';
import {signsOf} from '../format/plain.ts';
import {cell, sanitize} from '../sanitize.ts';
import {durationFlag, noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

/** Rounded up: what was muted for 1h just now is muted for 1h. Milliseconds. */
const left = (ms: number): string => duration(Math.ceil(ms / (ms > 60_000 ? 60_000 : 1000)) * (ms > 60_000 ? 60_000 : 1000));

async function list(call: Call): Promise<number> {
	const {store, clock} = await call.open();
	const muted = (await store.sisters()).flatMap(({name, muted: how}) => (how ? [{name, until: how.until}] : []));
	if (call.json) call.out.json(muted);
	else if (muted.length === 0) call.out.print('Nobody is muted.');
	for (const {name, until} of call.json ? [] : sanitize(muted))
		call.out.print(`  ${name}  ${until === null ? 'until queen unmute' : `for ${left(Date.parse(until) - clock.wall())}`}`);
	return 0;
}

async function run(call: Call): Promise<number> {
	noMoreThan(call, 1, mute.usage);
	const [given] = call.args;
	const forMs = durationFlag(call.flags, 'for');
	if (given === undefined) {
		if (forMs !== null) throw new QueenError('usage', 'Whom? Usage: queen mute NAME --for 1h');
		return list(call);
	}
	const {name, muted} = await silence(await call.open(), given, forMs);
	if (call.json) call.out.json({name, muted});
	else
		call.out.print(`${signsOf(call.out.unicode).ok} ${cell(name)} is muted ${forMs === null ? `until queen unmute ${cell(name)}` : `for ${duration(forMs)}`}`);
	return 0;
}

export const mute: Command = {
	name: 'mute',
	group: 'see',
	usage: 'mute [NAME] [--for 1h]',
	summary: 'No bell or notification about one sister, for good or for a while; without a name: who is muted',
	details: 'The view shows her as before. When the time is over and she waits still, you are told.',
	example: 'queen mute iza-2 --for 1h',
	flags: {for: {value: '1h', help: 'how long; without it until queen unmute NAME'}},
	run,
};

async function runUnmute(call: Call): Promise<number> {
	noMoreThan(call, 1, unmute.usage);
	const [given] = call.args;
	if (given === undefined) throw new QueenError('usage', `Whom? Usage: queen ${unmute.usage}`);
	const {name, muted, wasMuted} = await speak(await call.open(), given);
	if (call.json) call.out.json({name, muted, wasMuted});
	else call.out.print(wasMuted ? `${signsOf(call.out.unicode).ok} you are told of ${cell(name)} again` : `${cell(name)} was not muted: you are told of her.`);
	return 0;
}

export const unmute: Command = {
	name: 'unmute',
	group: 'see',
	usage: 'unmute NAME',
	summary: 'Bell and notifications about her again',
	example: 'queen unmute iza-2',
	flags: {},
	run: runUnmute,
};

import {ago, countdown} from '../format/age.ts';
import {sanitize} from '../sanitize.ts';
import {noMoreThan} from './input.ts';
import type {Call, Command} from './types.ts';

async function run(call: Call): Promise<number> {
	noMoreThan(call, 0, crons.usage);
	const {out} = call;
	const context = await call.open();
	const found = await context.store.crons();
	if (call.json) out.json(found);
	else if (found.length === 0)
		out.print('Nothing runs by the clock here: no crontab, no user timers of systemd, no table in /etc/cron.d (a scan looks: queen scan).');
	else {
		const now = context.clock.wall();
		const names = Math.max(...found.map(({name}) => name.length));
		for (const cron of sanitize(found)) {
			const next = cron.nextRun === null ? 'next run not known' : `next in ${countdown(cron.nextRun, now)}`;
			const last = cron.lastRun === null ? '' : `; last ${cron.lastResult ?? 'run'} ${ago(cron.lastRun, now)}`;
			out.print(`  ${cron.name.padEnd(names)}  ${cron.schedule.padEnd(14)}  ${cron.words}; ${next}${last}`);
		}
	}
	return 0;
}

export const crons: Command = {
	name: 'crons',
	group: 'see',
	usage: 'crons',
	summary: 'Your scheduled jobs: in plain words, and when they run next',
	example: 'queen crons',
	flags: {},
	run,
};

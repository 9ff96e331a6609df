/** Another process of the colony: writes what it is told to by its parent. */
import {openStore} from '../../../db/open.ts';
import {systemClock} from '../../../source/clock.ts';

export type Order =
	| {readonly do: 'tell'; readonly to: string; readonly body: string}
	/** Something that is stored and never shown. */
	| {readonly do: 'lead'};

const clock = systemClock();
const store = await openStore({file: process.argv[2] ?? '', clock, busyMs: 5000, redact: text => text, isAlive: () => true});

async function obey(order: Order): Promise<void> {
	if (order.do === 'lead') {
		await store.lead({host: clock.host, bootId: clock.bootId, pid: process.pid, startTime: '1'}, 10_000);
		return;
	}
	const {to, body} = order;
	await store.sendMail({
		from: 'iza-1',
		fromVerified: 'yes',
		to: [to],
		repoKey: null,
		body,
		priority: 'normal',
		kind: 'mail',
		replyTo: null,
		nonce: `${process.pid}-${body}`,
	});
}

process.on('message', (orders: readonly Order[]) => {
	void (async () => {
		for (const order of orders) await obey(order);
		process.send?.('done');
	})();
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

import assert from 'node:assert/strict';
import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import type {Seen} from '../../../source/scanner/look.ts';
import {restWhenQuiet} from '../../../source/scanner/quiet-looker.ts';
import {stateStamp} from '../../../source/scanner/state-stamp.ts';
import {newFolder, newOwner} from '../../driver/cleanup.ts';

const {signal} = new AbortController();

/** A looker whose sight, terminals and state files are in the test's hand. */
function newWorld() {
	let [status, still, stamp, now, looks, lives] = ['idle', true, 's', 0, 0, true];
	const looker = restWhenQuiet(
		{
			look: async () => {
				looks += 1;
				return {sightings: [{status, process: {pid: 7}}], unplaced: [], sawEverybody: true, looked: [], unread: []} as unknown as Seen;
			},
		},
		{isStill: () => still, stamp: () => stamp, exists: pid => lives && pid === 7, mono: () => now},
	);
	return {
		/** What was seen, and whether somebody looked. */
		look: async (thorough = false): Promise<string> => {
			const before = looks;
			const {sightings} = await looker.look(thorough, signal);
			return `${(sightings[0] as unknown as {status: string}).status}${looks > before ? ' seen' : ''}`;
		},
		set: (change: {status?: string; still?: boolean; stamp?: string; lives?: boolean}) => {
			lives = change.lives ?? lives;
			status = change.status ?? status;
			still = change.still ?? still;
			stamp = change.stamp ?? stamp;
		},
		later: (ms: number) => {
			now += ms;
		},
	};
}

test('a quiet colony is not looked at each time, and all of it again after a while', async () => {
	// Mutations seen red: `same` taken out of isQuiet; `at` not looked at.
	const {look, later} = newWorld();
	assert.equal(await look(), 'idle seen');
	assert.equal(await look(), 'idle seen', 'what was seen once may have to be looked at more closely');
	assert.equal(await look(), 'idle');
	later(4999);
	assert.equal(await look(), 'idle');
	later(1);
	assert.equal(await look(), 'idle seen');
});

test('it is looked at when a terminal moved, a state was written, a process ended, and when a thorough look is wanted', async () => {
	// Mutations seen red: isStill() taken out of isQuiet; stamp() taken out; exists() taken out; `!thorough` taken out.
	const {look, set} = newWorld();
	const settle = async (): Promise<void> => {
		await look();
		await look();
	};
	await settle();
	set({still: false, status: 'working'});
	assert.equal(await look(), 'working seen');
	set({still: true});
	await settle();
	set({stamp: 't', status: 'waiting'});
	assert.equal(await look(), 'waiting seen');
	await settle();
	assert.equal(await look(), 'waiting');
	set({lives: false, status: 'nobody'});
	assert.equal(await look(), 'nobody seen');
	set({lives: true, status: 'waiting'});
	await settle();
	await settle();
	assert.equal(await look(), 'waiting');
	assert.equal(await look(true), 'waiting seen');
});

test('a failed look is no sight to rest on', async () => {
	// Mutation seen red: `last = null` left out.
	let fails = false;
	let looks = 0;
	const seen = {sightings: []} as unknown as Seen;
	const looker = restWhenQuiet(
		{
			look: async () => {
				looks += 1;
				if (fails) throw new Error('no');
				return seen;
			},
		},
		{isStill: () => true, stamp: () => '', exists: () => true, mono: () => 0},
	);
	await looker.look(false, signal);
	await looker.look(false, signal);
	fails = true;
	await assert.rejects(looker.look(true, signal));
	fails = false;
	await looker.look(false, signal);
	assert.equal(looks, 4);
});

test('the stamp of the state files changes with each of them', t => {
	// Mutation seen red: size and time taken out of the text.
	const folder = path.join(newFolder(newOwner(t)), 'sessions');
	const stamps = [stateStamp([folder])];
	const next = (change: () => void): void => {
		change();
		const stamp = stateStamp([folder]);
		assert.equal(stamp, stateStamp([folder]));
		assert.ok(!stamps.includes(stamp));
		stamps.push(stamp);
	};
	assert.equal(stamps[0], '');
	mkdirSync(folder);
	next(() => writeFileSync(path.join(folder, '11.json'), '{"status":"idle"}'));
	next(() => writeFileSync(path.join(folder, '11.json'), '{"status":"waiting"}'));
	next(() => {
		writeFileSync(path.join(folder, 'new'), '{"status":"waiting"}');
		renameSync(path.join(folder, 'new'), path.join(folder, '11.json'));
	});
	next(() => writeFileSync(path.join(folder, '12.json'), '{}'));
	next(() => rmSync(path.join(folder, '11.json')));
});

/** What no client should ever write to a hook, and what must hold after it. */
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {readHookAlarm} from '../../../source/hooks/alarm.ts';
import type {Hive} from './hive.ts';

export const strangeInputs = (file: string): Readonly<Record<string, string | Buffer>> => ({
	empty: '',
	'a blank line': '\n',
	'no JSON': 'hello',
	binary: Buffer.from(Array.from({length: 20_000}, (_, index) => (index * 7919) % 256)),
	'NUL bytes': Buffer.alloc(10_000),
	'open brackets': '['.repeat(300_000),
	'open braces': '{"a":'.repeat(60_000),
	'ten megabytes': Buffer.alloc(10 << 20, '['),
	'cut in the middle': `{"tool_name":"Edit","tool_input":{"file_path":"${file.slice(0, -3)}`,
	'a path that is none': '{"tool_name":"Edit","tool_input":{"file_path":{"a":1}}}',
	'a path with a NUL': '{"tool_name":"Edit","tool_input":{"file_path":"/a\\u0000b"}}',
	'a path of 100 KB': JSON.stringify({tool_name: 'Edit', tool_input: {file_path: `/${'x'.repeat(100_000)}`}}),
	'a prototype': '{"tool_name":"Edit","tool_input":{"__proto__":{"file_path":"/x"}}}',
	'shell words': '{"tool_name":"$(touch pwned)","tool_input":{"file_path":"`touch pwned`\'; touch pwned; \'$(touch pwned)"}}',
	'a line end in a path': '{"tool_name":"Edit","tool_input":{"file_path":"a\nforged"}}',
	'a sentence where a word is wanted': '{"tool_name":"Edit a file","notification_type":"some words","reason":"some words"}',
});

/** Every line of the spool is one of ours, nothing was run, and nothing is wrong. */
export const isAlwaysTold = (hive: Hive): void => {
	const spool = hive.spool();
	assert.ok(
		spool.every(line => Object.keys(line).join() === 'event,client,up,session,tool,kind,path,agent'),
		'each line is one of ours',
	);
	assert.ok(
		spool.every(({tool, kind}) => /^[\w.-]*$/.test(`${String(tool)}${String(kind)}`)),
		'words, not text',
	);
	assert.equal(existsSync(path.join(hive.repo, 'pwned')), false);
	assert.equal(readHookAlarm(hive.places.folder), null);
};
